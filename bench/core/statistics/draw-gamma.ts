/** Draws from the normal and the gamma distribution, from uniform ones. */
import type { RandomSource } from '../random.ts';

/** Uniform in (0, 1]: a logarithm can be taken of it. */
export const drawPositive = (random: RandomSource): number => 1 - random();

/** Standard normal (Box & Muller 1958). */
export const drawNormal = (random: RandomSource): number =>
	Math.sqrt(-2 * Math.log(drawPositive(random))) * Math.cos(2 * Math.PI * random());

/**
 * Gamma with a shape > 0 and scale 1 (Marsaglia & Tsang 2000, ACM Trans. Math. Softw. 26:363–372; a shape below 1 by their
 * boost: Gamma(k) = Gamma(k + 1) · U^(1/k)).
 */
export const drawGamma = (random: RandomSource, shape: number): number => {
	if (shape < 1) return drawGamma(random, shape + 1) * drawPositive(random) ** (1 / shape);
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (;;) {
		const x = drawNormal(random);
		const root = 1 + c * x;
		if (root <= 0) continue;
		const v = root ** 3;
		if (Math.log(drawPositive(random)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
	}
};
