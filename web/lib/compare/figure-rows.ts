/** The figures of two stages beside each other, as rows of a table. */
import type { Outcome } from '#core/outcome.ts';
import type { StageSummary } from '#core/stage.ts';
import { costBasisNames } from '../cost-basis.ts';
import {
	formatDuration,
	formatInterval,
	formatNumber,
	formatShare,
	formatUsd,
	formatWhole
} from '../format.ts';
import { noGoodput, outcomeMeanings } from '../runs/labels.ts';
import { notMeasured } from './compare-words.ts';
import type { StageComparison, StageCost } from './comparison.ts';

export interface FigureRow {
	name: string;
	/** How it was counted; null where the name says it. */
	meaning: string | null;
	a: string;
	b: string;
	/** A / B, such as `0.91`; null where it is no such number. */
	ratio: string | null;
}

interface Figure {
	value: number | null;
	text: string;
}

interface Measured {
	summary: StageSummary;
	cost: StageCost;
}

const plain = (text: string): Figure => ({ value: null, text });

const figure = (
	value: number | null,
	format: (value: number) => string,
	absent = notMeasured
): Figure => ({ value, text: value === null ? absent : format(value) });

const perS = (value: number): string => `${formatNumber(value)}/s`;

const isFailure = (outcome: string): boolean =>
	outcome !== 'ok' && outcome !== 'length' && outcome !== 'refused';

const isImported = ({ load }: StageSummary): boolean => load.kind === 'imported';

const failureCount = ({ outcomes }: StageSummary): number =>
	Object.entries(outcomes).reduce(
		(sum, [outcome, count]) => (isFailure(outcome) ? sum + count : sum),
		0
	);

const failures = ({ summary }: Measured): Figure => {
	const count = failureCount(summary);
	if (summary.offered === 0) return plain(notMeasured);
	return plain(
		`${formatWhole(count)} of ${formatWhole(summary.offered)} (${formatShare(count / summary.offered)})`
	);
};

const otherOutcomes = ({ summary }: Measured): Figure => {
	const named = Object.entries(summary.outcomes).filter(
		([outcome, count]) => outcome !== 'ok' && count > 0
	);
	return plain(
		named.length === 0
			? 'none'
			: named.map(([outcome, count]) => `${formatWhole(count)} ${outcome}`).join(', ')
	);
};

const perAnswer = (tokens: number | null, completed: number): number | null =>
	tokens === null || completed === 0 ? null : tokens / completed;

const usd = (text: string | null, absent: string): Figure =>
	text === null ? plain(absent) : { value: Number(text), text: formatUsd(text) };

const unknownCost = (summary: StageSummary): string =>
	isImported(summary) ? 'not every result has one' : 'no price, or no usage reported';

const acceptedCost = ({ summary, cost }: Measured): Figure => {
	const absent =
		cost.usdPerAnswer === null
			? unknownCost(summary)
			: (summary.passRate?.n ?? 0) === 0
				? 'nothing graded'
				: 'no answer was right';
	return usd(cost.usdPerAcceptedAnswer, absent);
};

