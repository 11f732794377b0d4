/**
 * The axis on which a load has the same rate everywhere. Of a load of one rate it is time itself; of any other the number of requests that
 * are expected by then (its cumulative intensity Λ), so that arrivals at unit rate, taken back through Λ⁻¹, come at the rate of the
 * moment: exactly, whatever their process (Çinlar, Introduction to Stochastic Processes, 1975, section 4.7, "time inversion").
 */
import { hasVaryingRate, ratePiecesOf, requestsOfPiece, type OpenLoad } from '#core/load-rate.ts';
import { sToMs } from '#core/units.ts';
import { toleranceGaps } from './arrival-process.ts';

export interface OperationalTime {
	/** Mean distance between two arrivals on the axis. */
	meanGap: number;
	/** Place at which the load ends. */
	end: number;
	/** Place in [0, end) → ms after the stage begins; never falls as the place rises. */
	toMs: (place: number) => number;
}

/** Requests that are expected in the first `atS` seconds of a load. */
export const expectedBy = (load: OpenLoad, atS: number): number => {
	let [sum, fromS] = [0, 0];
	for (const piece of ratePiecesOf(load)) {
		const { durationS, fromPerS, toPerS } = piece;
		const partS = Math.min(durationS, atS - fromS);
		if (partS <= 0) break;
		sum += (fromPerS + ((toPerS - fromPerS) * partS) / durationS / 2) * partS;
		fromS += durationS;
	}
	return sum;
};

/** Seconds into a piece at which `requests` of it are expected. Free of cancellation for rising and falling rates. */
const secondsInto = (
	{ durationS, fromPerS, toPerS }: ReturnType<typeof ratePiecesOf>[number],
	requests: number
): number => {
	const slope = (toPerS - fromPerS) / durationS;
	const rootSquare = fromPerS ** 2 + 2 * slope * requests;
	const rates = fromPerS + Math.sqrt(Math.max(0, rootSquare));
	// So few requests that their product with the slope is 0 as a number come as soon as a rate that begins at 0 does.
	if (requests <= 0 || rates === 0) return 0;
	return Math.min(durationS, (2 * requests) / rates);
};

const invertible = (load: OpenLoad): OperationalTime => {
	const pieces = ratePiecesOf(load);
	/** Expected requests and seconds before each piece. */
	const before = new Float64Array(pieces.length + 1);
	const startS = new Float64Array(pieces.length + 1);
	for (const [i, piece] of pieces.entries()) {
		before[i + 1] = (before[i] as number) + requestsOfPiece(piece);
		startS[i + 1] = (startS[i] as number) + piece.durationS;
	}
	return {
		meanGap: 1,
		end: before[pieces.length] as number,
		toMs: (place) => {
			// The last piece that begins at or before the place: what is due exactly where a pause begins is due after it.
			let [low, high] = [0, pieces.length - 1];
			while (low < high) {
				const middle = Math.ceil((low + high) / 2);
				if ((before[middle] as number) <= place + toleranceGaps) low = middle;
				else high = middle - 1;
			}
			const piece = pieces[low] as (typeof pieces)[number];
			return sToMs((startS[low] as number) + secondsInto(piece, place - (before[low] as number)));
		}
	};
};

export const operationalTimeOf = (load: OpenLoad): OperationalTime => {
	const [piece] = ratePiecesOf(load);
	return piece && 'ratePerS' in load && !hasVaryingRate(load)
		? { meanGap: sToMs(1) / load.ratePerS, end: sToMs(load.durationS), toMs: (place) => place }
		: invertible(load);
};
