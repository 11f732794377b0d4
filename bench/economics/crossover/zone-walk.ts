/**
 * Looks for a sign inside a zone, where single steps decide it: from step to step, in either direction. A whole period of the
 * stairs without a find is skipped by the drift from period to period; a single stair without a short period is searched by
 * halving. Several stairs without a short period are walked up to a limit.
 */
import type { PureStair, Segment } from './difference.ts';
import { maxLinearPlusFloor } from './max-linear-plus-floor.ts';
import { gcd, lcm, signOf, type Sign } from './scaled-integers.ts';
import { createStepQueue, type Direction, type StepQueue } from './step-queue.ts';
import { isWanted, stepsUntilWanted, type WantedSign } from './wanted-sign.ts';

/** What a search has cost so far and may cost; one is shared by the searches that together must end in time. */
export interface SearchEffort {
	/** Flat pieces between steps looked at. */
	pieces: number;
	maxPieces: number;
}

export type Found =
	| { kind: 'found'; at: bigint; sign: Sign }
	| { kind: 'none' }
	/** The limit was reached before this volume was looked at. */
	| { kind: 'gave-up'; at: bigint };

/** Pieces walked without a find before a short cut is tried. */
const patiencePieces = 64;
/** What halving counts for: as much work as some thousand pieces where the numbers are long. */
const halvingPieces = 2_000;
/** Longest period, in steps, that is worth walking through. */
const longestPeriodSteps = 20_000n;

interface Period {
	requests: bigint;
	/** Scaled change of make − buy from one period to the next. */
	drift: bigint;
}

/** Requests after which all stairs repeat; null where that takes too many steps. */
const periodOf = ({ slope, stairs }: Segment): Period | null => {
	let requests = 1n;
	for (const { factor, perStep } of stairs) {
		requests = lcm(requests, perStep / gcd(factor, perStep));
		const steps = stairs.reduce((sum, each) => sum + (requests * each.factor) / each.perStep, 0n);
		if (steps > longestPeriodSteps) return null;
	}
	const drift = stairs.reduce(
		(sum, { usdPerStep, factor, perStep }) => sum + usdPerStep * ((requests * factor) / perStep),
		slope * requests
	);
	return { requests, drift };
};

/** Whether a wanted sign occurs between two volumes, ends included, for a segment with one stair. */
const occurs = (
	segment: Segment,
	stair: PureStair,
	from: bigint,
	to: bigint,
	wanted: WantedSign
): boolean => {
	const start = segment.intercept + segment.slope * from;
	const largest = (side: 1n | -1n): bigint =>
		side * start +
		maxLinearPlusFloor(
			to - from,
			stair.perStep,
			side * segment.slope,
			side * stair.usdPerStep,
			stair.factor,
			from * stair.factor + stair.offset + stair.perStep - 1n
		);
	return (
		(wanted !== 'below' && wanted !== 'not-above' && isWanted(largest(1n), wanted)) ||
		(wanted !== 'above' && wanted !== 'not-below' && isWanted(-largest(-1n), wanted))
	);
};

/** First volume in the direction of travel with a wanted sign, for a segment with one stair; null where there is none. */
const findByHalving = (
	segment: Segment,
	stair: PureStair,
	start: bigint,
	end: bigint | null,
	direction: Direction,
	wanted: WantedSign
): bigint | null => {
	// A zone without end has no drift, so that one period holds all there is.
	const last = end ?? start + direction * (stair.perStep / gcd(stair.factor, stair.perStep));
	const isBetween = (near: bigint, far: bigint): boolean =>
		direction > 0n
			? occurs(segment, stair, near, far, wanted)
			: occurs(segment, stair, far, near, wanted);
	const distance = (last - start) * direction;
	if (distance < 0n) return null;
	let length = 1n;
	let done = 0n;
	for (;;) {
		const reach = done + length > distance ? distance : done + length;
		if (isBetween(start + direction * done, start + direction * reach)) {
			length = reach - done;
			break;
		}
		if (reach === distance) return null;
		done = reach + 1n;
		length *= 2n;
	}
	while (length > 0n) {
		const half = length / 2n;
		if (isBetween(start + direction * done, start + direction * (done + half))) length = half;
		else {
			done += half + 1n;
			length -= half + 1n;
		}
	}
	return start + direction * done;
};

