/**
 * Finds where the cheaper of two options changes, for one draw, by leaps that cannot pass a change, so that the work does not grow
 * with the volume. In binary floats; the exact algorithm is that of the crossover.
 */
import { edgeTolerance, type OptionProgram } from './program.ts';
import { createRowPieces } from './row-pieces.ts';

const maxLeaps = 100_000;
/** Leaps shorter than this, relative to the volume, are rounding. */
const standstill = 1e-14;

export interface RowDifference {
	/** Reads one draw of the block that the columns were filled with. */
	load: (row: number) => void;
	/** USD a month of the first option less the second at a volume > 0. */
	at: (volume: number) => number;
	/** Smallest volume just above which the first option is cheaper; Infinity where there is none up to `maxVolume`. */
	first: (maxVolume: number) => number;
	/** Volume above which the first option stays cheaper however far; 0 for always, Infinity for never. */
	permanent: () => number;
}

/** Prepares the difference of two compiled options; what it needs is allocated here, once. */
export const createRowDifference = (
	minuend: OptionProgram,
	subtrahend: OptionProgram
): RowDifference => {
	const row = createRowPieces(minuend, subtrahend);
	const { from, intercept, slope, usd, rate, shift, least } = row;

	/** Steps at a volume, and just above it. */
	const stepsAt = (s: number, volume: number): number => {
		const steps = Math.ceil(
			(volume * (rate[s] as number) + (shift[s] as number)) * (1 - edgeTolerance)
		);
		return steps > (least[s] as number) ? steps : (least[s] as number);
	};
	const stepsAbove = (s: number, volume: number): number => {
		const steps =
			Math.floor((volume * (rate[s] as number) + (shift[s] as number)) * (1 + edgeTolerance)) + 1;
		return steps > (least[s] as number) ? steps : (least[s] as number);
	};
	const lineAt = (piece: number, volume: number): number =>
		(intercept[piece] as number) + (slope[piece] as number) * volume;

	const at = (volume: number): number => {
		let piece = row.pieces - 1;
		while (piece > 0 && volume <= (from[piece] as number)) piece--;
		let sum = lineAt(piece, volume);
		for (let s = 0; s < row.stairs; s++) sum += (usd[s] as number) * stepsAt(s, volume);
		return sum;
	};

	const first = (maxVolume: number): number => {
		let [volume, piece] = [0, 0];
		for (let leap = 0; leap < maxLeaps; leap++) {
			const end = Math.min(
				maxVolume,
				piece + 1 < row.pieces ? (from[piece + 1] as number) : Infinity
			);
			let difference = lineAt(piece, volume);
			let [nextDearer, nextCheaper] = [Infinity, Infinity];
			for (let s = 0; s < row.stairs; s++) {
				const steps = stepsAbove(s, volume);
				difference += (usd[s] as number) * steps;
				const edge = (steps - (shift[s] as number)) / (rate[s] as number);
				if ((usd[s] as number) > 0) nextDearer = Math.min(nextDearer, edge);
				else nextCheaper = Math.min(nextCheaper, edge);
			}
			if (difference < 0) return volume;
			const line = slope[piece] as number;
			const root = line < 0 ? volume - difference / line : Infinity;
			const stop = Math.min(end, nextCheaper);
			if (root <= stop && root <= nextDearer) return root;
			let target = Math.min(root, stop);
			if (difference > row.stairHeight && volume >= row.risingFrom) {
				const net = line + row.stairSlope;
				const far = net < 0 ? volume - (difference - row.stairHeight) / net : end;
				target = Math.max(target, Math.min(far, end));
			}
			if (target >= maxVolume) return Infinity;
			if (target >= end) {
				volume = end;
				piece++;
			} else {
				if (target <= volume * (1 + standstill)) return volume;
				volume = target;
			}
		}
		return Infinity;
	};

	const permanent = (): number => {
		let piece = row.pieces - 1;
		const net = (slope[piece] as number) + row.stairSlope;
		if (net >= 0) return Infinity;
		let height = intercept[piece] as number;
		for (let s = 0; s < row.stairs; s++) {
			const step = usd[s] as number;
			height += step * (shift[s] as number) + Math.max(0, step);
		}
		let volume = Math.max(from[piece] as number, row.risingFrom, -height / net) * (1 + 1e-9);
		for (let leap = 0; leap < maxLeaps; leap++) {
			const lower = from[piece] as number;
			let difference = lineAt(piece, volume);
			let [dearerEdge, cheaperEdge] = [-Infinity, -Infinity];
			for (let s = 0; s < row.stairs; s++) {
				const steps = stepsAt(s, volume);
				difference += (usd[s] as number) * steps;
				if (steps <= (least[s] as number)) continue;
				const edge = (steps - 1 - (shift[s] as number)) / (rate[s] as number);
				if ((usd[s] as number) > 0) dearerEdge = Math.max(dearerEdge, edge);
				else cheaperEdge = Math.max(cheaperEdge, edge);
			}
			if (volume <= 0) return 0;
			if (difference >= 0) return volume;
			const line = slope[piece] as number;
			const root = line < 0 ? volume - difference / line : -Infinity;
			const stop = Math.max(lower, cheaperEdge);
			if (root >= stop && root >= dearerEdge) return root;
			let target = Math.max(root, stop);
			if (-difference > row.stairHeight) {
				const slopeHere = line + row.stairSlope;
				const far = slopeHere < 0 ? volume - (difference + row.stairHeight) / slopeHere : lower;
				target = Math.min(target, Math.max(far, lower, row.risingFrom));
			}
			if (target <= lower) {
				if (piece === 0) return 0;
				volume = lower;
				piece--;
			} else {
				if (target >= volume * (1 - standstill)) return volume;
				volume = target;
			}
		}
		return volume;
	};

	return { load: row.load, at, first, permanent };
};
