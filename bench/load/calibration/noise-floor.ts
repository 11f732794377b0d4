/** From what a server wrote and what a client saw of it to the noise floor. Pure. */
import type { NoiseFloor } from '#core/noise-floor.ts';
import { describe } from '#core/statistics/distribution.ts';
import { msToS } from '#core/units.ts';
import { clientReportOf } from '../client-report.ts';
import type { StageResult } from '../run-stage.ts';
import { clientReasons } from '../validity.ts';
import type { RawAttempt } from '../worker-messages.ts';
import type { CalibrationLoad } from './calibration-load.ts';

/** Moments at which the events of an answer arrived, on the clock of the stage, ms: that of the read which completed each. */
export const eventArrivals = (
	{ arrivalOffsets, arrivalMs }: Pick<RawAttempt['response'], 'arrivalOffsets' | 'arrivalMs'>,
	eventBytes: number
): number[] => {
	const arrivals: number[] = [];
	arrivalOffsets.forEach((length, read) => {
		while (length >= (arrivals.length + 1) * eventBytes) arrivals.push(arrivalMs[read] as number);
	});
	return arrivals;
};

/** One request of the calibration: what the client says of it, and what the server logged. */
export interface StampedAttempt {
	attempt: Pick<RawAttempt, 'worker' | 'dueMs' | 'sentMs' | 'connection'>;
	/** Of each event, ms on the clock of the stage. */
	arrivedMs: readonly number[];
	/** The moment before each event was written, ms on the same clock. */
	writtenMs: readonly number[];
}

/** The floor; `sendLimitPerS` was measured on its own. */
export const noiseFloorOf = (
	{ load, tokensPerAnswer, tokenGapMs }: CalibrationLoad,
	stamped: readonly StampedAttempt[],
	{ reports }: StageResult,
	sendLimitPerS: number
): NoiseFloor => {
	const latenessMs: number[] = [];
	const readyLatenessMs: number[] = [];
	const ttftMs: number[] = [];
	const itlMs: number[] = [];
	let events = 0;
	for (const { attempt, arrivedMs, writtenMs } of stamped) {
		const { dueMs, sentMs, connection } = attempt;
		if (sentMs === null) continue;
		latenessMs.push(sentMs - dueMs);
		if (connection === 'ready') readyLatenessMs.push(sentMs - dueMs);
		const both = Math.min(arrivedMs.length, writtenMs.length);
		events += both;
		for (let i = 0; i < both; i++) {
			const errorMs = (arrivedMs[i] as number) - (writtenMs[i] as number);
			if (i === 0) ttftMs.push(sentMs - dueMs + errorMs);
			else {
				itlMs.push(
					Math.abs(errorMs - ((arrivedMs[i - 1] as number) - (writtenMs[i - 1] as number)))
				);
			}
		}
	}
	const answered = stamped.filter(({ arrivedMs }) => arrivedMs.length > 0);
	const client = clientReportOf(reports, describe(latenessMs), {
		worker: answered.map(({ attempt }) => attempt.worker),
		atMs: answered.map(({ arrivedMs }) => arrivedMs[0] as number)
	});
	const wallS = msToS(Math.max(0, ...reports.map(({ wallMs }) => wallMs)));
	return {
		load,
		workers: client.workers,
		tokensPerAnswer,
		tokenGapMs,
		eventsPerS: wallS > 0 ? events / wallS : 0,
		sendLatenessMs: describe(latenessMs),
		ttftMs: describe(ttftMs),
		itlMs: describe(itlMs),
		cpuShare: client.cpuShare ?? 0,
		sendLimitPerS,
		// There is no latency of an endpoint that the client's own faults could be small against.
		clientReasons: clientReasons({
			client,
			readyLatenessP99Ms: describe(readyLatenessMs).p99,
			typicalMs: null
		})
	};
};
