/** How many tokens each piece of an answer is taken for, where a tool counts them with a tokenizer that is not here. */
import type { RecordedRequest } from './recording.ts';

/**
 * Tokens of pieces of the given lengths (UTF-16 code units, above 0) that have `total` tokens together: one for each piece, as no
 * piece has less, and the rest by length. They add up to `total` unless there are more pieces than tokens.
 */
export const tokenShares = (lengths: readonly number[], total: number): number[] => {
	const rest = Math.max(0, total - lengths.length);
	const length = lengths.reduce((sum, each) => sum + each, 0);
	let passed = 0;
	let given = 0;
	return lengths.map((each) => {
		passed += each;
		const due = Math.round((rest * passed) / length);
		const share = 1 + due - given;
		given = due;
		return share;
	});
};

const lengthOn = (request: RecordedRequest, isCounted: (channel: string) => boolean): number =>
	(request.events ?? [])
		.flatMap(({ deltas }) => deltas)
		.reduce((sum, { channel, length }) => sum + (isCounted(channel) ? length : 0), 0);

/**
 * Output tokens of the text alone, without reasoning and tool calls: as reported where the endpoint splits them, else by the text's
 * share of all characters. Null without a reported count.
 */
export const textTokensOf = (request: RecordedRequest): number | null => {
	const { outputTokens, visibleTokens } = request;
	const text = lengthOn(request, (channel) => channel === 'text');
	const reasoning = lengthOn(request, (channel) => channel === 'reasoning');
	const others = lengthOn(request, (channel) => channel === 'tool' || channel === 'refusal');
	const splits = visibleTokens !== null && (others === 0 || text === 0);
	if (splits) return text === 0 && others > 0 ? 0 : visibleTokens;
	if (outputTokens === null) return null;
	const length = text + reasoning + others;
	return length === 0 ? outputTokens : Math.round((outputTokens * text) / length);
};
