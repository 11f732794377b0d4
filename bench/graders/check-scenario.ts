/** Checks a scenario by its own grader: right answers must pass entirely, wrong ones must not. */
import { createRandom } from '#core/random.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import {
	compileTools,
	playScript,
	type ConversationSetup,
	type Validators
} from './conversation.ts';
import { finalStateReferenceSchema } from '#core/grader-spec/final-state.ts';
import { checkedReference } from './checked-reference.ts';
import type { GradingTools } from './grading-tools.ts';
import { createGrader } from './index.ts';
import { isJudged } from './judge/judge-grader.ts';
import { plainReference } from './judge/judge-reference.ts';
import { keptText } from './kept-text.ts';
import { isUngraded } from './none.ts';

export interface ScenarioProblem {
	itemId: string;
	message: string;
}

/** Wrong answers that are tried for each item. */
const wrongAnswers = 3;

/** Without a judge nothing is graded: only that no wrong answer is the right one. */
const checkJudged = ({ scenario, items }: LoadedScenario): ScenarioProblem[] => {
	const grader = createGrader(scenario.grader);
	return items.flatMap(({ id, reference }) => {
		const wrong = plainReference(reference).wrong.map((text) => text.trim());
		return wrong.includes(grader.rightAnswer(reference).trim())
			? [{ itemId: id, message: 'one of its wrong answers is its right answer' }]
			: [];
	});
};

type Item = LoadedScenario['items'][number];

/** Plays the solution of an item in the world, which must pass, and its wrong conversations, which must not. */
const conversationProblems = async (
	{ id, reference, world: given = {} }: Item,
	{ scenario, world }: LoadedScenario,
	tools: GradingTools,
	validators: Validators | null
): Promise<ScenarioProblem[]> => {
	if (!scenario.conversation || world === null || !validators) return [];
	const grader = createGrader(scenario.grader, tools);
	const setup: ConversationSetup = {
		spec: scenario.conversation,
		world,
		given,
		runSandboxed: (task, deadlineMs) => tools.runSandboxed(task, deadlineMs)
	};
	const { solution, wrong } = checkedReference(finalStateReferenceSchema, reference);
	const gradeOf = async (script: typeof solution) =>
		grader.grade(JSON.stringify(await playScript(setup, script, validators)), reference);
	const solved = await gradeOf(solution);
	const found: ScenarioProblem[] = solved.passed
		? []
		: [
				{
					itemId: id,
					message: `its solution, played in the world, fails: ${keptText(JSON.stringify(solved.details))}`
				}
			];
	for (const [index, script] of wrong.entries()) {
		if ((await gradeOf(script)).passed) {
			found.push({
				itemId: id,
				message: `its wrong conversation ${String(index + 1)} passes when it is played in the world`
			});
		}
	}
	return found;
};

/** What is wrong with the items; empty if nothing is. The same seed tries the same wrong answers. */
export const checkScenario = async (
	loaded: LoadedScenario,
	{ tools, seed }: { tools: GradingTools; seed: number }
): Promise<ScenarioProblem[]> => {
	const { scenario, items } = loaded;
	if (isJudged(scenario.grader)) return checkJudged(loaded);
	if (isUngraded(scenario.grader)) return [];
	const grader = createGrader(scenario.grader, tools);
	const validators = scenario.conversation ? compileTools(scenario.conversation) : null;
	const problemsOf = async (item: Item): Promise<ScenarioProblem[]> => {
		const { id, reference } = item;
		const right = await grader.grade(grader.rightAnswer(reference), reference);
		const found: ScenarioProblem[] = right.passed
			? []
			: [
					{
						itemId: id,
						message: `its reference fails its own grader: ${keptText(JSON.stringify(right.details))}`
					}
				];
		const random = createRandom(seed, `wrong answers to ${scenario.id}/${id}`);
		for (let nth = 0; nth < wrongAnswers; nth++) {
			const wrong = grader.wrongAnswer(reference, random);
			if ((await grader.grade(wrong, reference)).passed) {
				found.push({ itemId: id, message: `a wrong answer passes: ${keptText(wrong)}` });
			}
		}
		return [...found, ...(await conversationProblems(item, loaded, tools, validators))];
	};
	return (await Promise.all(items.map(problemsOf))).flat();
};
