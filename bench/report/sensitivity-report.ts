/** `bench cost sensitivity`: what moves the decision, what must be true, and what to measure next. */
import { toDecimal } from '#core/decimal.ts';
import { withArticle } from '#core/with-article.ts';
import type { BreakEven } from '#bench/economics/break-even/break-even.ts';
import type { BreakEvenUse } from '#bench/economics/break-even/break-even-use.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { ownerTitle } from '#bench/economics/uncertainty/owner-title.ts';
import type { NextMeasurement } from '#bench/economics/uncertainty/next-measurement.ts';
import type { Sensitivity, Swing } from '#bench/economics/uncertainty/sensitivity.ts';
import { roundedUsd } from '#bench/economics/uncertainty/what-to-do.ts';
import { formatDecimal, formatUsdWhole, formatVolume } from './cost-format.ts';
import { formatShare, missing, renderTable, wrapText } from './format.ts';

export interface ReportedSensitivity {
	costCase: CostCase;
	evaluated: EvaluatedCase;
	sensitivity: Sensitivity;
	/** Share of the variance of the saving that a parameter explains by itself, by id. */
	varianceShares: readonly { parameterId: string; share: number }[];
	/** Value of each parameter at which both options cost the same today; those of the largest swings. */
	breakEvens: readonly { parameter: Parameter; breakEven: BreakEven }[];
	next: NextMeasurement;
	/** How busy the compared nodes must be; null where making has none of its own, or nothing is asked for today. */
	use: BreakEvenUse | null;
}

/** Rows that the text shows; `--json` has all. */
const shownSwings = 14;

const crossoverText = (requests: number | null): string =>
	requests === null ? 'never' : requests === 0 ? 'always' : formatVolume(requests);

const crossoverSentence = (requests: number | null): string => {
	if (requests === null) return 'there is no volume from which on making stays cheaper';
	return requests === 0
		? 'making is cheaper at every volume'
		: `making stays cheaper from ${formatVolume(requests)} requests a month on`;
};

/** Volumes as people read them, money in dollars, shares and rates in percent, all else with up to four digits. */
const endText = (value: number | string, unit: string): string => {
	if (unit === 'share' || unit.startsWith('share/'))
		return `${formatDecimal(toDecimal(value).times(100), 3)} %`;
	if (unit.startsWith('USD')) {
		return Math.abs(Number(value)) >= 1_000
			? roundedUsd(Number(value))
			: `$${formatDecimal(String(value), 4)}`;
	}
	return Math.abs(Number(value)) >= 1_000_000
		? formatVolume(Number(value))
		: formatDecimal(String(value), 4);
};

/** Title of the option that a number belongs to; empty for what all share. */
const ownerOf = (parameter: Parameter, { costCase }: ReportedSensitivity): string =>
	ownerTitle({ parameter, optionIds: [] }, costCase.options) ?? '';

const silentUnits = new Set(['share', 'ratio']);
const withUnit = (value: string, unit: string): string => {
	if (unit.startsWith('USD')) return `${formatUsdWhole(value)}${unit.slice('USD'.length)}`;
	if (silentUnits.has(unit)) return endText(value, unit);
	return unit.startsWith('share/')
		? `${endText(value, unit)} ${withArticle(unit.slice('share/'.length))}`
		: `${endText(value, unit)} ${unit}`;
};

const swingRow = (
	swing: Swing,
	shares: ReadonlyMap<string, number>,
	reported: ReportedSensitivity
): string[] => {
	const { parameter, low, high, moved, flipsDecision } = swing;
	const share = shares.get(parameter.id);
	return [
		parameter.label,
		ownerOf(parameter, reported),
		`${endText(low.value, parameter.unit)} → ${endText(high.value, parameter.unit)}`,
		moved === 'assumed' ? '±10 %' : '90 %',
		`${formatUsdWhole(String(low.savingUsdPerMonth))} → ${formatUsdWhole(String(high.savingUsdPerMonth))}`,
		`${crossoverText(low.permanentCrossover)} → ${crossoverText(high.permanentCrossover)}`,
		share === undefined ? missing : formatShare(share),
		flipsDecision ? 'flips' : ''
	];
};

/** What must hold for making to be the cheaper one: `above $0.371/Mtok`. */
const conditionText = ({ unit }: Parameter, breakEven: BreakEven): string => {
	if (breakEven.state === 'none') {
		return {
			'always-cheaper': 'whatever it is',
			'always-dearer': 'at no value of it',
			independent: 'does not depend on it'
		}[breakEven.why];
	}
	const edge = breakEven.method === 'jump' ? 'about ' : '';
	return `${breakEven.cheaperWhen} ${edge}${withUnit(breakEven.value, unit)}`;
};