const rows: readonly {
	name: string;
	meaning?: string;
	of: (measured: Measured) => Figure;
}[] = [
	{ name: 'Validity', of: ({ summary }) => plain(summary.validity.verdict) },
	{
		name: 'Whole answers',
		meaning: 'of those due',
		of: ({ summary }) =>
			plain(`${formatWhole(summary.completed)} of ${formatWhole(summary.offered)}`)
	},
	{ name: 'Without a whole answer', of: failures },
	{ name: 'Outcomes other than ok', of: otherOutcomes },
	{
		name: 'Took',
		of: ({ summary: { windowS } }) =>
			plain(windowS === null ? notMeasured : formatDuration(windowS * 1_000))
	},
	{
		name: 'Offered',
		meaning: 'requests',
		of: ({ summary }) =>
			figure(
				summary.offeredPerS,
				perS,
				isImported(summary) ? notMeasured : 'as fast as answers came'
			)
	},
	{
		name: 'Throughput',
		meaning: 'whole answers',
		of: ({ summary }) => figure(summary.requestsPerS, perS)
	},
	{
		name: 'Goodput',
		meaning: 'on time and, where graded, right',
		of: ({ summary }) =>
			figure(summary.goodputPerS, perS, isImported(summary) ? notMeasured : noGoodput(summary))
	},
	{
		name: 'Met the objective',
		meaning: 'of requests due',
		of: ({ summary }) =>
			summary.sloMetShare === null
				? plain(isImported(summary) ? notMeasured : 'no objective')
				: { value: summary.sloMetShare, text: formatShare(summary.sloMetShare) }
	},
	{
		name: 'Output',
		meaning: 'tokens of whole answers',
		of: ({ summary }) => figure(summary.outputTokensPerS, perS, 'not reported')
	},
	{
		name: 'Input tokens',
		meaning: 'an answer, mean',
		of: ({ summary }) =>
			figure(perAnswer(summary.inputTokens, summary.completed), formatNumber, 'not reported')
	},
	{
		name: 'of them read from a cache',
		meaning: 'an answer, mean',
		of: ({ summary }) =>
			figure(perAnswer(summary.cacheReadTokens, summary.completed), formatNumber, 'not reported')
	},
	{
		name: 'Output tokens',
		meaning: 'an answer, mean',
		of: ({ summary }) =>
			figure(perAnswer(summary.outputTokens, summary.completed), formatNumber, 'not reported')
	},
	{
		name: 'Cost of an answer',
		meaning: 'as busy as at this load',
		of: ({ summary, cost }) => usd(cost.usdPerAnswer, unknownCost(summary))
	},
	{
		name: 'Paid',
		of: ({ cost }) => plain(cost.basis === null ? notMeasured : costBasisNames[cost.basis])
	},
	{
		name: 'Right',
		meaning: 'of the items graded at this load, 95 %',
		of: ({ summary: { passRate } }) =>
			passRate === null || passRate.n === 0
				? plain('nothing graded')
				: { value: passRate.share, text: formatInterval(passRate) }
	},
	{
		name: 'Cost of a right answer',
		meaning: 'cost of an answer ÷ share right, both at this load',
		of: acceptedCost
	}
];

const servers = (count: number): string =>
	`${formatWhole(count)} ${count === 1 ? 'server' : 'servers'}`;

/** Where hours are paid and the demand is known: what each costs over the month. */
const monthlyRows = ({ costs, requestsPerMonth }: StageComparison): typeof rows => {
	if (requestsPerMonth === null || !(costs.a.monthly ?? costs.b.monthly)) return [];
	const at = `at ${formatWhole(requestsPerMonth)} requests a month, the scenario’s own demand; every hour paid for`;
	return [
		{
			name: 'Standing all month',
			meaning: 'each as busy as at this load, or less',
			of: ({ cost }) => plain(cost.monthly ? servers(cost.monthly.servers) : 'none')
		},
		{
			name: 'Cost of an answer over the month',
			meaning: at,
			of: ({ summary, cost }) =>
				usd(cost.monthly?.usdPerAnswer ?? cost.usdPerAnswer, unknownCost(summary))
		},
		{
			name: 'Cost of a right answer over the month',
			meaning: 'the same ÷ share right at this load',
			of: ({ summary, cost }) => acceptedCost({ summary, cost: { ...cost, ...cost.monthly } })
		}
	];
};

const ratioText = (ratio: number): string =>
	ratio >= 0.01 && ratio < 10 ? ratio.toFixed(2) : formatNumber(ratio);

/** In the order of reading; the same rows whatever was measured. */
export const figureRows = (stages: StageComparison): FigureRow[] => {
	const ofA = { summary: stages.a.summary, cost: stages.costs.a };
	const ofB = { summary: stages.b.summary, cost: stages.costs.b };
	return [...rows, ...monthlyRows(stages)].map(({ name, meaning = null, of }) => {
		const [first, second] = [of(ofA), of(ofB)];
		const ratio =
			first.value === null || second.value === null || second.value === 0
				? null
				: ratioText(first.value / second.value);
		return { name, meaning, a: first.text, b: second.text, ratio };
	});
};

/** What the outcomes that a stage had mean. */
export const outcomeNotes = ({ a, b }: Pick<StageComparison, 'a' | 'b'>): string[] =>
	(Object.keys(outcomeMeanings) as Outcome[]).flatMap((outcome) =>
		outcome !== 'ok' && a.summary.outcomes[outcome] + b.summary.outcomes[outcome] > 0
			? [`${outcome}: ${outcomeMeanings[outcome]}`]
			: []
	);
