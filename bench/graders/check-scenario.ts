/** Checks a scenario by its own grader: right answers must pass entirely, wrong ones must not. */
import { createRandom } from '#core/random.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { GradingTools } from './grading-tools.ts';
import { createGrader } from './index.ts';
import { isJudged } from './judge/judge-grader.ts';
import { plainReference } from './judge/judge-reference.ts';
import { keptText } from './kept-text.ts';

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

/** What is wrong with the items; empty if nothing is. The same seed tries the same wrong answers. */
export const checkScenario = async (
	loaded: LoadedScenario,
	{ tools, seed }: { tools: GradingTools; seed: number }
): Promise<ScenarioProblem[]> => {
	const { scenario, items } = loaded;
	if (isJudged(scenario.grader)) return checkJudged(loaded);
	const grader = createGrader(scenario.grader, tools);
	const problemsOf = async ({
		id,
		reference
	}: LoadedScenario['items'][number]): Promise<ScenarioProblem[]> => {
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
		return found;
	};
	return (await Promise.all(items.map(problemsOf))).flat();
};
