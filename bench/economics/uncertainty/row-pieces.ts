/** The monthly cost of one option less that of another, for one draw: straight pieces over the volume, plus stairs. */
import { committedUsd } from './month-costs.ts';
import {
	edgeTolerance,
	type MeteredProgram,
	type OptionProgram,
	type PartProgram,
	type Term
} from './program.ts';

/** One draw, in buffers that the next one overwrites. USD a month = intercept + slope × volume + Σ usd × steps. */
export interface RowPieces {
	/** Number of straight pieces, ≥ 1. */
	pieces: number;
	/** Volume above which a piece holds, up to and with the next one's; the first begins at 0. */
	from: Float64Array;
	intercept: Float64Array;
	slope: Float64Array;
	/** Number of stairs; each has max(least, ⌈volume × rate + shift⌉) steps of `usd`. */
	stairs: number;
	usd: Float64Array;
	rate: Float64Array;
	shift: Float64Array;
	least: Float64Array;
	/** Σ |usd|: the most that all stairs together can be off their straight lines. */
	stairHeight: number;
	/** Σ usd × rate: slope of those lines. */
	stairSlope: number;
	/** Volume from which every stair rises. */
	risingFrom: number;
	/** Reads one draw of the block that the columns were filled with. */
	load: (draw: number) => void;
}

const sumAt = (terms: readonly Term[], row: number): number => {
	let sum = 0;
	for (const { column } of terms) sum += column.values[row] as number;
	return sum;
};

