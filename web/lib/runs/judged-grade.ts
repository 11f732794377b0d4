/** What a judged grade says of itself, and the judgements behind it, as rows that can be read. */
import { isObject } from '#core/json.ts';
import type { JudgementProblem } from '#core/judgement.ts';
import { formatNumber, missing } from '../format.ts';
import type { ShownJudgement } from './judging.ts';

export interface JudgedRow {
	key: string;
	judge: string;
	emulated: boolean;
	/** How the answer was shown to the judge: alone, or beside another one. */
	order: string;
	/** `pass`, `fail`, or `unreadable`. */
	verdict: string;
	/** By criterion, on the scale of the rubric. */
	score: string;
	/** The judge's reasons, or why it could not be read. */
	reason: string;
}

export interface JudgedGrade {
	/** On the scale of the rubric. */
	passAt: number;
	/** `majority` or `mean`. */
	combine: string;
	/** Mean of each criterion over all that could be read. */
	scores: string;
	/** What each judge says over its repeats: `panel-a pass, panel-b unreadable`. */
	votes: string;
	rows: JudgedRow[];
}

export const problemMeanings: Readonly<Record<string, string>> = {
	empty: 'nothing was written',
	prose: 'it is prose, not the JSON object that was asked for',
	'missing-verdict': 'it has no verdict',
	shape: 'it is not of the shape that was asked for',
	'verdict-first': 'it gives its verdict before its reasons',
	contradiction: 'it speaks against itself',
	truncated: 'it was cut off',
	refused: 'the judge refused'
} satisfies Record<JudgementProblem, string>;

export const orderMeanings: Record<ShownJudgement['order'], string> = {
	single: 'alone',
	first: 'A/B: before the other answer',
	second: 'B/A: after the other answer'
};

/** `complete 4, faithful 5`; an en dash where there is none. */
export const scoresInWords = (scores: unknown): string => {
	const known = isObject(scores)
		? Object.entries(scores).flatMap(([criterion, score]) =>
				typeof score === 'number' ? [`${criterion} ${formatNumber(score)}`] : []
			)
		: [];
	return known.length === 0 ? missing : known.join(', ');
};

const verdictOf = ({ state, verdict }: ShownJudgement): string =>
	state === 'read' ? (verdict ?? 'none') : state === 'failed' ? 'no answer' : 'unreadable';

const reasonOf = ({ state, problem, reasons }: ShownJudgement): string => {
	if (state === 'read') return reasons ?? missing;
	const why = problem === null ? '' : `: ${problemMeanings[problem] ?? problem}`;
	return `${state === 'failed' ? 'No answer of the judge arrived' : 'It could not be read'}${why}`;
};

/** Null where the details are not those of a judged grade. Judgements that were asked again since are left out. */
export const judgedGradeOf = (
	details: unknown,
	judgements: readonly ShownJudgement[]
): JudgedGrade | null => {
	if (!isObject(details)) return null;
	const { passAt, combine, votes, scores } = details;
	if (typeof passAt !== 'number' || typeof combine !== 'string' || !isObject(votes)) return null;
	return {
		passAt,
		combine,
		scores: scoresInWords(scores),
		votes: Object.entries(votes)
			.map(([judge, vote]) => `${judge} ${typeof vote === 'string' ? vote : missing}`)
			.join(', '),
		rows: judgements
			.filter(({ isReplaced }) => !isReplaced)
			.map((each, nth) => ({
				key: String(nth),
				judge: `${each.judgeId}${each.repeat === 0 ? '' : `, repeat ${String(each.repeat)}`}`,
				emulated: each.emulated,
				order: orderMeanings[each.order],
				verdict: verdictOf(each),
				score: scoresInWords(each.scores),
				reason: reasonOf(each)
			}))
	};
};
