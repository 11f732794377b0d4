/** What the machine that measures adds by itself: nothing below it can be told of an endpoint. */
import { z } from 'zod';
import { loadShapeSchema } from './load-shape.ts';
import { distributionSchema, type Distribution } from './statistics/distribution.ts';

/**
 * Found by sending a similar load for a few seconds to a server of our own, in another process of the same machine, that logs when it
 * writes each event. Client and server share the processors, so that these are upper bounds; TLS and the network are not in them.
 */
export const noiseFloorSchema = z.strictObject({
	/** What was sent there. */
	load: loadShapeSchema,
	workers: z.int().positive(),
	/** Events of each answer, and the pause between them, ms. */
	tokensPerAnswer: z.int().positive(),
	tokenGapMs: z.number().nonnegative(),
	/** Events that arrived each second; a stage with many more has a higher floor. */
	eventsPerS: z.number().nonnegative(),
	/** Sent − due, ms. */
	sendLatenessMs: distributionSchema,
	/** (Sent − due) + (arrival of the first event − the moment before the server wrote it), ms: what is added to a TTFT. */
	ttftMs: distributionSchema,
	/** |gap at the client − gap at the server| between successive events, ms; no samples where answers are not streamed. */
	itlMs: distributionSchema,
	/** CPU time of the busiest worker / wall time, 0 to 1. */
	cpuShare: z.number().nonnegative(),
	/** The most requests a second that these workers could send to that server, each answered at once. */
	sendLimitPerS: z.number().nonnegative(),
	/** Why this load would be too much for the client whatever the endpoint does, one sentence each; empty where it is not. */
	clientReasons: z.array(z.string())
});

export type NoiseFloor = z.infer<typeof noiseFloorSchema>;

/** The figures of a stage that are held against a floor. */
export interface FloorableStage {
	noiseFloor: NoiseFloor | null;
	ttftMs: Distribution;
	itlMs: Distribution;
	/** Null where another tool measured. */
	windowS: number | null;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** Where a stage had this many times the events of the calibration, its floor is said to be higher. */
const manyMoreEvents = 2;

const within = (name: string, { p50 }: Distribution, floor: Distribution): string[] =>
	p50 !== null && floor.p99 !== null && p50 < floor.p99
		? [
				`${name} (p50 ${ms(p50)}) is within the noise floor of this machine (p99 ${ms(floor.p99)}): it says more of the client than of the endpoint`
			]
		: [];

/**
 * What a reader should know of a stage beside its verdict: which of its figures are no larger than what this machine adds by itself. One
 * sentence each; none without a floor.
 */
export const floorRemarks = ({ noiseFloor, ttftMs, itlMs, windowS }: FloorableStage): string[] => {
	if (noiseFloor === null) return [];
	const eventsPerS = windowS === null || windowS === 0 ? 0 : (itlMs.n + ttftMs.n) / windowS;
	return [
		...within('the time to first token', ttftMs, noiseFloor.ttftMs),
		...within('the gap between tokens', itlMs, noiseFloor.itlMs),
		...(eventsPerS > manyMoreEvents * noiseFloor.eventsPerS
			? [
					`the stage had ${eventsPerS.toFixed(0)} events/s, the calibration ${noiseFloor.eventsPerS.toFixed(0)}: its own floor is higher`
				]
			: [])
	];
};

/** The floor in a line: differences smaller than these say nothing. */
export const renderNoiseFloor = ({ sendLatenessMs, ttftMs, itlMs }: NoiseFloor): string => {
	const part = (name: string, { p50, p99 }: Distribution): string[] =>
		p50 === null || p99 === null ? [] : [`${name} p50 ${ms(p50)}, p99 ${ms(p99)}`];
	return [
		...part('TTFT', ttftMs),
		...part('gaps', itlMs),
		...part('sent late', sendLatenessMs)
	].join('; ');
};

/** Why a rate cannot be sent from here, a sentence; null where it can, or none was asked for. */
export const unsendable = (peakPerS: number | null, sendLimitPerS: number): string | null =>
	peakPerS !== null && peakPerS > sendLimitPerS
		? `${peakPerS.toFixed(0)} requests/s cannot be sent from here: the most that was measured is ${sendLimitPerS.toFixed(0)}/s, to a server of our own that shares the processors`
		: null;
