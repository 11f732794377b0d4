/** Prompts for the requests of a trace: as long as it says, and alike as far as it says. */
import { prefixBlockTokens, type RequestTrace } from '#core/request-trace.ts';
import { promptText, type PromptPart } from './prompt-words.ts';

/** How long texts become. */
export interface WordLengths {
	vocabulary: readonly string[];
	/** Tokens of a word in the mean; exactly 1 where the tokeniser is known. */
	tokensPerWord: number;
	/** Tokens that every request has beyond its words, such as those of the chat template; 0 where only the words are counted. */
	tokensPerRequest: number;
}

/** The parts of the prompt of one request: its shared blocks, and what is its own. */
export const partsOf = (
	{ inputTokens, prefixes }: Pick<RequestTrace, 'inputTokens' | 'prefixes'>,
	place: number,
	{ tokensPerWord, tokensPerRequest }: Omit<WordLengths, 'vocabulary'>
): PromptPart[] => {
	const tokens = inputTokens[place] ?? 0;
	let left = Math.max(1, Math.round((tokens - tokensPerRequest) / tokensPerWord));
	const ids = prefixes
		? prefixes.ids.subarray(prefixes.starts[place], prefixes.starts[place + 1])
		: [];
	const parts: PromptPart[] = [];
	for (const id of ids) {
		const words = Math.min(left, Math.round(prefixBlockTokens / tokensPerWord));
		if (words === 0) break;
		parts.push({ kind: 'block', id, words });
		left -= words;
	}
	if (left > 0) parts.push({ kind: 'own', id: place, words: left });
	return parts;
};

/** The prompt of the request at a place of the trace; no prompt is empty. */
export const tracePrompt = (
	trace: Pick<RequestTrace, 'inputTokens' | 'prefixes'>,
	place: number,
	{ vocabulary, ...lengths }: WordLengths,
	seed: number
): string => promptText(vocabulary, partsOf(trace, place, lengths), seed);
