/** From what a panel said of one answer to its grade. */
import type { Grade } from '#core/answer.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';
import { keptText } from '../kept-text.ts';
import type { ReadJudgement } from './read-judgement.ts';
import { passesAt, scoreShare } from './score.ts';

/** One judgement of one judge. */
export interface PanelJudgement {
	judgeId: string;
	judgement: ReadJudgement;
	/** Whether no model was behind the judge. */
	emulated?: boolean;
}

/** What one judge thinks over all of its repeats. */
export interface JudgeOpinion {
	judgeId: string;
	/** Mean over the repeats that could be read, 0 to 1; null where none could. */
	share: number | null;
	passed: boolean | null;
}

export type CombinedGrade =
	| { grade: Grade }
	/** `unreadable-judgement`: the judges answered, but not readably; `awaits-judging`: too few have answered at all. */
	| { grade: null; reason: 'awaits-judging' | 'unreadable-judgement' };

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** The opinions of all judges that were asked, in the order in which they first appear. */
export const opinionsOf = (
	spec: JudgeSpec,
	judgements: readonly PanelJudgement[]
): JudgeOpinion[] => {
	const byJudge = new Map<string, number[]>();
	for (const { judgeId, judgement } of judgements) {
		const shares = byJudge.get(judgeId) ?? [];
		if (judgement.state === 'read') shares.push(scoreShare(spec, judgement.scores));
		byJudge.set(judgeId, shares);
	}
	return [...byJudge].map(([judgeId, shares]) => {
		if (shares.length === 0) return { judgeId, share: null, passed: null };
		const share = mean(shares);
		return { judgeId, share, passed: passesAt(spec, share) };
	});
};

/**
 * The grade of one answer. A judge's repeats become their mean; judges who could not be read are left out, and where that leaves fewer
 * than half of those asked there is no grade. `majority`: each judge votes, and a tie goes by the mean; `mean`: the mean score decides.
 */
export const combineJudgements = (
	spec: JudgeSpec,
	judgements: readonly PanelJudgement[]
): CombinedGrade => {
	const opinions = opinionsOf(spec, judgements);
	const heard = opinions.filter(
		(opinion): opinion is JudgeOpinion & { share: number } => opinion.share !== null
	);
	if (heard.length === 0 || heard.length * 2 < opinions.length) {
		const isComplete =
			judgements.length > 0 && judgements.every(({ judgement }) => judgement.state !== 'failed');
		return { grade: null, reason: isComplete ? 'unreadable-judgement' : 'awaits-judging' };
	}
	const share = mean(heard.map((opinion) => opinion.share));
	const votes = heard.filter(({ passed }) => passed).length;
	const isTied = votes * 2 === heard.length;
	const passed =
		spec.combine === 'mean' || isTied ? passesAt(spec, share) : votes * 2 > heard.length;
	const read = judgements.flatMap(({ judgeId, judgement }) =>
		judgement.state === 'read' ? [{ judgeId, judgement }] : []
	);
	const scores = Object.fromEntries(
		spec.rubric.criteria.map(({ id }): [string, JsonValue] => [
			id,
			mean(read.map(({ judgement }) => judgement.scores[id] ?? 0))
		])
	);
	return {
		grade: {
			passed,
			score: share,
			details: {
				passAt: spec.passAt,
				combine: spec.combine,
				...(judgements.some(({ emulated }) => emulated) && { judgedBy: 'EMULATED' }),
				scores,
				votes: Object.fromEntries(
					opinions.map(({ judgeId, passed: vote }): [string, JsonValue] => [
						judgeId,
						vote === null ? 'unreadable' : vote ? 'pass' : 'fail'
					])
				),
				reasons: read
					.slice(0, 5)
					.map(({ judgeId, judgement }) => `${judgeId}: ${keptText(judgement.reasons)}`)
			}
		}
	};
};
