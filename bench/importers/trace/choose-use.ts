/** Which of the system prompts in a log the scenario is about. */
import { BenchError } from '#core/errors.ts';
import type { PromptUse, PromptUses } from './prompt-uses.ts';

/** Where the most frequent system prompt has less, they are made for each request, and are no use cases. */
const leastShareOfOne = 0.1;

/** A number by frequency, from 1; `all`: every request, whatever its system prompt; null: the most frequent. */
export type WantedPrompt = number | 'all' | null;

export interface ChosenUse {
	use: PromptUse;
	/** Null: of all. */
	number: number | null;
	/** Whether each item has its own system prompt. */
	isOwnPrompt: boolean;
}

/** `most` items are kept of each cluster. Throws E_USAGE for a number that there is not. */
export const chooseUse = (uses: PromptUses, wanted: WantedPrompt, most: number): ChosenUse => {
	const ranked = uses.ranked();
	const known = ranked.reduce((sum, { requests }) => sum + requests, uses.others.requests);
	const [first] = ranked;
	const isOne = ranked.length <= 1 && uses.others.requests === 0;
	const of = (use: PromptUse, number: number): ChosenUse => ({
		use: uses.withUnknown(use, most),
		number,
		isOwnPrompt: false
	});
	if (typeof wanted === 'number') {
		const use = ranked[wanted - 1];
		if (use) return of(use, wanted);
		throw new BenchError(
			'E_USAGE',
			`there is no system prompt ${String(wanted)}; ${String(ranked.length)} are told apart`,
			{ hint: 'Leave --system out to see them, or take all requests with --system all.' }
		);
	}
	if (wanted === null && first && (isOne || first.requests >= leastShareOfOne * known)) {
		return of(first, 1);
	}
	return { use: uses.all(most), number: null, isOwnPrompt: !isOne };
};
