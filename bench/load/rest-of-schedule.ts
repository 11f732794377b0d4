/** What is left of a schedule that was broken off. */
import type { Schedule } from './schedule.ts';

export interface RestOfSchedule {
	/** On a clock of its own, that begins with the rest. */
	schedule: Schedule;
	/** Places in the whole schedule of those of the rest, in their order; null where they simply count on from `from`. */
	places: Uint32Array | null;
	from: number;
}

export interface Placement {
	places: Uint32Array;
	/** Place in the whole schedule of what is sent at a position of the rest. */
	placeOf: (position: number) => number;
	/** Position in the rest of a place. */
	positionOf: (place: number) => number;
}

export interface DoneOfSchedule {
	/** Places whose request, or conversation, has ended and is stored. */
	places: ReadonlySet<number>;
	/** The first place after all that are stored. */
	next: number;
	/** Time on the clock of the stage that had passed, ms. */
	elapsedMs: number;
}

/**
 * Null where nothing is left. What was in flight when it was broken off belongs to the rest: in an open loop these requests come last, at the mean
 * distance, since nobody knows when they would have been due again. A closed loop that only time ends goes on for the time that is left.
 */
export const restOfSchedule = (
	schedule: Schedule,
	{ places: done, next, elapsedMs }: DoneOfSchedule
): RestOfSchedule | null => {
	const missing = (upTo: number): number[] =>
		Array.from({ length: upTo }, (_, place) => place).filter((place) => !done.has(place));
	if (schedule.kind === 'closed') {
		const { requests, durationMs } = schedule;
		const leftMs = durationMs === null ? null : durationMs - elapsedMs;
		if (leftMs !== null && leftMs <= 0) return null;
		if (requests === null) {
			return { schedule: { ...schedule, durationMs: leftMs }, places: null, from: next };
		}
		const left = missing(requests);
		if (left.length === 0) return null;
		return {
			schedule: { ...schedule, requests: left.length, durationMs: leftMs },
			places: Uint32Array.from(left),
			from: 0
		};
	}
	const { dueMs, durationMs } = schedule;
	const lost = missing(Math.min(next, dueMs.length));
	const later = Array.from({ length: Math.max(0, dueMs.length - next) }, (_, i) => next + i);
	if (lost.length + later.length === 0) return null;
	const beganMs = dueMs[next] ?? durationMs;
	const gapMs = durationMs / dueMs.length;
	const laterMs = Math.max(0, durationMs - beganMs);
	return {
		schedule: {
			kind: 'open',
			dueMs: Float64Array.from([
				...later.map((place) => (dueMs[place] as number) - beganMs),
				...lost.map((_, i) => laterMs + i * gapMs)
			]),
			durationMs: laterMs + lost.length * gapMs
		},
		places: Uint32Array.from([...later, ...lost]),
		from: 0
	};
};

/** Between the order in which the rest of a schedule is sent and the places of the whole; null where the rest simply counts on. */
export const placementOf = ({ places }: RestOfSchedule): Placement | null => {
	if (!places) return null;
	const positions = new Map([...places].map((place, position) => [place, position]));
	return {
		places,
		placeOf: (position: number): number => places[position] ?? position,
		positionOf: (place: number): number => positions.get(place) ?? place
	};
};
