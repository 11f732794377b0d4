/** Grades answers by what judges have said of them, read again from what they wrote. Nothing is sent. */
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { Judgement } from '#core/judgement.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { combineJudgements, type PanelJudgement } from '#bench/graders/judge/combine-judgements.ts';
import { readJudgement } from '#bench/graders/judge/read-judgement.ts';
import type { AnswerGrading } from '../regrade-run.ts';
import { requireJudgeText } from '../kept-texts.ts';
import { promptHashOf } from './judge-hash.ts';
import { judgePrompts } from './judged-answers.ts';

/** The judgement that counts of each question to each judge: of the same repeat the newest. By hash of the question. */
export const countingJudgements = (judgements: readonly Judgement[]): Map<string, Judgement[]> => {
	const newest = new Map<string, Judgement>();
	for (const each of judgements) {
		if (each.order !== 'single') continue;
		newest.set([each.promptHash, each.judgeHash, String(each.repeat)].join(' '), each);
	}
	const byPrompt = new Map<string, Judgement[]>();
	for (const each of newest.values()) {
		const list = byPrompt.get(each.promptHash) ?? [];
		list.push(each);
		byPrompt.set(each.promptHash, list);
	}
	return byPrompt;
};

/** What a stored judgement says by the rubric of today. */
export const panelJudgementOf = (spec: JudgeSpec, judgement: Judgement): PanelJudgement => {
	const { judgeId, rawText, outcome, state, problem, emulated } = judgement;
	requireJudgeText(judgement);
	return {
		judgeId,
		emulated,
		judgement:
			state === 'failed' && outcome === 'ok'
				? { state, problem: problem ?? 'failed' }
				: readJudgement(spec, rawText, outcome)
	};
};

/**
 * The grading of a scenario by all judges who judged the run, or by those named. An answer whose question no judge was asked, such as
 * under another rubric, has no grade.
 */
export const judgedGrading = (
	loaded: LoadedScenario,
	spec: JudgeSpec,
	judgements: readonly Judgement[],
	judgeIds: readonly string[] | null = null
): AnswerGrading => {
	const promptOf = judgePrompts(loaded, spec);
	const counting = countingJudgements(
		judgeIds === null ? judgements : judgements.filter(({ judgeId }) => judgeIds.includes(judgeId))
	);
	return (answer) => {
		const prompt = promptOf(answer);
		const found = prompt ? (counting.get(promptHashOf(prompt)) ?? []) : [];
		return combineJudgements(
			spec,
			found.map((each) => panelJudgementOf(spec, each))
		);
	};
};
