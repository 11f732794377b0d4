/** Requests that follow each other say less than as many independent ones. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { effectiveSamples, type ShareBatch } from '#core/statistics/effective-samples.ts';
import { studentT95 } from '#core/statistics/student.ts';

const batchesOf = (outcomes: readonly boolean[], count: number): ShareBatch[] =>
	Array.from({ length: count }, (_, i) => {
		const part = outcomes.slice(
			Math.floor((i * outcomes.length) / count),
			Math.floor(((i + 1) * outcomes.length) / count)
		);
		return { n: part.length, successes: part.filter(Boolean).length };
	});

/** A chain that keeps its state with probability `stay`, else draws it anew: n requests are worth n (1 − stay) / (1 + stay). */
const chain = (seed: number, stay: number, n: number): boolean[] => {
	const random = createRandom(seed, 'chain');
	let state = random() < 0.9;
	return Array.from({ length: n }, () => {
		if (random() >= stay) state = random() < 0.9;
		return state;
	});
};

const median = (values: number[]): number =>
	values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe('effective samples', () => {
	it.each([0, 0.5, 0.9])(
		'are n (1 − φ) / (1 + φ) and rather fewer where the memory is φ = %f',
		(stay) => {
			const n = 20_000;
			const found = Array.from({ length: 60 }, (_, seed) =>
				effectiveSamples([batchesOf(chain(seed, stay, n), 20)])!
			);
			const truth = (n * (1 - stay)) / (1 + stay);
			// The largest of three variances, widened for few batches: on the safe side, by no more than a factor of three.
			expect(median(found)).toBeLessThan(truth * 1.05);
			expect(median(found)).toBeGreaterThan(truth / 3);
		}
	);

	it('never are more than the requests, and all of them where nothing varies', () => {
		const even = Array.from({ length: 20 }, () => ({ n: 10, successes: 9 }));
		expect(effectiveSamples([even])).toBe(200);
		expect(effectiveSamples([even.map(({ n }) => ({ n, successes: n }))])).toBe(200);
		expect(effectiveSamples([even.slice(0, 4)])).toBeNull();
		expect(effectiveSamples([])).toBeNull();
	});

	it('add up over runs that differ by chance only, and shrink where the runs differ', () => {
		const run = (seed: number, stay = 0): ShareBatch[] => batchesOf(chain(seed, stay, 4_000), 20);
		const one = effectiveSamples([run(1)])!;
		expect(effectiveSamples([run(1), run(2), run(3)])).toBeGreaterThan(1.5 * one);
		const bad = run(2).map(({ n, successes }) => ({ n, successes: Math.round(successes * 0.5) }));
		expect(effectiveSamples([run(1), bad])).toBeLessThan(one / 4);
	});
});

it('the quantiles of Student’s t are those of the tables', () => {
	for (const [degrees, t] of [
		[1, 12.706],
		[2, 4.303],
		[3, 3.182],
		[4, 2.776],
		[9, 2.262],
		[19, 2.093],
		[100, 1.984]
	] as const) {
		expect(Math.abs(studentT95(degrees) - t)).toBeLessThan(0.016);
	}
	expect(studentT95(0)).toBe(Infinity);
});
