/** What judges did for a run, in words and tables. */
import { kappaInWords, leastLabels, type FloorFinding } from '#core/judge-floor.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import type { CorrectedRate } from '#core/statistics/corrected-rate.ts';
import type { Proportion } from '#core/statistics/wilson.ts';
import {
	formatShareExactly,
	formatShareWithInterval,
	missing,
	renderTable,
	wrapText,
	type Column
} from './format.ts';

interface Calibration {
	kappa: number | null;
	kappaLow: number | null;
	kappaHigh: number | null;
	n: number;
}

export interface ReportedJudge {
	judgeId: string;
	judgeModel: string;
	judgeHash: string;
	emulated: boolean;
	asked: number;
	askedOfPairs: number;
	read: number;
	verdictFirst: number;
	unreadable: number;
	failed: number;
	unanswered: number;
	problems: Readonly<Record<string, number>>;
	costUsd: string | null;
	unpriced: number;
	repeats: { agreement: number | null; pairs: number };
	calibration: Calibration | null;
	floor: FloorFinding | null;
}

export interface ReportedScenarioJudging {
	scenarioId: string;
	passAt: number | null;
	judges: readonly ReportedJudge[];
	alpha: number | null;
	calibration: Calibration | null;
	cells: readonly {
		cellId: string;
		targetId: string;
		targetTitle: string | null;
		emulated: boolean;
		answers: number;
		graded: number;
		awaiting: number;
		unreadable: number;
		rate: Proportion;
		corrected: CorrectedRate | null;
	}[];
}

/** `over 120 answers`, and that so few say little. */
export const overLabels = (n: number): string =>
	`over ${String(n)} ${n === 1 ? 'answer' : 'answers'}${n < leastLabels ? `, too few to be relied on` : ''}`;

export const correctedInWords = (corrected: CorrectedRate | null): string =>
	corrected === null
		? missing
		: `${formatShareExactly(corrected.share)} (${formatShareExactly(corrected.low)} to ${formatShareExactly(corrected.high)})`;

const usd = (amount: string): string => {
	const value = Number(amount);
	return `$${value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2)}`;
};

const costInWords = ({ costUsd, unpriced, asked }: ReportedJudge): string =>
	costUsd === null
		? 'cost not known'
		: `${usd(costUsd)}${unpriced === 0 ? '' : ` for ${String(asked - unpriced)} of them, the rest not known`}`;

const judgeInWords = (judge: ReportedJudge): string => {
	const { judgeId, judgeModel, emulated, asked, unreadable, failed, problems, repeats } = judge;
	const { askedOfPairs, read, verdictFirst, unanswered } = judge;
	const reasons = Object.entries(problems).map(([problem, n]) => `${String(n)} ${problem}`);
	const { calibration } = judge;
	return [
		`${markEmulated(judgeId, emulated)} (${judgeModel}): ${String(asked)} questions${askedOfPairs === 0 ? '' : ` (${String(asked - askedOfPairs)} on single answers, ${String(askedOfPairs)} on pairs, which grade nothing)`}, ${costInWords(judge)}`,
		...(unreadable === 0
			? []
			: [`${String(unreadable)} unreadable, neither pass nor fail (${reasons.join(', ')})`]),
		...(verdictFirst === 0
			? []
			: [
					`${String(verdictFirst)} of ${String(read)} give their verdict before their reasons, which may then be made for it`
				]),
		...(failed === 0
			? []
			: [
					`${String(failed)} without an answer${unanswered === failed ? '' : `, which were asked again: ${unanswered === 0 ? 'all have been answered' : `${String(unanswered)} have no answer yet`}`}`
				]),
		...(repeats.agreement === null
			? []
			: [`says the same again in ${formatShareExactly(repeats.agreement)} of repeats`]),
		calibration === null
			? 'not calibrated'
			: `κ with people ${kappaInWords(calibration)} ${overLabels(calibration.n)}`,
		...(judge.floor?.state === 'below'
			? [`it may not grade: ${judge.floor.words}; its grades are not to be relied on`]
			: [])
	].join('; ');
};

/** The lines of a summary, two spaces in. */
export const judgingLines = (scenarios: readonly ReportedScenarioJudging[]): string[] =>
	scenarios.flatMap(({ scenarioId, judges, alpha, cells }) => [
		...(judges.length === 0
			? [`  ${scenarioId}: no judge has been asked`]
			: judges.map((judge) => `  ${scenarioId}, ${judgeInWords(judge)}`)),
		...(alpha === null || judges.length < 2
			? []
			: [`  ${scenarioId}: Krippendorff's α of the judges ${alpha.toFixed(2).replace('-', '−')}`]),
		...cells.flatMap(({ targetId, answers, awaiting, unreadable, corrected }) => {
			const open = [
				...(awaiting === 0 ? [] : [`${String(awaiting)} wait for a judge`]),
				...(unreadable === 0 ? [] : [`${String(unreadable)} have an unreadable judgement`])
			];
			return [
				...(open.length === 0
					? []
					: [
							`  ${scenarioId} on ${targetId}: of ${String(answers)} answers ${open.join(' and ')}; they count as neither right nor wrong`
						]),
				...(corrected === null
					? []
					: [
							`  ${scenarioId} on ${targetId}: right, corrected for the errors of the judges: ${correctedInWords(corrected)}`
						])
			];
		})
	]);

const columns: Column[] = [
	{ title: 'scenario', align: 'left' },
	{ title: 'target', align: 'left' },
	{ title: 'answers', align: 'right' },
	{ title: 'waiting', align: 'right' },
	{ title: 'unreadable', align: 'right' },
	{ title: 'right as judged (95 %)', align: 'right' },
	{ title: 'right, corrected (95 %)', align: 'right' }
];

export interface ReportedJudging {
	runId: string;
	/** Questions put now. */
	asked: number;
	scenarios: readonly ReportedScenarioJudging[];
}

/** `maxWidth`: columns of the terminal; null where there is none. */
export const renderJudging = (
	{ runId, asked, scenarios }: ReportedJudging,
	maxWidth: number | null
): string => {
	const rows = scenarios.flatMap(({ scenarioId, cells }) =>
		cells.map(
			({ targetId, targetTitle, emulated, answers, awaiting, unreadable, rate, corrected }) => [
				scenarioId,
				markEmulated(targetTitle ?? targetId, emulated),
				String(answers),
				String(awaiting),
				String(unreadable),
				formatShareWithInterval(rate),
				correctedInWords(corrected)
			]
		)
	);
	return [
		`run ${runId}: ${asked === 0 ? 'everything was judged already' : `${String(asked)} questions put to judges`}`,
		renderTable(columns, rows, { maxWidth }),
		judgingLines(scenarios)
			.flatMap((line) => wrapText(line.trim(), maxWidth))
			.join('\n')
	].join('\n\n');
};

/** Shares from 0 to 1. */
export const judgingJson = ({ runId, asked, scenarios }: ReportedJudging) => ({
	run: runId,
	asked,
	scenarios
});
