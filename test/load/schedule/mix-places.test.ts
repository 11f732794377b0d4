/** The arrivals of a mix are those of its load, each of one scenario, in the shares of the weights. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MixLoad } from '#core/stage-load.ts';
import { createSchedule, plannedRequests, requestsOfMix } from '#bench/load/schedule.ts';
import { kolmogorov, kolmogorovLimit } from '../support/kolmogorov.ts';
import { openLoad } from '../support/open-load.ts';

const seed = fc.nat();
const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
	minLength: 2,
	maxLength: 6
});

const stagesOf = (load: MixLoad['load'], list: readonly number[], mix = 'm'): MixLoad[] =>
	list.map((_, place) => ({
		kind: 'mix',
		mix,
		load,
		scenarios: list.map((weight, i) => ({ scenario: `s${String(i)}`, weight })),
		place
	}));

const dueOf = (load: Parameters<typeof createSchedule>[0], ofSeed: number): Float64Array => {
	const schedule = createSchedule(load, ofSeed);
	if (schedule.kind !== 'open') throw new Error('an open loop was asked for');
	return schedule.dueMs;
};

/** ln of the binomial coefficient n over k. */
const lnChoose = (n: number, k: number): number => {
	let ln = 0;
	for (let i = 1; i <= k; i++) ln += Math.log((n - k + i) / i);
	return ln;
};

/** P(X ≤ k) for X ~ Binomial(n, p), summed term by term. */
const binomialUpTo = (k: number, n: number, p: number): number => {
	let sum = 0;
	for (let i = 0; i <= k; i++) {
		sum += Math.exp(lnChoose(n, i) + i * Math.log(p) + (n - i) * Math.log1p(-p));
	}
	return sum;
};

describe('the shares of a mix', () => {
	it('are together exactly the arrivals of its load, whatever it is: each belongs to one scenario', () => {
		fc.assert(
			fc.property(openLoad, weights, seed, (load, list, ofSeed) => {
				const all = dueOf(load, ofSeed);
				const shares = stagesOf(load, list).map((stage) => dueOf(stage, ofSeed));
				for (const share of shares) expect(share).toStrictEqual(share.slice().sort());
				const together = Float64Array.from(shares.flatMap((share) => [...share])).sort();
				expect(together).toStrictEqual(all);
			})
		);
	});

	it('are counted as they are sent, without drawing the moments', () => {
		fc.assert(
			fc.property(openLoad, weights, seed, (load, list, ofSeed) => {
				const stages = stagesOf(load, list);
				const counts = stages.map((stage) => dueOf(stage, ofSeed).length);
				expect(requestsOfMix(stages[0]!, ofSeed)).toStrictEqual(counts);
				expect(stages.map((stage) => plannedRequests(stage, ofSeed))).toStrictEqual(counts);
			})
		);
	});

	it('last as long as the load, so that the rate of each is over the same time', () => {
		fc.assert(
			fc.property(openLoad, weights, seed, (load, list, ofSeed) => {
				const { durationMs } = createSchedule(load, ofSeed);
				for (const stage of stagesOf(load, list)) {
					expect(createSchedule(stage, ofSeed).durationMs).toBe(durationMs);
				}
			})
		);
	});

	it('are the same for the same seed, whatever the scenarios are called, and others for another seed or mix', () => {
		const load = { kind: 'constant', ratePerS: 20, durationS: 10 } as const;
		const [stage] = stagesOf(load, [1, 1]);
		const due = dueOf(stage!, 7);
		expect(
			dueOf(
				{ ...stage!, scenarios: stage!.scenarios.map(({ weight }) => ({ scenario: 'x', weight })) },
				7
			)
		).toStrictEqual(due);
		expect(dueOf(stage!, 8)).not.toStrictEqual(due);
		expect(dueOf({ ...stage!, mix: 'another' }, 7)).not.toStrictEqual(due);
	});

	it('hold as many arrivals as independent draws by weight do: no count lies beyond the exact binomial bounds', () => {
		const n = 400;
		fc.assert(
			fc.property(weights, seed, (list, ofSeed) => {
				const load = { kind: 'constant', ratePerS: n, durationS: 1 } as const;
				const sum = list.reduce((total, weight) => total + weight, 0);
				requestsOfMix(stagesOf(load, list)[0]!, ofSeed).forEach((count, place) => {
					const p = list[place]! / sum;
					const below = binomialUpTo(count, n, p);
					const above = count === 0 ? 1 : 1 - binomialUpTo(count - 1, n, p);
					// Six shares in each of a hundred draws: beyond chance is one in a hundred thousand of all of them.
					expect(Math.min(below, above)).toBeGreaterThan(1e-8);
				});
			})
		);
	});

	it('of Poisson arrivals have exponential gaps at share × rate, and counts that know nothing of each other', () => {
		const load = { kind: 'poisson', ratePerS: 50, durationS: 200 } as const;
		const [first, second] = stagesOf(load, [3, 7]).map((stage) => dueOf(stage, 1));
		for (const [due, perS] of [
			[first!, 15],
			[second!, 35]
		] as const) {
			const gapsMs = Array.from(due, (at, i) => at - (due[i - 1] ?? 0));
			expect(kolmogorov(gapsMs, (ms) => 1 - Math.exp((-ms * perS) / 1_000))).toBeLessThan(
				kolmogorovLimit
			);
		}
		const perSecond = (due: Float64Array): number[] => {
			const counts = Array.from({ length: load.durationS }, () => 0);
			for (const at of due) counts[Math.floor(at / 1_000)]!++;
			return counts;
		};
		const [a, b] = [perSecond(first!), perSecond(second!)];
		const mean = (values: readonly number[]): number =>
			values.reduce((sum, value) => sum + value, 0) / values.length;
		const deviations = (values: readonly number[]): number[] =>
			values.map((value) => value - mean(values));
		const [da, db] = [deviations(a), deviations(b)];
		const dot = (x: readonly number[], y: readonly number[]): number =>
			x.reduce((sum, value, i) => sum + value * y[i]!, 0);
		const correlation = dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db));
		// Four standard errors of a correlation of 200 independent pairs.
		expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(load.durationS));
	});
});
