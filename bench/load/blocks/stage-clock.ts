/**
 * The clock of a stage that is run in blocks: it stands still between them. Due moments go on as they were drawn, so that a rate is that of the time
 * in which requests were sent; the last answers of a block then lie beside the first ones of the next. Places of the schedule count on as well.
 */
import type { Schedule } from '../schedule.ts';
import type { StageResult } from '../run-stage.ts';
import type { RawAttempt } from '../worker-messages.ts';

/** What lies before a block: places of the schedule that were begun, and time, ms. */
export interface BlockOffset {
	places: number;
	ms: number;
}

/** Where the next block begins on the clock of the stage: when this one had sent for its time, or where its requests ended it, with its last attempt. */
export const nextBlockMs = (
	{ durationMs, kind }: Schedule,
	beganMs: number,
	lastEndMs: number | null
): number => {
	const byTimeMs = durationMs === null ? Infinity : beganMs + durationMs;
	if (kind === 'open') return byTimeMs;
	return Math.min(byTimeMs, lastEndMs ?? beganMs);
};

const later = (moment: number | null, ms: number): number | null =>
	moment === null ? null : moment + ms;

/** An attempt of a block, on the clock and in the order of the stage. The moments of its reads are changed in place. */
export const onStageClock = (raw: RawAttempt, { places, ms }: BlockOffset): RawAttempt => {
	if (places === 0 && ms === 0) return raw;
	const { arrivalMs } = raw.response;
	for (let i = 0; i < arrivalMs.length; i++) arrivalMs[i] = (arrivalMs[i] as number) + ms;
	return {
		...raw,
		ordinal: raw.ordinal + places,
		dueMs: raw.dueMs + ms,
		sentMs: later(raw.sentMs, ms),
		headersMs: later(raw.headersMs, ms),
		endMs: raw.endMs + ms
	};
};

/** What the workers of a block saw, on the clock of the stage. */
export const resultOnStageClock = (result: StageResult, { ms }: BlockOffset): StageResult => ({
	...result,
	reports: result.reports.map((report) => ({
		...report,
		stalls: report.stalls.map((moment) => moment + ms)
	}))
});

/** The same attempt as its worker knows it. */
export const onBlockClock = (
	raw: Pick<RawAttempt, 'worker' | 'ordinal' | 'endMs'>,
	{ places, ms }: BlockOffset
): Pick<RawAttempt, 'worker' | 'ordinal' | 'endMs'> => ({
	worker: raw.worker,
	ordinal: raw.ordinal - places,
	endMs: raw.endMs - ms
});
