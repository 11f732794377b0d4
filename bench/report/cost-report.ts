/** `bench cost`: the sentence, the options, the crossover, what was left out and what the answer depends on. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import {
	doubtMark,
	doubtMarkOf,
	inconsistentUsageInWords
} from '#core/inconsistent-usage-in-words.ts';
import type { Breakdown } from '#bench/economics/case/breakdown.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type {
	EvaluatedCase,
	EvaluatedExclusion,
	EvaluatedOption
} from '#bench/economics/case/evaluate-case.ts';
import type { OverTime } from '#bench/economics/case/over-time.ts';
import { usdPerRightAnswer } from '#bench/economics/case/usd-per-right-answer.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import type { StressResult } from '#bench/economics/stress/stress.ts';
import type { Simulation } from '#bench/economics/uncertainty/simulate.ts';
import type { Verdict } from '#bench/economics/verdict/verdict-input.ts';
import { renderOverTime } from './cash-flow-report.ts';
import { formatUsd, formatUsdWhole, formatVolume } from './cost-format.ts';
import { renderIntervals } from './crossover-report.ts';
import {
	formatShare,
	formatShareExactly,
	missing,
	renderTable,
	wrapText,
	type Column
} from './format.ts';
import { kindText } from './option-kind.ts';
import { renderStress } from './stress-report.ts';

export interface ReportedCase {
	costCase: CostCase;
	evaluated: EvaluatedCase;
	verdict: Verdict;
	/** Null where nothing is compared. */
	simulation: Simulation | null;
	/** 90 % interval of each option today, by id, USD a month; empty where nothing was drawn. */
	bands: ReadonlyMap<string, { low: string; high: string }>;
	/** Every allowed option over the horizon. */
	cashFlow: OverTime;
	/** Empty where nothing is compared. */
	stress: readonly StressResult[];
}

/** With rework every request ends with an accepted answer, so that its cost says it all. */
const countsRework = ({ rework }: CostCase): boolean => rework.humanUsd !== null;

const rightAnswerTitle = '$/right answer';
const billTitle = 'bill';
const reworkTitle = 'rework';

/** Without rework the bill is the whole cost, and a right answer costs more than a request. */
const columnsOf = (costCase: CostCase): Column[] => {
	const left = countsRework(costCase) ? [rightAnswerTitle] : [billTitle, reworkTitle];
	return columns.filter(({ title }) => !left.includes(title));
};

const columns: Column[] = [
	{ title: 'option', align: 'left', wrapTo: 22 },
	{ title: 'kind', align: 'left', dropOrder: 3 },
	{ title: '$/month', align: 'right' },
	{ title: billTitle, align: 'right', dropOrder: 6 },
	{ title: reworkTitle, align: 'right', dropOrder: 7 },
	{ title: '90 % of draws', align: 'right', dropOrder: 1 },
	{ title: '$/request', align: 'right' },
	{ title: rightAnswerTitle, align: 'right', dropOrder: 6 },
	{ title: 'nodes', align: 'right', dropOrder: 2 },
	{ title: 'used', align: 'right', dropOrder: 4 },
	{ title: 'right', align: 'right', dropOrder: 0 },
	{ title: 'cheapest in', align: 'right', dropOrder: 5 }
];

/** What checking, people and unnoticed errors cost, USD a month. */
const reworkUsd = ({ totalUsdPerMonth, serviceUsdPerMonth }: Breakdown): Decimal =>
	toDecimal(totalUsdPerMonth).minus(serviceUsdPerMonth);

/** The name, with EMULATED behind it wherever no model answered. */
export const optionLabel = ({ option }: EvaluatedOption): string => optionTitle(option);

/** Both ends in whole dollars; `fixed` where they are the same. */
const bandText = ({ low, high }: { low: string; high: string }): string => {
	const [from, to] = [formatUsdWhole(low), formatUsdWhole(high)];
	return from === to ? 'fixed' : `${from}–${to}`;
};

/** Answers behind the amounts of an option whose token counts contradict each other, those of the API in a hybrid included. */
export const doubtfulAnswersOf = ({ inconsistentUsage, blend }: CostOption): number =>
	inconsistentUsage ?? (blend ? doubtfulAnswersOf(blend.api) : 0);

/** What the mark behind amounts means, one sentence for each option that has it. */
const doubtLines = ({ options }: EvaluatedCase): string[] =>
	options.flatMap((each) => {
		const doubt = inconsistentUsageInWords(doubtfulAnswersOf(each.option));
		return doubt === null ? [] : [`${doubtMark} ${optionLabel(each)}: ${doubt}.`];
	});

