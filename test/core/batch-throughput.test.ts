/** The throughput of a batch between its first wave and its end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steadyThroughput, type BatchSpan } from '#core/batch-throughput.ts';

const span = (
	sentMs: number | null,
	endMs: number,
	outputTokens: number | null = 10
): BatchSpan => ({
	sentMs,
	endMs,
	isCompleted: true,
	outputTokens
});

/** Slots that take the next request as soon as they are free, as a batch does. */
const simulate = (slots: number, durationsMs: readonly number[]): BatchSpan[] => {
	const freeMs = Array.from({ length: slots }, () => 0);
	return durationsMs.map((durationMs) => {
		const sentMs = Math.min(...freeMs);
		freeMs[freeMs.indexOf(sentMs)] = sentMs + durationMs;
		return span(sentMs, sentMs + durationMs);
	});
};

describe('the steady throughput of a batch', () => {
	it('leaves out the first wave and the time in which slots run empty', () => {
		const spans = [
			span(0, 100),
			span(0, 200),
			// From here on both slots are in use and the first wave is over.
			span(100, 300),
			span(200, 400),
			span(300, 500),
			span(400, 600)
		];
		// 200 to 500 ms: half of the third, all of the fourth and fifth, half of the sixth.
		expect(steadyThroughput(spans, 2)).toStrictEqual({
			fromMs: 200,
			toMs: 500,
			requestsPerS: 3 / 0.3,
			outputTokensPerS: 30 / 0.3
		});
	});

	it('counts what failed as time without work, and never what was not sent', () => {
		const spans = [
			span(0, 100),
			{ ...span(100, 200), isCompleted: false },
			span(200, 300),
			span(300, 400),
			span(null, 50)
		];
		expect(steadyThroughput(spans, 1)).toMatchObject({ fromMs: 100, toMs: 400 });
		expect(steadyThroughput(spans, 1)?.requestsPerS).toBeCloseTo(2 / 0.3);
	});

	it('has no tokens where none were reported', () => {
		const spans = [span(0, 100, null), span(100, 200, null), span(200, 300, null)];
		expect(steadyThroughput(spans, 1)).toMatchObject({ requestsPerS: 10, outputTokensPerS: null });
	});

	it.each([
		['fewer requests than two for each slot', [span(0, 100), span(0, 90), span(90, 200)], 2],
		['no requests', [], 1],
		['no slots', [span(0, 100)], 0]
	])('is not known with %s', (_, spans, slots) => {
		expect(steadyThroughput(spans, slots)).toBeNull();
	});

	it('is slots / duration of answers that all take the same time, however many there are', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 12 }),
				fc.integer({ min: 1, max: 5_000 }),
				fc.integer({ min: 2, max: 10 }),
				(slots, durationMs, waves) => {
					const spans = simulate(
						slots,
						Array.from({ length: slots * waves }, () => durationMs)
					);
					const found = steadyThroughput(spans, slots);
					expect(found?.requestsPerS).toBeCloseTo((slots / durationMs) * 1_000, 6);
				}
			)
		);
	});

	it('keeps all slots at work throughout its window', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 6 }),
				fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 12, maxLength: 60 }),
				(slots, durationsMs) => {
					const spans = simulate(slots, durationsMs);
					const found = steadyThroughput(spans, slots);
					if (!found) return;
					const { fromMs, toMs } = found;
					const busyMs = spans.reduce(
						(sum, { sentMs, endMs }) =>
							sum + Math.max(0, Math.min(endMs, toMs) - Math.max(sentMs ?? 0, fromMs)),
						0
					);
					expect(busyMs).toBeCloseTo(slots * (toMs - fromMs), 6);
				}
			)
		);
	});
});
