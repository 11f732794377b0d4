/** The answers of a cell that judges are asked about, each with its question. */
import type { Answer } from '#core/answer.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import { singleJudgePrompt, type JudgedQuestion, type JudgePrompt } from '#core/judge-prompt.ts';
import type { Cell } from '#core/run.ts';
import { fillPrompt, userTextOf, type LoadedScenario, type ScenarioItem } from '#core/scenario.ts';
import type { Database } from '#db/client.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { referenceText } from '#bench/graders/judge/judge-reference.ts';
import { requireTexts } from '../kept-texts.ts';
import { promptHashOf } from './judge-hash.ts';

export interface JudgedAnswer {
	answer: Answer;
	prompt: JudgePrompt;
	promptHash: string;
}

/** What the candidate was asked, as its judge is shown it. */
export const judgedQuestion = (
	{ scenario }: LoadedScenario,
	spec: JudgeSpec,
	item: ScenarioItem
): JudgedQuestion => ({
	system: fillPrompt(scenario.prompt.system, item.input),
	user: userTextOf(scenario, item),
	reference: spec.referenceGuided ? referenceText(item.reference) : null
});

/** Whether an answer arrived at all; only such are judged. */
export const hasArrived = ({ grade, ungradedReason }: Answer): boolean =>
	grade !== null || ungradedReason !== undefined;

/** Makes the question about an answer; null where its item is no longer in the scenario. */
export const judgePrompts = (
	loaded: LoadedScenario,
	spec: JudgeSpec
): ((answer: Pick<Answer, 'itemId' | 'text'>) => JudgePrompt | null) => {
	const items = new Map(loaded.items.map((item) => [item.id, item]));
	return ({ itemId, text }) => {
		const item = items.get(itemId);
		return item ? singleJudgePrompt(spec.rubric, judgedQuestion(loaded, spec, item), text) : null;
	};
};

/** Every answer of a cell that arrived, first trials first. Throws E_NOT_FOUND where texts have been purged. */
export const judgedAnswersOf = async (
	database: Database,
	cell: Cell,
	{ loaded, spec }: { loaded: LoadedScenario; spec: JudgeSpec }
): Promise<JudgedAnswer[]> => {
	const answers = await answersOfCell(database, cell.id);
	requireTexts(answers, { scenarioId: cell.scenarioId, targetId: cell.target.id }, 'judged');
	const promptOf = judgePrompts(loaded, spec);
	return answers.filter(hasArrived).flatMap((answer) => {
		const prompt = promptOf(answer);
		return prompt ? [{ answer, prompt, promptHash: promptHashOf(prompt) }] : [];
	});
};
