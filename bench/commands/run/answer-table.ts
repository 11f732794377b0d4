/** What an emulated endpoint may answer: for every question of a scenario a right answer and wrong ones that look the part. */
import {
	finalStateReferenceSchema,
	type ConversationScript
} from '#core/grader-spec/final-state.ts';
import { createRandom } from '#core/random.ts';
import { imagesOf, userTextOf, type LoadedScenario } from '#core/scenario.ts';
import { createGrader } from '#bench/graders/index.ts';

const wrongAnswersPerItem = 3;

export interface AnswerRow {
	/** Exact text of the user message; of a conversation all of them, an empty line between each two. */
	user: string;
	/** SHA-256 of the images shown with it, hex, in order; none where absent. */
	images?: string[];
	right: string | ConversationScript;
	wrong: (string | ConversationScript)[];
}

/** The table of several scenarios; the same seed gives the same wrong answers. */
export const createAnswerTable = (scenarios: Iterable<LoadedScenario>, seed: number): AnswerRow[] =>
	[...scenarios].flatMap((loaded) => {
		const { scenario, items } = loaded;
		const grader = createGrader(scenario.grader);
		return items.map((item) => {
			const random = createRandom(seed, `wrong answers to ${scenario.id}/${item.id}`);
			// What is played is a conversation; what is graded is what comes of it.
			const played = scenario.conversation && finalStateReferenceSchema.parse(item.reference);
			return {
				user: userTextOf(scenario, item),
				...(item.images && { images: imagesOf(loaded, item).map(({ sha256 }) => sha256) }),
				right: played?.solution ?? grader.rightAnswer(item.reference),
				wrong:
					played?.wrong ??
					Array.from({ length: wrongAnswersPerItem }, () =>
						grader.wrongAnswer(item.reference, random)
					)
			};
		});
	});
