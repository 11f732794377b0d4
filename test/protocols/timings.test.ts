import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel, Delta, Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import type { Usage } from '#core/usage.ts';

const usageOf = (counts: Partial<Usage>): Usage => ({
	uncachedInputTokens: null,
	cacheReadTokens: null,
	cacheWriteTokens: null,
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: null,
	source: 'provider',
	raw: null,
	...counts
});

const readingOf = (deltas: [Channel, number][], changes: Partial<Reading> = {}): Reading => ({
	deltas: deltas.map(([channel, atMs]): Delta => ({ atMs, channel, length: 1 })),
	firstEventMs: 105,
	text: '',
	reasoning: '',
	refusal: '',
	toolCalls: [],
	finish: 'stop',
	finishRaw: 'stop',
	terminated: true,
	usage: null,
	error: null,
	serverTimings: null,
	model: null,
	hasEncryptedReasoning: false,
	hasSummarisedReasoning: false,
	reasoningBlocks: [],
	warnings: [],
	...changes
});

const moments = { dueMs: 90, sentMs: 100, endMs: 400, outcome: 'ok' as const };

describe('timingsOf', () => {
	it('times an answer with reasoning on every clock', () => {
		const usage = usageOf({ outputTokens: 11, reasoningTokens: 5, visibleOutputTokens: 6 });
		const reading = readingOf(
			[
				['reasoning', 150],
				['text', 250],
				['text', 350]
			],
			{ usage }
		);
		expect(timingsOf(reading, moments)).toEqual({
			firstEventMs: 105,
			firstDeltaMs: 150,
			firstVisibleMs: 250,
			lastDeltaMs: 350,
			deltaCount: 3,
			deltaMs: Float64Array.of(150, 250, 350),
			ttftMs: 60,
			serviceTtftMs: 50,
			ttfaMs: 160,
			tpotMs: 20,
			e2eMs: 310
		});
	});

	it('uses the billed total where the provider does not split reasoning off', () => {
		const reading = readingOf(
			[
				['text', 200],
				['text', 300]
			],
			{ usage: usageOf({ outputTokens: 5 }) }
		);
		expect(timingsOf(reading, moments).tpotMs).toBe(25);
	});

	it('leaves rejected predictions, billed but never sent, out of the time per token', () => {
		const usage = usageOf({ outputTokens: 100, visibleOutputTokens: 11, reasoningTokens: 0 });
		const reading = readingOf(
			[
				['text', 200],
				['text', 300]
			],
			{ usage }
		);
		expect(timingsOf(reading, moments)).toMatchObject({ ttftMs: 110, tpotMs: 10 });
	});

	it('knows no first token where reasoning was hidden, and times only what was visible', () => {
		const usage = usageOf({ outputTokens: 50, reasoningTokens: 39, visibleOutputTokens: 11 });
		const reading = readingOf(
			[
				['text', 250],
				['text', 350]
			],
			{ usage }
		);
		expect(timingsOf(reading, moments)).toMatchObject({
			firstDeltaMs: 250,
			ttftMs: null,
			serviceTtftMs: null,
			ttfaMs: 160,
			tpotMs: 10
		});
	});

	it('treats encrypted reasoning as hidden even if usage does not count it', () => {
		const usage = usageOf({ outputTokens: 50 });
		const hidden = readingOf(
			[
				['text', 250],
				['text', 350]
			],
			{ usage, hasEncryptedReasoning: true }
		);
		expect(timingsOf(hidden, moments)).toMatchObject({ ttftMs: null, tpotMs: null, ttfaMs: 160 });
		const shownFirst = readingOf(
			[
				['reasoning', 150],
				['text', 250]
			],
			{ usage, hasEncryptedReasoning: true }
		);
		expect(timingsOf(shownFirst, moments).ttftMs).toBe(60);
	});

	it('leaves reasoning that was shown later out of the time per visible token', () => {
		const usage = usageOf({ outputTokens: 50, reasoningTokens: 39, visibleOutputTokens: 11 });
		const deltas: [Channel, number][] = [
			['tool', 250],
			['text', 350],
			['reasoning', 390]
		];
		const reading = readingOf(deltas, { usage, hasEncryptedReasoning: true });
		expect(timingsOf(reading, moments).tpotMs).toBe(10);
	});

	it('counts only visible tokens where the reasoning came as a summary, whose pieces are not the tokens that are counted', () => {
		const deltas: [Channel, number][] = [
			['reasoning', 110],
			['reasoning', 120],
			['text', 250],
			['text', 350]
		];
		const usage = usageOf({ outputTokens: 511, reasoningTokens: 500, visibleOutputTokens: 11 });
		const summary = readingOf(deltas, { usage, hasSummarisedReasoning: true });
		expect(timingsOf(summary, moments)).toMatchObject({ ttftMs: 20, ttfaMs: 160, tpotMs: 10 });
		const uncounted = usageOf({ outputTokens: 511 });
		const unknown = readingOf(deltas, { usage: uncounted, hasSummarisedReasoning: true });
		expect(timingsOf(unknown, moments).tpotMs).toBeNull();
	});

	it('knows no time per token where more was thought between visible tokens than is counted', () => {
		const deltas: [Channel, number][] = [
			['text', 250],
			['reasoning', 300],
			['tool', 350]
		];
		const usage = usageOf({ outputTokens: 511, reasoningTokens: 500, visibleOutputTokens: 11 });
		const summary = readingOf(deltas, { usage, hasSummarisedReasoning: true });
		expect(timingsOf(summary, moments).tpotMs).toBeNull();
		expect(timingsOf(readingOf(deltas, { usage }), moments).tpotMs).toBeCloseTo(100 / 510);
	});

	it('takes a tool call as the answer in a tool turn only', () => {
		const deltas: [Channel, number][] = [
			['reasoning', 110],
			['tool', 200],
			['text', 300]
		];
		expect(timingsOf(readingOf(deltas, { finish: 'tool' }), moments).firstVisibleMs).toBe(200);
		expect(timingsOf(readingOf(deltas), moments).firstVisibleMs).toBe(300);
		expect(timingsOf(readingOf(deltas.slice(0, 2)), moments).firstVisibleMs).toBe(200);
		expect(timingsOf(readingOf([['refusal', 210]]), moments).firstVisibleMs).toBe(210);
	});

	it('has null for everything that was not observed', () => {
		const unsent = { dueMs: 90, sentMs: null, endMs: null, outcome: 'aborted' as const };
		expect(timingsOf(readingOf([], { firstEventMs: null }), unsent)).toEqual({
			firstEventMs: null,
			firstDeltaMs: null,
			firstVisibleMs: null,
			lastDeltaMs: null,
			deltaCount: 0,
			deltaMs: new Float64Array(0),
			ttftMs: null,
			serviceTtftMs: null,
			ttfaMs: null,
			tpotMs: null,
			e2eMs: null
		});
	});

	it.each([
		['usage is missing', [100, 200], null],
		['the output is unknown', [100, 200], usageOf({})],
		['there is one token', [100, 200], usageOf({ outputTokens: 1 })],
		['there is one delta', [100], usageOf({ outputTokens: 9 })]
	])('has no time per token where %s', (_, at, usage) => {
		const reading = readingOf(
			at.map((atMs) => ['text', atMs]),
			{ usage }
		);
		expect(timingsOf(reading, moments).tpotMs).toBeNull();
	});

	it.each([
		['ok', 310],
		['length', 310],
		['refused', 310],
		['truncated', null],
		['timeout', null],
		['error', null]
	] as const)('gives an attempt that ended as %s an end-to-end time of %j', (outcome, e2eMs) => {
		expect(timingsOf(readingOf([['text', 200]]), { ...moments, outcome }).e2eMs).toBe(e2eMs);
	});

	it('orders its clocks, whatever the deltas', () => {
		const channel = fc.constantFrom<Channel>('reasoning', 'text', 'refusal', 'tool');
		fc.assert(
			fc.property(
				fc.array(fc.tuple(channel, fc.nat(1_000))),
				fc.nat(100),
				(pairs, outputTokens) => {
					const deltas = pairs.toSorted(([, a], [, b]) => a - b);
					const usage = usageOf({ outputTokens });
					const clocks = timingsOf(readingOf(deltas, { usage }), {
						...moments,
						dueMs: 0,
						sentMs: 0
					});
					expect(clocks.deltaMs).toHaveLength(clocks.deltaCount);
					expect(clocks.ttfaMs ?? Infinity).toBeGreaterThanOrEqual(clocks.ttftMs ?? -Infinity);
					if (clocks.tpotMs !== null) {
						const spanMs = clocks.lastDeltaMs! - clocks.firstDeltaMs!;
						expect(clocks.tpotMs * (outputTokens - 1)).toBeCloseTo(spanMs, 6);
					}
				}
			)
		);
	});
});
