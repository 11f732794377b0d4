import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedRequests, hasVaryingRate, openSendingS, peakPerS } from '#core/load-rate.ts';
import { loadShapeSchema, type LoadShape } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { replayOf } from '#core/replay.ts';
import { createSchedule, plannedRequests } from '#bench/load/schedule.ts';

const moments = fc
	.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })
	.map((at) => {
		const sorted = Float64Array.from(at).sort();
		return sorted.map((each) => each - (sorted[0] as number));
	});
const speed = fc.double({ min: 0.01, max: 1_000, noNaN: true });

describe('the replay of a trace', () => {
	it('has every request due at exactly its moment divided by the speed', () => {
		fc.assert(
			fc.property(moments, speed, (atMs, speed) => {
				const { from, dueMs, spanS } = replayOf({ atMs }, { speed });
				expect(from).toBe(0);
				expect(Array.from(dueMs)).toEqual(Array.from(atMs, (at) => at / speed));
				expect(spanS).toBe((atMs.at(-1) as number) / 1_000 || 1);
			})
		);
	});

	it('of a part is what lies in it, counted from its beginning', () => {
		fc.assert(
			fc.property(
				moments,
				speed,
				fc.double({ min: 0, max: 1_000, noNaN: true }),
				fc.double({ min: 0.001, max: 1_000, noNaN: true }),
				fc.integer({ min: 1, max: 40 }),
				(atMs, speed, offsetS, durationS, requests) => {
					const { from, dueMs } = replayOf(
						{ atMs },
						{ speed, offsetS, limit: { durationS, requests } }
					);
					const inside = Array.from(atMs).filter(
						(at) => at >= offsetS * 1_000 && at < offsetS * 1_000 + durationS * 1_000
					);
					expect(Array.from(dueMs)).toEqual(
						inside.slice(0, requests).map((at) => (at - offsetS * 1_000) / speed)
					);
					if (inside.length > 0) expect(atMs[from]).toBe(inside[0]);
				}
			)
		);
	});

	it('says the most requests of any second as a count by hand does', () => {
		fc.assert(
			fc.property(moments, speed, (atMs, speed) => {
				const { dueMs, peakPerS } = replayOf({ atMs }, { speed });
				const counted = Array.from(dueMs, (first) =>
					Array.from(dueMs).filter((due) => due >= first && due - first < 1_000)
				).map(({ length }) => length);
				expect(peakPerS).toBe(Math.max(...counted));
			})
		);
	});

	it('lasts as long as its limit where the trace goes on, and until its last request where it does not', () => {
		const atMs = Float64Array.from([0, 1_000, 2_500, 9_000]);
		const spanOf = (limit: { durationS?: number; requests?: number }): number =>
			replayOf({ atMs }, { speed: 10, limit }).spanS;
		expect(spanOf({ durationS: 4 })).toBe(4);
		expect(spanOf({ durationS: 40 })).toBe(9);
		expect(spanOf({ requests: 2 })).toBe(1);
		expect(spanOf({ requests: 1 })).toBe(1);
		expect(spanOf({ durationS: 4, requests: 3 })).toBe(4);
	});

	it('is empty where the trace has nothing', () => {
		const atMs = Float64Array.from([0, 1_000]);
		expect(replayOf({ atMs }, { speed: 1, offsetS: 2 }).dueMs).toHaveLength(0);
	});
});

describe('a load that replays a trace', () => {
	const replayed = {
		sha256: 'ab'.repeat(32),
		format: 'azure' as const,
		requests: 3,
		spanS: 60,
		peakPerS: 2
	};
	const load = (more: object): LoadShape =>
		loadShapeSchema.parse({ kind: 'trace', file: 'traces/azure.csv', ...more });

	it('is offered over its span, as fast as its speed, and is no point of one rate', () => {
		const fast = load({ speed: 20, replayed }) as Extract<LoadShape, { kind: 'trace' }>;
		expect(openSendingS(fast)).toBe(3);
		expect(expectedRequests(fast)).toBe(3);
		expect(peakPerS(fast)).toBe(2);
		expect(hasVaryingRate(fast)).toBe(true);
		expect(plannedRequests(fast, 1)).toBe(3);
		expect(renderLoadShape(fast)).toBe('trace azure.csv at 20× speed');
		expect(renderLoadShape(load({}))).toBe('trace azure.csv');
	});

	it('takes its due moments as they are, whatever the seed', () => {
		const dueMs = Float64Array.from([0, 0.125, 3_000]);
		for (const seed of [1, 2]) {
			expect(createSchedule(load({ speed: 20, replayed }), seed, dueMs)).toEqual({
				kind: 'open',
				dueMs,
				durationMs: 3_000
			});
		}
	});

	it('cannot be planned before it was read, nor be sent without its moments', () => {
		expect(() => plannedRequests(load({}), 1)).toThrow(/before it was read/u);
		expect(() => createSchedule(load({ replayed }), 1)).toThrow(/has no due moments/u);
	});

	it.each([
		[{ speed: 0 }, 'speed'],
		[{ speed: -1 }, 'speed'],
		[{ file: '' }, 'file'],
		[{ format: 'har' }, 'format'],
		[{ offsetS: -1 }, 'offsetS'],
		[{ limit: { requests: 0 } }, 'requests'],
		[{ limit: { durationS: 0 } }, 'durationS'],
		[{ rate: 3 }, 'rate'],
		[{ speed: 0.001, replayed: { ...replayed, spanS: 1e6 } }, 'longer than a week']
	])('is refused with %j', (more, expected) => {
		const { error } = loadShapeSchema.safeParse({ kind: 'trace', file: 'a.csv', ...more });
		expect(JSON.stringify(error?.issues)).toContain(expected);
	});
});
