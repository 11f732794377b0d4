/** The schedule of a stage in blocks that are run with pauses between them. */
import { splitEvenly, type Schedule } from '../schedule.ts';

/**
 * Blocks of equal length; each on a clock of its own that begins with it. Together they are the schedule: the arrivals of an open loop in
 * their order with their gaps, the requests of a closed loop in shares that differ by at most one.
 */
export const blockSchedules = (schedule: Schedule, blocks: number): Schedule[] => {
	if (schedule.kind === 'closed') {
		const { concurrency, requests, durationMs } = schedule;
		const shares = requests === null ? null : splitEvenly(requests, blocks);
		return Array.from({ length: blocks }, (_, i) => ({
			kind: 'closed' as const,
			concurrency,
			requests: shares?.[i] ?? null,
			durationMs: durationMs === null ? null : durationMs / blocks
		}));
	}
	const { dueMs, durationMs } = schedule;
	const lengthMs = durationMs / blocks;
	let from = 0;
	return Array.from({ length: blocks }, (_, i) => {
		const beginMs = i * lengthMs;
		let to = from;
		while (to < dueMs.length && (i === blocks - 1 || (dueMs[to] as number) < beginMs + lengthMs)) {
			to++;
		}
		const own = dueMs.slice(from, to).map((moment) => Math.max(0, moment - beginMs));
		from = to;
		return { kind: 'open' as const, dueMs: own, durationMs: lengthMs };
	});
};