const optionRow = (
	evaluated: EvaluatedOption,
	{ costCase, simulation, bands }: ReportedCase
): string[] => {
	const { option, today } = evaluated;
	const outcome = simulation?.options.find(({ optionId }) => optionId === option.id);
	const accept = costCase.quality[option.id]?.acceptShare?.value ?? null;
	const isVaried = simulation !== null && simulation.varied.length > 0;
	const band = bands.get(option.id);
	const mark = doubtMarkOf(doubtfulAnswersOf(option));
	return [
		optionLabel(evaluated),
		kindText[option.kind],
		`${formatUsdWhole(today.totalUsdPerMonth)}${mark}`,
		...(countsRework(costCase)
			? [formatUsdWhole(today.serviceUsdPerMonth), formatUsdWhole(reworkUsd(today))]
			: []),
		band ? bandText(band) : missing,
		`${formatUsd(today.usdPerRequest)}${mark}`,
		...(countsRework(costCase) ? [] : [formatUsd(usdPerRightAnswer(evaluated, costCase))]),
		today.nodes === null ? missing : String(today.nodes),
		today.utilisation === null ? missing : formatShare(Number(today.utilisation)),
		accept === null ? missing : formatShareExactly(Number(accept)),
		isVaried && outcome ? formatShare(outcome.cheapestTodayShare) : missing
	];
};

const section = (title: string, lines: readonly string[], maxWidth: number | null): string[] =>
	lines.length === 0
		? []
		: ['', title, ...lines.flatMap((line) => wrapText(`  ${line}`, maxWidth, '    '))];

