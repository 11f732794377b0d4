/** What a scenario whose answers are images or embeddings cannot have beside them. */
import type { Scenario } from '#core/scenario.ts';
import { sloOf } from '#core/slo.ts';

/** Every part of a scenario that makes no sense beside answers of that kind; `path` is a key at the top of its file. */
export const answerProblems = ({
	image,
	embedding,
	grader,
	conversation,
	slo
}: Scenario): { path: string; message: string }[] => {
	const problems: { path: string; message: string }[] = [];
	if ((image ?? embedding) && grader.kind !== 'none') {
		const what = image ? 'an image' : 'an embedding';
		problems.push({
			path: 'grader',
			message: `nothing here can grade ${what}; write "kind: none"`
		});
	}
	if (!embedding) return problems;
	if (image) {
		problems.push({
			path: 'embedding',
			message: 'not possible beside "image": an answer is one of them; leave the other out'
		});
	}
	if (conversation) {
		problems.push({
			path: 'conversation',
			message: 'not possible beside "embedding": a model that embeds calls no tools; leave it out'
		});
	}
	if (Object.keys(sloOf(slo)).some((metric) => metric !== 'e2eMs')) {
		problems.push({
			path: 'slo',
			message:
				'an embedding comes whole, so that it has no first token and no time between tokens; write an objective for "e2e" alone'
		});
	}
	return problems;
};
