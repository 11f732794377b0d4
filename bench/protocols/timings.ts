/** The clocks of one attempt, from what its response says and when each piece of it arrived. */
import type { Attempt } from '#core/attempt.ts';
import { isCompleted } from '#core/outcome.ts';
import { hasHiddenReasoning } from './hidden-reasoning.ts';
import type { Channel, Delta, Reading } from './protocol.ts';

/** Fields of an attempt that this computes; `attempt.ts` in core defines each. */
export type AttemptTimings = Pick<
	Attempt,
	| 'firstEventMs'
	| 'firstDeltaMs'
	| 'firstVisibleMs'
	| 'lastDeltaMs'
	| 'deltaCount'
	| 'ttftMs'
	| 'serviceTtftMs'
	| 'ttfaMs'
	| 'tpotMs'
	| 'e2eMs'
> & {
	/** Moment of each delta, ms on the clock of the stage. */
	deltaMs: Float64Array;
};

/** What the reading cannot know; as in `attempt.ts`. */
export type AttemptMoments = Pick<Attempt, 'dueMs' | 'sentMs' | 'endMs' | 'outcome'>;

/** The deltas a user sees: text and refusals, and tool calls where the turn is one. */
const visibleDeltas = ({ deltas, finish }: Reading): Delta[] => {
	const isSpoken = (channel: Channel): boolean => channel === 'text' || channel === 'refusal';
	const isToolTurn = finish === 'tool' || !deltas.some(({ channel }) => isSpoken(channel));
	return deltas.filter(({ channel }) => isSpoken(channel) || (isToolTurn && channel === 'tool'));
};

/** Tokens that came over the wire: rejected predictions are billed but never sent. Null if unknown. */
const tokensOnWire = ({ usage }: Reading, isReasoningLeftOut: boolean): number | null => {
	if (usage === null) return null;
	const { visibleOutputTokens: visible, reasoningTokens: reasoning, outputTokens } = usage;
	if (isReasoningLeftOut) return visible;
	return visible !== null && reasoning !== null ? visible + reasoning : outputTokens;
};

/** Whether reasoning was shown between the first and the last of other pieces: more was then generated in that time than is counted. */
const isInterleaved = (deltas: readonly Delta[]): boolean => {
	const isOther = ({ channel }: Delta): boolean => channel !== 'reasoning';
	const [first, last] = [deltas.findIndex(isOther), deltas.findLastIndex(isOther)];
	return deltas.slice(first, last).some((delta) => !isOther(delta));
};

const since = (startMs: number | null, endMs: number | null): number | null =>
	startMs === null || endMs === null ? null : endMs - startMs;

/**
 * All clocks of an attempt, ms. With hidden reasoning the first token is unknown, so `ttftMs` and `serviceTtftMs` are null and `tpotMs` is that of the
 * visible tokens, a tool's arguments included. Where a summary of the reasoning came, `ttftMs` is that of its first piece, and `tpotMs` is that of the
 * visible tokens as well: the tokens of reasoning that are counted are not those that came. `tpotMs` is null, too, where fewer than two deltas came: no
 * span of time was then seen; and where reasoning that is left out came between visible tokens.
 */
export const timingsOf = (reading: Reading, moments: AttemptMoments): AttemptTimings => {
	const { deltas } = reading;
	const { dueMs, sentMs, endMs } = moments;
	const visible = visibleDeltas(reading);
	const isReasoningHidden = hasHiddenReasoning(reading);
	const firstDeltaMs = deltas[0]?.atMs ?? null;
	const firstVisibleMs = visible[0]?.atMs ?? null;
	const firstTokenMs = isReasoningHidden ? null : firstDeltaMs;

	const isReasoningLeftOut = isReasoningHidden || reading.hasSummarisedReasoning;
	const timed = isReasoningLeftOut
		? deltas.filter(({ channel }) => channel !== 'reasoning')
		: deltas;
	const tokens =
		isReasoningLeftOut && isInterleaved(deltas) ? null : tokensOnWire(reading, isReasoningLeftOut);
	const spanMs = since(timed[0]?.atMs ?? null, timed.at(-1)?.atMs ?? null);
	const hasSpan = timed.length > 1 && tokens !== null && tokens > 1;
	return {
		firstEventMs: reading.firstEventMs,
		firstDeltaMs,
		firstVisibleMs,
		lastDeltaMs: deltas.at(-1)?.atMs ?? null,
		deltaCount: deltas.length,
		deltaMs: Float64Array.from(deltas, ({ atMs }) => atMs),
		ttftMs: since(dueMs, firstTokenMs),
		serviceTtftMs: since(sentMs, firstTokenMs),
		ttfaMs: since(dueMs, firstVisibleMs),
		tpotMs: hasSpan && spanMs !== null ? spanMs / (tokens - 1) : null,
		e2eMs: isCompleted(moments.outcome) ? since(dueMs, endMs) : null
	};
};