/** A reason as a sentence, whether or not it is written as one. */
const asSentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`);

const excludedLine = (
	{ reasons, exclusionUsdPerMonth, ...rest }: EvaluatedExclusion,
	isAnyAllowed: boolean
): string => {
	const price = !isAnyAllowed
		? 'no option is left that is allowed'
		: exclusionUsdPerMonth === null
			? 'it would not be cheaper'
			: `leaving it out costs ${formatUsdWhole(exclusionUsdPerMonth)} a month`;
	return `${optionLabel(rest)}: ${reasons.join('; ')} (${formatUsdWhole(rest.today.totalUsdPerMonth)} a month; ${price})`;
};

const bandLines = (simulation: Simulation | null): string[] => {
	if (!simulation || simulation.varied.length === 0) return [];
	const { permanentCrossover: band, makeWinsTodayShare, makeWinsHorizonShare } = simulation;
	const end = (requests: number | null): string =>
		requests === null ? 'none' : formatVolume(requests);
	return [
		`permanent crossover over ${simulation.draws.toLocaleString('en-US')} draws of what is uncertain: ${end(band.p50RequestsPerMonth)} requests a month in the middle, 90 % between ${end(band.p05RequestsPerMonth)} and ${end(band.p95RequestsPerMonth)}`,
		`make is cheaper at no volume in ${formatShare(band.neverShare)} of the draws, at every volume in ${formatShare(band.alwaysShare)}`,
		`make is cheaper today in ${formatShare(makeWinsTodayShare)} of them, over the whole horizon in ${formatShare(makeWinsHorizonShare)}`
	];
};

/** Where the horizon says otherwise than this month: growth and price paths can turn a decision. */
const horizonRemark = ({ costCase, evaluated, verdict, simulation }: ReportedCase): string[] => {
	const { compared } = evaluated;
	if (!compared || !simulation) return [];
	const share = simulation.makeWinsHorizonShare;
	const [other, ahead] =
		verdict.state === 'buy' ? [compared.make, share] : [compared.buy, 1 - share];
	if ((verdict.state !== 'buy' && verdict.state !== 'make') || ahead <= 0.5) return [];
	const held = other === compared.make ? compared.buy : compared.make;
	// Where a third option leads, the two say nothing about it.
	if (held.option.id !== verdict.optionId) return [];
	const how = simulation.varied.length > 0 ? ` in ${formatShare(ahead)} of the draws` : '';
	return [
		`But over the ${String(costCase.horizonMonths)} months ${optionLabel(other)} costs less than ${optionLabel(held)}${how}: demand or prices move.`
	];
};

/** Where another option is cheaper by right answer than the one that is cheapest by month: the first of the table misleads then. */
const rightAnswerRemark = ({ costCase, evaluated: { options } }: ReportedCase): string[] => {
	const [cheapest] = options;
	if (!cheapest || countsRework(costCase)) return [];
	const priced = options.flatMap((each) => {
		const usd = usdPerRightAnswer(each, costCase);
		return usd === null ? [] : [{ each, usd: toDecimal(usd) }];
	});
	const own = priced.find(({ each }) => each === cheapest);
	const best = priced.reduce<(typeof priced)[number] | null>(
		(least, next) => (least === null || next.usd.lt(least.usd) ? next : least),
		null
	);
	if (!own || !best || best.each === cheapest || !best.usd.lt(own.usd)) return [];
	return [
		`By right answer ${optionLabel(best.each)} is the cheapest: ${formatUsd(best.usd)} against ${formatUsd(own.usd)} with ${optionLabel(cheapest)}, whose wrong answers are thrown away.`
	];
};

/** Cheapest option by volume, one line per range. */
const cheapestLines = ({ cheapest, options }: EvaluatedCase): string[] => {
	const shown = 8;
	const titleOf = (id: string): string =>
		options.find(({ option }) => option.id === id)?.option.title ?? id;
	// With no request at all nothing is decided.
	const ranges = cheapest.filter((_, index) => cheapest[index + 1]?.fromRequests !== 1);
	const lines = ranges
		.slice(0, shown)
		.map(
			({ fromRequests, ids }) =>
				`from ${fromRequests.toLocaleString('en-US')}: ${ids.map(titleOf).join(' = ')}`
		);
	if (ranges.length > shown) {
		lines.push(`… ${String(ranges.length - shown)} more ranges; --json lists them`);
	}
	return lines;
};

/** What the horizon and its stresses add, each with an empty line before it. */
const horizonSections = (
	{ costCase, evaluated, cashFlow, stress }: ReportedCase,
	maxWidth: number | null
): string[] => {
	const label = (id: string): string => {
		const found = evaluated.options.find(({ option }) => option.id === id);
		return found ? optionLabel(found) : id;
	};
	return [
		renderOverTime(cashFlow, { label, maxWidth }),
		renderStress(stress, { months: costCase.horizonMonths, maxWidth })
	].flatMap((text) =>
		text === '' ? [] : ['', ...text.split('\n').flatMap((line) => wrapText(line, maxWidth, '    '))]
	);
};

/** The whole answer as text. */
export const renderCostReport = (reported: ReportedCase, maxWidth: number | null): string => {
	const { costCase, evaluated, verdict, simulation } = reported;
	const { compared, crossover, options, excluded } = evaluated;
	const rows = options.map((each) => optionRow(each, reported));
	const names = compared && {
		make: optionLabel(compared.make),
		buy: optionLabel(compared.buy)
	};
	return [
		...[
			`${costCase.title} (${costCase.useCase})`,
			verdict.sentence,
			verdict.reason,
			...horizonRemark(reported)
		].flatMap((line) => wrapText(line, maxWidth)),
		'',
		...(rows.length === 0
			? ['No option can be computed.']
			: [
					`at ${evaluated.requestsPerMonth.toLocaleString('en-US')} requests a month, cheapest first`,
					renderTable(columnsOf(costCase), rows, { maxWidth }),
					...[...doubtLines(evaluated), ...rightAnswerRemark(reported)].flatMap((line) =>
						wrapText(line, maxWidth)
					)
				]),
		...(crossover && names
			? [
					'',
					...wrapText(`${names.make} (make) against ${names.buy} (buy)`, maxWidth, '  '),
					...[crossover.reason, ...bandLines(simulation)].flatMap((line) =>
						wrapText(`  ${line}`, maxWidth, '    ')
					),
					'',
					renderIntervals(crossover, maxWidth)
				]
			: []),
		...section(
			'Cheapest of all, by requests a month',
			options.length > 2 ? cheapestLines(evaluated) : [],
			maxWidth
		),
		...horizonSections(reported, maxWidth),
		...section(
			'Left out',
			[
				...excluded.map((each) => excludedLine(each, options.length > 0)),
				...costCase.unavailable.map(
					(each) => `${optionTitle(each)}: ${asSentence(each.reason)} ${asSentence(each.remedy)}`
				)
			],
			maxWidth
		),
		...section('What would make it surer', verdict.toMeasure, maxWidth),
		...section('Notes', costCase.notes, maxWidth)
	].join('\n');
};