export interface ZoneWalk {
	/** First volume from `from` to `end` (null: the zone has no end) with a wanted sign. Never goes back behind an earlier call. */
	find: (from: bigint, end: bigint | null, wanted: WantedSign, effort: SearchEffort) => Found;
}

/** Walks through a segment in one direction; `patience` is how many pieces it walks before it looks for a short cut. */
export const createZoneWalk = (
	segment: Segment,
	direction: Direction,
	patience = patiencePieces
): ZoneWalk => {
	let queue: StepQueue | null = null;
	let at = 0n;
	let period: Period | null | undefined;
	const [onlyStair] = segment.stairs.length === 1 ? segment.stairs : [];
	const goTo = (volume: bigint): void => {
		const edge = queue?.edge();
		const isSamePiece = edge !== undefined && (edge === null || (edge - volume) * direction >= 0n);
		if (!isSamePiece) queue = createStepQueue(segment.stairs, volume, direction);
		at = volume;
	};
	const valueAt = (volume: bigint): bigint =>
		segment.intercept + (queue?.usd ?? 0n) + segment.slope * volume;
	const found = (volume: bigint): Found => {
		goTo(volume);
		return { kind: 'found', at: volume, sign: signOf(valueAt(volume)) };
	};
	const isBeyond = (volume: bigint, end: bigint | null): boolean =>
		end !== null && (volume - end) * direction > 0n;

	const find: ZoneWalk['find'] = (from, end, wanted, effort) => {
		if (isBeyond(from, end)) return { kind: 'none' };
		goTo(from);
		let walked = 0;
		let windowStart = from;
		let least = valueAt(from);
		let largest = least;
		for (;;) {
			const value = valueAt(at);
			const edge = queue?.edge() ?? null;
			const isLast = edge === null || (end !== null && !isBeyond(end, edge));
			const last = isLast ? end : edge;
			const lastValue = last === null ? null : valueAt(last);
			// A line has a sign somewhere only where it has it at an end; the division is left to the pieces that have it.
			if (lastValue === null || isWanted(value, wanted) || isWanted(lastValue, wanted)) {
				const steps = stepsUntilWanted(value, segment.slope * direction, wanted);
				if (steps !== null) return found(at + direction * steps);
			}
			if (isLast || lastValue === null) return { kind: 'none' };
			effort.pieces += 1;
			walked += 1;
			if (period !== null) {
				for (const extreme of [value, lastValue]) {
					if (extreme < least) least = extreme;
					if (extreme > largest) largest = extreme;
				}
			}
			queue?.cross();
			at = edge + direction;
			if (walked >= patience && onlyStair !== undefined) {
				effort.pieces += halvingPieces;
				const first = findByHalving(segment, onlyStair, at, end, direction, wanted);
				return first === null ? { kind: 'none' } : found(first);
			}
			if (walked >= patience && period === undefined) period = periodOf(segment);
			if (period && (at - windowStart) * direction >= period.requests) {
				const drift = period.drift * direction;
				const periods = stepsUntilWanted(drift < 0n ? least : largest, drift, wanted);
				if (periods === null) return { kind: 'none' };
				const target = at + direction * (periods - 1n) * period.requests;
				if (isBeyond(target, end)) return { kind: 'none' };
				if (periods > 1n) goTo(target);
				windowStart = at;
				least = valueAt(at);
				largest = least;
			}
			if (effort.pieces > effort.maxPieces) return { kind: 'gave-up', at };
		}
	};
	return { find };
};
