/** Draws of the uncertain parameters, as columns of binary floats. The same seed gives the same draws on every machine. */
import { createRandom, randomInt } from '#core/random.ts';
import { boundsOf, type CaseParameter } from './case-parameters.ts';
import { parameterQuantile } from './parameter-quantile.ts';

/** Values of parameters in a number of worlds; a parameter without a column has its value in all of them. */
export interface Samples {
	rows: number;
	/** By id of the parameter; as many values as there are rows. */
	columns: ReadonlyMap<string, Float64Array>;
}

/**
 * Draws every parameter that has a spread, independently, by Latin hypercube: as many equal slices of probability as draws, one
 * value from each, shuffled (McKay, Beckman and Conover, Technometrics 21, 1979). Each parameter has a random stream of its own
 * that depends on the seed and its id only, so that one more parameter does not change the others.
 */
export const drawSamples = (
	parameters: readonly CaseParameter[],
	draws: number,
	seed: number
): Samples => {
	const columns = new Map<string, Float64Array>();
	for (const entry of parameters) {
		const quantile = parameterQuantile(entry.parameter, boundsOf(entry));
		if (!quantile) continue;
		const random = createRandom(seed, `parameter ${entry.parameter.id}`);
		const column = new Float64Array(draws);
		for (let slice = 0; slice < draws; slice++) {
			// A probability of exactly 0 would put a bell curve at minus infinity.
			column[slice] = quantile((slice + Math.max(random(), 2 ** -33)) / draws);
		}
		for (let i = draws - 1; i > 0; i--) {
			const j = randomInt(random, i + 1);
			const kept = column[i] as number;
			column[i] = column[j] as number;
			column[j] = kept;
		}
		columns.set(entry.parameter.id, column);
	}
	return { rows: draws, columns };
};

/** Worlds in which some parameters have given values, all others their own: one row for each entry of `rows`. */
export const samplesOf = (
	rows: readonly ReadonlyMap<string, number>[],
	parameters: readonly CaseParameter[]
): Samples => {
	const moved = new Set(rows.flatMap((row) => [...row.keys()]));
	const columns = new Map<string, Float64Array>();
	for (const { parameter } of parameters) {
		if (!moved.has(parameter.id)) continue;
		const own = Number(parameter.value);
		columns.set(
			parameter.id,
			Float64Array.from(rows, (row) => row.get(parameter.id) ?? own)
		);
	}
	return { rows: rows.length, columns };
};
