/** `bench cost diff`: what changed between two cost specs or runs, as text. */
import type { CaseDifference, ParameterChange } from '#bench/economics/case/case-difference.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { formatUsd, formatVolume, formatDecimal } from './cost-format.ts';
import { missing, renderTable } from './format.ts';

const valueText = (parameter: Parameter | null): string => {
	if (parameter === null) return missing;
	const { value, spread } = parameter;
	const range =
		spread.kind === 'fixed'
			? ''
			: ` (${formatDecimal(String(spread.low), 4)}–${formatDecimal(String(spread.high), 4)})`;
	return `${formatDecimal(value)}${range}`;
};

/** The label, after the option that it belongs to: the beginning of its id. */
const numberName = (
	{ id, label }: ParameterChange,
	titles: ReadonlyMap<string, string>
): string => {
	const owner = id.split('.')[0] ?? '';
	const shared = ['demand', 'quality', 'drift', 'discountRatePerYear'];
	return shared.includes(owner) || !id.includes('.')
		? label
		: `${titles.get(owner) ?? owner}: ${label}`;
};

const sourceText = ({ before, after }: ParameterChange): string =>
	before && after && before.source === after.source
		? after.source
		: [before?.source, after?.source].map((source) => source ?? missing).join(' → ');

const change = (before: string, after: string): string =>
	before === after ? before : `${before} → ${after}`;

const verdictText = (state: CaseDifference['verdict']['before']): string =>
	state.replaceAll('-', ' ');

const crossoverText = (requests: number | null): string =>
	requests === null ? 'none' : `${formatVolume(requests)} requests a month`;

/** The difference as text; says so where there is none. */
export const renderCaseDifference = (
	difference: CaseDifference,
	maxWidth: number | null
): string => {
	const { options, parameters, permanentCrossover, verdict, requestsPerMonth } = difference;
	const titles = new Map(options.map(({ id, title }) => [id, title]));
	const lines = [
		`verdict: ${change(verdictText(verdict.before), verdictText(verdict.after))}`,
		`permanent crossover: ${change(crossoverText(permanentCrossover.before), crossoverText(permanentCrossover.after))}`,
		`volume today: ${change(formatVolume(requestsPerMonth.before), formatVolume(requestsPerMonth.after))} requests a month`
	];
	if (options.length > 0) {
		lines.push(
			'',
			renderTable(
				[
					{ title: 'option', align: 'left', wrapTo: 16 },
					{ title: 'before, $/month', align: 'right' },
					{ title: 'after, $/month', align: 'right' },
					{ title: 'change', align: 'right' }
				],
				options.map((option) => [
					option.title,
					formatUsd(option.beforeUsdPerMonth),
					formatUsd(option.afterUsdPerMonth),
					formatUsd(option.changeUsdPerMonth)
				]),
				{ maxWidth }
			)
		);
	}
	if (parameters.length > 0) {
		lines.push(
			'',
			renderTable(
				[
					{ title: 'number', align: 'left', wrapTo: 22 },
					{ title: 'unit', align: 'left', dropOrder: 1 },
					{ title: 'before', align: 'right' },
					{ title: 'after', align: 'right' },
					{ title: 'source', align: 'left', dropOrder: 2, wrapTo: 20 }
				],
				parameters.map((each) => [
					numberName(each, titles),
					each.unit,
					valueText(each.before),
					valueText(each.after),
					sourceText(each)
				]),
				{ maxWidth }
			)
		);
	}
	if (options.length === 0 && parameters.length === 0) lines.push('', 'No number differs.');
	return lines.join('\n');
};