/** Prepares the difference of two compiled options; what it needs is allocated here, once. */
export const createRowPieces = (minuend: OptionProgram, subtrahend: OptionProgram): RowPieces => {
	const allParts = [...minuend.parts, ...subtrahend.parts];
	const stairCapacity = allParts.reduce(
		(sum, { stairs: own, ladder }) => sum + own.length + (ladder?.levels.length ?? 0),
		0
	);
	const breakCapacity = allParts.reduce(
		(sum, { metered }) => sum + (metered ? 2 * metered.tiers.length + 2 : 0),
		1
	);
	const row: RowPieces = {
		pieces: 1,
		from: new Float64Array(breakCapacity),
		intercept: new Float64Array(breakCapacity),
		slope: new Float64Array(breakCapacity),
		stairs: 0,
		usd: new Float64Array(stairCapacity),
		rate: new Float64Array(stairCapacity),
		shift: new Float64Array(stairCapacity),
		least: new Float64Array(stairCapacity),
		stairHeight: 0,
		stairSlope: 0,
		risingFrom: 0,
		load: () => undefined
	};
	const { from, intercept, slope, usd, rate, shift, least } = row;

	const addBreak = (at: number, moreIntercept: number, moreSlope: number): void => {
		let place = row.pieces;
		while (place > 1 && (from[place - 1] as number) > at) {
			from[place] = from[place - 1] as number;
			intercept[place] = intercept[place - 1] as number;
			slope[place] = slope[place - 1] as number;
			place--;
		}
		from[place] = at;
		intercept[place] = moreIntercept;
		slope[place] = moreSlope;
		row.pieces++;
	};

	const addMetered = (metered: MeteredProgram, share: number, sign: number, draw: number): void => {
		const price = sumAt(metered.price, draw);
		const commit = metered.commit ? (metered.commit.values[draw] as number) : 0;
		const { tiers, tiersInUsd, allUnits, overageFactor } = metered;
		// Thresholds in spend lie at the more requests, the less each costs; none is reached where they are free.
		const perThreshold = tiersInUsd ? price * share : share;
		if (share <= 0) {
			intercept[0] = (intercept[0] as number) + sign * committedUsd(0, commit, overageFactor);
			return;
		}
		let [lineIntercept, lineSlope] = [0, 0];
		const emit = (at: number, nextIntercept: number, nextSlope: number): void => {
			const more = sign * (nextIntercept - lineIntercept);
			const steeper = sign * (nextSlope - lineSlope);
			[lineIntercept, lineSlope] = [nextIntercept, nextSlope];
			if (at > 0) addBreak(at, more, steeper);
			else {
				intercept[0] = (intercept[0] as number) + more;
				slope[0] = (slope[0] as number) + steeper;
			}
		};
		let [start, usageIntercept, usageSlope] = [0, 0, price * share];
		for (let tier = 0; tier <= tiers.length; tier++) {
			const next = tiers[tier];
			const end = next && perThreshold > 0 ? next.from / perThreshold : Infinity;
			const usedUp = usageSlope > 0 ? (commit - usageIntercept) / usageSlope : Infinity;
			const beyondIntercept = commit + (usageIntercept - commit) * overageFactor;
			if (usedUp <= start || (usageSlope <= 0 && usageIntercept > commit)) {
				emit(start, beyondIntercept, usageSlope * overageFactor);
			} else {
				emit(start, commit, 0);
				if (usedUp < end) emit(usedUp, beyondIntercept, usageSlope * overageFactor);
			}
			if (!next || end === Infinity) break;
			const steeper = price * share * next.priceFactor;
			usageIntercept = allUnits ? 0 : usageIntercept + (usageSlope - steeper) * end;
			usageSlope = steeper;
			start = end;
		}
	};

	const addStair = (step: number, perRequest: number, offset: number, minSteps: number): void => {
		if (step === 0) return;
		if (perRequest <= 0) {
			intercept[0] = (intercept[0] as number) + step * Math.max(minSteps, Math.ceil(offset));
			return;
		}
		const place = row.stairs++;
		usd[place] = step;
		// The columns hold rates with the tolerance taken off; here the edges themselves are wanted.
		rate[place] = perRequest * (1 + edgeTolerance);
		shift[place] = offset * (1 + edgeTolerance);
		least[place] = minSteps;
	};

	const addPart = (part: PartProgram, sign: number, draw: number): void => {
		const share = part.share ? (part.share.values[draw] as number) : 1;
		intercept[0] = (intercept[0] as number) + sign * sumAt(part.fixed, draw);
		slope[0] = (slope[0] as number) + sign * share * sumAt(part.slope, draw);
		for (const stair of part.stairs) {
			const step = sign * sumAt(stair.terms, draw);
			const perRequest = (stair.inverse.values[draw] as number) * stair.scale * share;
			intercept[0] = intercept[0] + step * stair.extraSteps;
			addStair(step, perRequest, stair.shift, stair.minSteps);
		}
		if (part.ladder) {
			const { levels, inverse, minSteps } = part.ladder;
			const perRequest = (inverse.values[draw] as number) * share;
			for (const { usd: level, scale } of levels) {
				addStair(sign * (level.values[draw] as number), perRequest * scale, 0, minSteps);
			}
		}
		if (part.metered) addMetered(part.metered, share, sign, draw);
	};

	const load = (draw: number): void => {
		[row.stairs, row.pieces] = [0, 1];
		[from[0], intercept[0], slope[0]] = [0, 0, 0];
		for (const part of minuend.parts) addPart(part, 1, draw);
		for (const part of subtrahend.parts) addPart(part, -1, draw);
		for (let piece = 1; piece < row.pieces; piece++) {
			intercept[piece] = (intercept[piece] as number) + (intercept[piece - 1] as number);
			slope[piece] = (slope[piece] as number) + (slope[piece - 1] as number);
		}
		[row.stairHeight, row.stairSlope, row.risingFrom] = [0, 0, 0];
		for (let s = 0; s < row.stairs; s++) {
			row.stairHeight += Math.abs(usd[s] as number);
			row.stairSlope += (usd[s] as number) * (rate[s] as number);
			const rises = ((least[s] as number) - (shift[s] as number)) / (rate[s] as number);
			if (rises > row.risingFrom) row.risingFrom = rises;
		}
	};

	row.load = load;
	return row;
};
