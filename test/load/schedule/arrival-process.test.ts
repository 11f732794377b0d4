/** Arrivals on an axis of one rate: their gaps follow the law that the process names. */
import { describe, expect, it } from 'vitest';
import { normalCdf } from '#core/statistics/normal.ts';
import { arrivalsOf, type ArrivalProcess } from '#bench/load/schedule/arrival-process.ts';
import { kolmogorov, kolmogorovLimit } from '../support/kolmogorov.ts';

const count = 20_000;

const gapsOf = (process: ArrivalProcess, seed: number): number[] => {
	const places = [...arrivalsOf(process, { meanGap: 1, end: count }, seed)];
	return places.slice(1).map((place, i) => place - (places[i] ?? 0));
};

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** P(gap ≤ x) of a gamma gap with mean 1, where it has a closed form. */
const laws: readonly [burstiness: number, cdf: (x: number) => number][] = [
	[0.5, (x) => 2 * normalCdf(Math.sqrt(x)) - 1],
	[1, (x) => 1 - Math.exp(-x)],
	[2, (x) => 1 - Math.exp(-2 * x) * (1 + 2 * x)],
	[3, (x) => 1 - Math.exp(-3 * x) * (1 + 3 * x + (3 * x) ** 2 / 2)]
];

describe('Poisson arrivals', () => {
	it('have exponential gaps', () => {
		const gaps = gapsOf({ kind: 'poisson' }, 3);
		expect(kolmogorov(gaps, (x) => 1 - Math.exp(-x))).toBeLessThan(kolmogorovLimit);
	});
});

describe('gamma arrivals', () => {
	it.each(laws)('of burstiness %d have gaps of that law, its first one too', (burstiness, cdf) => {
		const process = { kind: 'gamma', burstiness } as const;
		expect(kolmogorov(gapsOf(process, 5), cdf)).toBeLessThan(kolmogorovLimit);
		// What is left of a gap that had begun has the density (1 − F(x)) / mean.
		const firsts = Array.from({ length: 2_000 }, (_, seed) => {
			const [first] = arrivalsOf(process, { meanGap: 1, end: 1_000 }, seed);
			return first ?? 0;
		});
		const leftCdf = (x: number): number => {
			const steps = 400;
			let sum = 0;
			for (let i = 0; i < steps; i++) sum += 1 - cdf(((i + 0.5) * x) / steps);
			return (sum * x) / steps;
		};
		expect(kolmogorov(firsts, leftCdf)).toBeLessThan(kolmogorovLimit);
	});

	it.each([0.05, 0.25, 1, 4, 100])(
		'of burstiness %d have a mean gap of one and a squared coefficient of variation of its inverse',
		(burstiness) => {
			const gaps = gapsOf({ kind: 'gamma', burstiness }, 11);
			const average = mean(gaps);
			const cv2 = mean(gaps.map((gap) => (gap - average) ** 2)) / average ** 2;
			expect(Math.abs(average - 1)).toBeLessThan(5 / Math.sqrt(burstiness * count));
			// The standard error of a variance of gamma draws: σ² · √((2 + 6/k) / n).
			const error = (1 / burstiness) * Math.sqrt((2 + 6 / burstiness) / count);
			expect(Math.abs(cv2 - 1 / burstiness)).toBeLessThan(6 * error);
		}
	);

	it('differ between seeds', () => {
		const process = { kind: 'gamma', burstiness: 0.5 } as const;
		expect(gapsOf(process, 1)).not.toStrictEqual(gapsOf(process, 2));
	});
});
