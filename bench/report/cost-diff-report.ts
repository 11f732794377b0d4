/** `bench cost diff`: what changed between two cost specs or runs, as text. */
import { toDecimal } from '#core/decimal.ts';
import type { CaseDifference, ParameterChange } from '#bench/economics/case/case-difference.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { formatUsd, formatVolume, formatDecimal } from './cost-format.ts';
import { missing, renderTable, wrapText } from './format.ts';

/** Shares in percent, money in dollars; six digits at least. */
const figureText = (value: string, unit: string, digits?: number): string => {
	if (unit === 'share' || unit.startsWith('share/')) {
		return `${formatDecimal(toDecimal(value).times(100), digits)} %`;
	}
	return `${unit.startsWith('USD') ? '$' : ''}${formatDecimal(value, digits)}`.replace('$−', '−$');
};

const valueText = (parameter: Parameter | null): string => {
	if (parameter === null) return missing;
	const { value, spread, unit } = parameter;
	const end = (each: number): string => figureText(String(each), unit, 4);
	const range = spread.kind === 'fixed' ? '' : ` (${end(spread.low)}–${end(spread.high)})`;
	return `${figureText(value, unit)}${range}`;
};

type Titles = CaseDifference['titles'];

/** `old title → new title` where one id has had two. */
const titleText = ({ before, after }: { before: string | null; after: string | null }): string =>
	before !== null && after !== null && before !== after
		? `${before} → ${after}`
		: (after ?? before ?? '');

/** The label, after the option that it belongs to: the beginning of its id. */
const numberName = ({ id, label }: ParameterChange, titles: Titles): string => {
	const owner = titles[id.split('.')[0] ?? ''];
	return owner ? `${titleText(owner)}: ${label}` : label;
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
	const { options, permanentCrossover, verdict, requestsPerMonth, useCase, titles } = difference;
	const parameters = difference.parameters.filter(
		({ before, after }) => valueText(before) !== valueText(after)
	);
	const alike = difference.parameters.length - parameters.length;
	const lines = [
		...(useCase.before === useCase.after
			? []
			: wrapText(
					`warning: these are two use cases, ${useCase.before} and ${useCase.after}: their costs are those of different work`,
					maxWidth
				)),
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
					titleText({ before: option.beforeTitle, after: option.afterTitle }),
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
					{ title: 'before', align: 'right', wrapTo: 18 },
					{ title: 'after', align: 'right', wrapTo: 18 },
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
	if (alike > 0) {
		lines.push(
			'',
			...wrapText(
				`${String(alike)} ${alike === 1 ? 'number differs' : 'numbers differ'} in source or date alone; --json lists them`,
				maxWidth
			)
		);
	}
	if (options.length === 0 && difference.parameters.length === 0)
		lines.push('', 'No number differs.');
	return lines.join('\n');
};