const mustBeTrue = (reported: ReportedSensitivity, maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'number', align: 'left', wrapTo: 18 },
			{ title: 'of', align: 'left', wrapTo: 12 },
			{ title: 'today', align: 'right' },
			{ title: 'making is cheaper', align: 'left', wrapTo: 19 }
		],
		reported.breakEvens.map(({ parameter, breakEven }) => [
			parameter.label,
			ownerOf(parameter, reported),
			withUnit(parameter.value, parameter.unit),
			conditionText(parameter, breakEven)
		]),
		{ maxWidth }
	);

const nextLines = ({ measurements, reason }: NextMeasurement): string[] => [
	reason,
	...measurements
		.filter(({ valueUsd }) => valueUsd > 0)
		.slice(0, 5)
		.map(
			({ advice, valueUsd }, index) =>
				`${String(index + 1)}. ${advice} Worth up to ${roundedUsd(valueUsd)} over the horizon.`
		)
];

/** How busy own nodes must be, in a sentence; none where there are none. */
const useLines = (use: BreakEvenUse | null): string[] => {
	if (!use) return [];
	if (use.state === 'none') return [use.reason];
	const share = (text: string): string => formatShare(Number(text));
	const today = use.todayShare === null ? '' : `; today they are at ${share(use.todayShare)}`;
	const most = share(use.mostShare);
	const room = use.isReachable
		? `Peak, headroom and spare leave room for ${most}.`
		: `Peak, headroom and spare leave room for ${most} only, so that they never do.`;
	return [
		`Against what a bought request costs at today's volume, the same nodes pay from ${share(use.share)} of their capacity on (${formatVolume(Number(use.requestsPerMonth))} requests a month)${today}. ${room}`
	];
};

/** The tables as text. */
export const renderSensitivity = (
	reported: ReportedSensitivity,
	maxWidth: number | null
): string => {
	const { costCase, evaluated, sensitivity, varianceShares, next, use } = reported;
	const { compared } = evaluated;
	const wrap = (text: string, indent = ''): string[] => wrapText(text, maxWidth, indent);
	const { savingUsdPerMonth, permanentCrossover } = sensitivity.base;
	const moves = savingUsdPerMonth < 0 ? 'costs' : 'saves';
	const shares = new Map(varianceShares.map(({ parameterId, share }) => [parameterId, share]));
	const rows = sensitivity.swings
		.slice(0, shownSwings)
		.map((swing) => swingRow(swing, shares, reported));
	const left = sensitivity.swings.length - shownSwings;
	return [
		...wrap(
			`${costCase.title}: ${compared?.make.option.title ?? missing} (make) against ${compared?.buy.option.title ?? missing} (buy)`
		),
		...wrap(
			`At the values given making ${moves} ${formatUsdWhole(String(Math.abs(savingUsdPerMonth)))} a month${moves === 'costs' ? ' more' : ''} over ${String(costCase.horizonMonths)} months, servers taken at equal monthly amounts; ${crossoverSentence(permanentCrossover)}.`
		),
		'',
		'What moves it, one number at a time: ends of its range, or 10 % less and more',
		renderTable(
			[
				{ title: 'number', align: 'left', wrapTo: 18 },
				{ title: 'of', align: 'left', wrapTo: 12 },
				{ title: 'moved', align: 'right' },
				{ title: 'range', align: 'left', dropOrder: 3 },
				{ title: 'saving, $/month', align: 'right' },
				{ title: 'crossover', align: 'right', dropOrder: 1 },
				{ title: 'of the spread', align: 'right', dropOrder: 2 },
				{ title: 'decision', align: 'left' }
			],
			rows,
			{ maxWidth }
		),
		...(left > 0 ? [`… ${String(left)} more move it less; --json lists them`] : []),
		'',
		...wrap(
			`What must be true for making to be cheaper at ${formatVolume(evaluated.requestsPerMonth)} requests a month`
		),
		mustBeTrue(reported, maxWidth),
		...useLines(use).flatMap((line) => wrap(line)),
		'',
		'What to find out next',
		...nextLines(next).flatMap((line) => wrap(`  ${line}`, '     '))
	].join('\n');
};

/** The same as data. */
export const sensitivityJson = ({
	costCase,
	evaluated,
	sensitivity,
	varianceShares,
	breakEvens,
	next,
	use
}: ReportedSensitivity) => ({
	useCase: costCase.useCase,
	compared: evaluated.compared && {
		make: evaluated.compared.make.option.id,
		buy: evaluated.compared.buy.option.id
	},
	base: sensitivity.base,
	swings: sensitivity.swings,
	varianceShares,
	breakEvens: breakEvens.map(({ parameter, breakEven }) => ({
		parameterId: parameter.id,
		label: parameter.label,
		unit: parameter.unit,
		...breakEven
	})),
	breakEvenUse: use,
	nextMeasurement: next
});
