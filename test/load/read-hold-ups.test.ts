import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatMs } from '#bench/load/loop-watch.ts';
import { holdUpMs, readHoldUps } from '#bench/load/read-hold-ups.ts';

const stalls = Float64Array.from([100, 130, 200, 203]);
const reads = (...atMs: number[]) => ({ worker: atMs.map(() => 0), atMs });

describe('how long a read may have lain there', () => {
	it.each([
		[99, 0, 'before the worker should have turned'],
		[100, 0, 'as it should have turned'],
		[118, 18, 'within the stall'],
		[130, 30, 'at its end'],
		[133, 30, 'right after it, when what has gathered is read'],
		[136, 0, 'once the worker has turned again'],
		[202, 2, 'within a later one'],
		[900, 0, 'long after all of them']
	])('read at %d ms: %d ms, %s', (atMs, expected) => {
		expect(holdUpMs(stalls, atMs)).toBe(expected);
	});

	it('is that of the last stall that began before it, whatever the stalls', () => {
		const lengths = fc.array(
			fc.tuple(fc.integer({ min: 5, max: 50 }), fc.integer({ min: 2, max: 90 }))
		);
		fc.assert(
			fc.property(lengths, fc.integer({ min: 0, max: 3_000 }), (parts, atMs) => {
				let at = 0;
				const all = parts.map(([gapMs, lastsMs]) => {
					const fromMs = at + gapMs;
					at = fromMs + lastsMs;
					return { fromMs, toMs: at };
				});
				const last = all.findLast(({ fromMs }) => fromMs <= atMs);
				const expected =
					last && atMs <= last.toMs + beatMs ? Math.min(atMs, last.toMs) - last.fromMs : 0;
				const flat = Float64Array.from(all.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
				expect(holdUpMs(flat, atMs)).toBe(expected);
			})
		);
	});
});

describe('the hold-ups of a stage', () => {
	it('are of the worker that read, and leave out the slowest answer in a hundred', () => {
		const quiet = Array.from({ length: 199 }, () => 50);
		const blocks = [
			{
				fromOrdinal: 0,
				reports: [
					{ worker: 0, stalls },
					{ worker: 1, stalls: new Float64Array(0) }
				]
			}
		];
		expect(readHoldUps(blocks, reads(...quiet, 130))).toEqual({ p99: 0, max: 30 });
		expect(readHoldUps(blocks, reads(...quiet, 130, 120, 110))).toEqual({ p99: 10, max: 30 });
		expect(readHoldUps(blocks, { worker: [1, 1, 1], atMs: [130, 130, 130] })).toEqual({
			p99: 0,
			max: 0
		});
	});

	it('leave out one of a few, since one says nothing of the others', () => {
		const blocks = [{ fromOrdinal: 0, reports: [{ worker: 0, stalls }] }];
		expect(readHoldUps(blocks, reads(130))).toEqual({ p99: 0, max: 30 });
		expect(readHoldUps(blocks, reads(130, 128))).toEqual({ p99: 28, max: 30 });
	});

	it('are those of the block that asked, though the end of one lies beside the beginning of the next', () => {
		// The last answers of the first block came until 1,500 ms; the second one began at 1,000 ms.
		const blocks = [
			{
				fromOrdinal: 0,
				reports: [{ worker: 0, stalls: Float64Array.from([900, 930, 1_400, 1_450]) }]
			},
			{ fromOrdinal: 8, reports: [{ worker: 0, stalls: Float64Array.from([1_100, 1_160]) }] }
		];
		const at = (ordinal: number, ...atMs: number[]) =>
			readHoldUps(blocks, {
				worker: atMs.map(() => 0),
				ordinal: atMs.map(() => ordinal),
				atMs
			});
		expect(at(3, 1_450, 1_450)).toEqual({ p99: 50, max: 50 });
		expect(at(8, 1_450, 1_450)).toEqual({ p99: 0, max: 0 });
		expect(at(8, 1_150, 1_150)).toEqual({ p99: 50, max: 50 });
		expect(at(7, 1_150, 1_150)).toEqual({ p99: 0, max: 0 });
	});

	it('are unknown where nothing was answered', () => {
		expect(readHoldUps([{ fromOrdinal: 0, reports: [{ worker: 0, stalls }] }], reads())).toBeNull();
	});
});
