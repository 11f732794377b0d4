/** Cost of one month in every draw of a block: the inner loops of the simulation. They allocate nothing. */
import { blockRows } from './column.ts';
import type {
	LadderProgram,
	MeteredProgram,
	OptionProgram,
	StairProgram,
	Term
} from './program.ts';

const coefficients = new Float64Array(blockRows);
const shared = new Float64Array(blockRows);
const meanNodes = new Float64Array(blockRows);

const setTerm = (values: Float64Array, factor: Float64Array | undefined, rows: number): void => {
	if (!factor) {
		coefficients.set(values);
		return;
	}
	for (let i = 0; i < rows; i++) coefficients[i] = (values[i] as number) * (factor[i] as number);
};

const addTerm = (values: Float64Array, factor: Float64Array | undefined, rows: number): void => {
	if (!factor) {
		for (let i = 0; i < rows; i++) {
			coefficients[i] = (coefficients[i] as number) + (values[i] as number);
		}
		return;
	}
	for (let i = 0; i < rows; i++) {
		coefficients[i] = (coefficients[i] as number) + (values[i] as number) * (factor[i] as number);
	}
};

/** Sum of terms, each moved by its drift: in a buffer that the next call overwrites, or the column itself where that is it. */
const sumOfTerms = (
	terms: readonly Term[],
	drifts: readonly Float64Array[],
	rows: number
): Float64Array => {
	const [only] = terms;
	if (only && terms.length === 1 && !drifts[only.drift]) return only.column.values;
	if (!only) coefficients.fill(0, 0, rows);
	for (const [place, { column, drift }] of terms.entries()) {
		const factor = drifts[drift];
		if (place === 0) setTerm(column.values, factor, rows);
		else addTerm(column.values, factor, rows);
	}
	return coefficients;
};

const addStair = (
	stair: StairProgram,
	volumes: Float64Array,
	drifts: readonly Float64Array[],
	out: Float64Array,
	rows: number
): void => {
	const { scale, shift, minSteps, extraSteps } = stair;
	const inverse = stair.inverse.values;
	const usd = sumOfTerms(stair.terms, drifts, rows);
	for (let i = 0; i < rows; i++) {
		const steps = Math.ceil((volumes[i] as number) * (inverse[i] as number) * scale + shift);
		out[i] = (out[i] as number) + (usd[i] as number) * (Math.max(steps, minSteps) + extraSteps);
	}
};

/** Adds usd × ⌈mean nodes × scale⌉; apart from the rest because most of the time goes here. */
const addLevel = (usd: Float64Array, scale: number, target: Float64Array, rows: number): void => {
	for (let i = 0; i < rows; i++) {
		const steps = Math.ceil((meanNodes[i] as number) * scale);
		target[i] = (target[i] as number) + (usd[i] as number) * steps;
	}
};

/** The same with a fleet of two nodes or more at least. */
const addLevelAtLeast = (
	usd: Float64Array,
	scale: number,
	minSteps: number,
	target: Float64Array,
	rows: number
): void => {
	for (let i = 0; i < rows; i++) {
		const steps = Math.ceil((meanNodes[i] as number) * scale);
		target[i] = (target[i] as number) + (usd[i] as number) * Math.max(steps, minSteps);
	}
};

/** So few nodes, and so quiet an hour, that one node is enough, and yet not none. */
const barely = 1e-100;

const addLadder = (
	{ levels, inverse, minSteps, drift }: LadderProgram,
	volumes: Float64Array,
	drifts: readonly Float64Array[],
	out: Float64Array,
	rows: number
): void => {
	// A minimum of one node is what rounding up makes of next to nothing, without a comparison for every level.
	const least = minSteps === 1 ? barely : 0;
	for (let i = 0; i < rows; i++) {
		meanNodes[i] = Math.max(least, (volumes[i] as number) * (inverse.values[i] as number));
	}
	const factor = drifts[drift];
	const target = factor ? coefficients : out;
	if (factor) coefficients.fill(0, 0, rows);
	for (const { usd, scale } of levels) {
		// Beyond the level from which reserved nodes are cheaper, further hours cost nothing.
		if (usd.isZero) continue;
		if (minSteps > 1) addLevelAtLeast(usd.values, scale, minSteps, target, rows);
		else addLevel(usd.values, Math.max(least, scale), target, rows);
	}
	if (!factor) return;
	for (let i = 0; i < rows; i++) {
		out[i] = (out[i] as number) + (coefficients[i] as number) * (factor[i] as number);
	}
};

/** What at the base price costs as much as `size` at the prices of its tiers; requests or USD, as the thresholds are. */
export const tieredSize = ({ tiers, allUnits }: MeteredProgram, size: number): number => {
	let [sum, from, factor] = [0, 0, 1];
	for (const tier of tiers) {
		if (size <= tier.from) break;
		sum += (tier.from - from) * factor;
		from = tier.from;
		factor = tier.priceFactor;
	}
	return allUnits ? size * factor : sum + (size - from) * factor;
};

/** What is paid for usage under a commitment, USD; beyond it, and without one, at the price of overage. */
export const committedUsd = (usageUsd: number, commitUsd: number, overageFactor: number): number =>
	usageUsd <= commitUsd ? commitUsd : commitUsd + (usageUsd - commitUsd) * overageFactor;

const addMetered = (
	metered: MeteredProgram,
	volumes: Float64Array,
	drifts: readonly Float64Array[],
	out: Float64Array,
	rows: number
): void => {
	const { commit, overageFactor, tiers, tiersInUsd } = metered;
	const price = sumOfTerms(metered.price, drifts, rows);
	for (let i = 0; i < rows; i++) {
		const volume = volumes[i] as number;
		const each = price[i] as number;
		const usage =
			tiers.length === 0
				? volume * each
				: tiersInUsd
					? tieredSize(metered, volume * each)
					: tieredSize(metered, volume) * each;
		out[i] =
			(out[i] as number) +
			committedUsd(usage, commit ? (commit.values[i] as number) : 0, overageFactor);
	}
};

/**
 * USD that an option costs in a month, into `out`, draw by draw: at `volumes` requests, with `drifts` the factor by which each
 * drift has moved prices since the start (by the places of the case; all 1 at the start).
 */
export const monthCosts = (
	{ parts }: OptionProgram,
	volumes: Float64Array,
	drifts: readonly Float64Array[],
	out: Float64Array,
	rows: number
): void => {
	out.fill(0, 0, rows);
	for (const part of parts) {
		let taken = volumes;
		if (part.share) {
			const { values } = part.share;
			for (let i = 0; i < rows; i++) shared[i] = (volumes[i] as number) * (values[i] as number);
			taken = shared;
		}
		if (part.fixed.length > 0) {
			const fixed = sumOfTerms(part.fixed, drifts, rows);
			for (let i = 0; i < rows; i++) out[i] = (out[i] as number) + (fixed[i] as number);
		}
		if (part.slope.length > 0) {
			const slope = sumOfTerms(part.slope, drifts, rows);
			for (let i = 0; i < rows; i++) {
				out[i] = (out[i] as number) + (slope[i] as number) * (taken[i] as number);
			}
		}
		for (const stair of part.stairs) addStair(stair, taken, drifts, out, rows);
		if (part.ladder) addLadder(part.ladder, taken, drifts, out, rows);
		if (part.metered) addMetered(part.metered, taken, drifts, out, rows);
	}
};
