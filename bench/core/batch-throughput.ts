/** The throughput of a batch while all of its slots are in use: without the first wave, and without the end at which slots run empty. Pure. */
import { msToS } from './units.ts';

export interface BatchSpan {
	/** When the request was sent; null if it never was. */
	sentMs: number | null;
	/** When its answer, or what came in place of one, had ended. */
	endMs: number;
	/** Whether the answer was whole: only then it counts as work done. */
	isCompleted: boolean;
	/** Reported output tokens; null where there are none. */
	outputTokens: number | null;
}

export interface SteadyThroughput {
	/** The window, ms on the clock of the spans: from the end of the first wave, until the first slot has no request left. */
	fromMs: number;
	toMs: number;
	requestsPerS: number;
	/** Null if no usage was reported. */
	outputTokensPerS: number | null;
}

/**
 * The window begins when as many requests have ended as there are slots: the first wave, which all prompts begin at once, is then over. It ends
 * with the first answer after which none is left to send. An answer counts with the share of its time that lies in the window, so that it does not
 * matter on which side of an edge long answers happen to end. Null with fewer requests than two for each slot, and for a window without a length.
 */
export const steadyThroughput = (
	spans: readonly BatchSpan[],
	slots: number
): SteadyThroughput | null => {
	const sent = spans.filter((span): span is BatchSpan & { sentMs: number } => span.sentMs !== null);
	if (slots < 1 || sent.length < 2 * slots) return null;
	const ends = Float64Array.from(sent, ({ endMs }) => endMs).sort();
	const fromMs = ends[slots - 1] as number;
	// All ends before it were followed by another request.
	const toMs = ends[sent.length - slots] as number;
	if (toMs <= fromMs) return null;
	let requests = 0;
	let tokens: number | null = null;
	for (const { sentMs, endMs, isCompleted, outputTokens } of sent) {
		const insideMs = Math.min(endMs, toMs) - Math.max(sentMs, fromMs);
		if (!isCompleted || insideMs <= 0) continue;
		const share = insideMs / (endMs - sentMs);
		requests += share;
		if (outputTokens !== null) tokens = (tokens ?? 0) + share * outputTokens;
	}
	const windowS = msToS(toMs - fromMs);
	return {
		fromMs,
		toMs,
		requestsPerS: requests / windowS,
		outputTokensPerS: tokens === null ? null : tokens / windowS
	};
};
