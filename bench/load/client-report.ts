/** What the measuring side did in a stage, over all of its workers. */
import type { ClientReport } from '#core/stage.ts';
import type { Distribution } from '#core/statistics/distribution.ts';
import { readHoldUps, type BlockStalls, type ReadMoments } from './read-hold-ups.ts';
import type { WorkerReport } from './worker-messages.ts';

/**
 * Sums where a sum is meant, otherwise the worst worker's. `reads` are those of the first output of each answer; `blocks` tell when the workers
 * stood still where the stage was run in several.
 */
export const clientReportOf = (
	reports: readonly WorkerReport[],
	sendLatenessMs: Distribution,
	reads: ReadMoments,
	blocks: readonly BlockStalls[] = [{ fromOrdinal: 0, reports }]
): ClientReport => {
	const sum = (of: (report: WorkerReport) => number): number =>
		reports.reduce((total, report) => total + of(report), 0);
	const worst = (of: (report: WorkerReport) => number): number => Math.max(0, ...reports.map(of));
	return {
		workers: reports.length,
		sendLatenessMs,
		eventLoopDelayMs: {
			mean: worst((report) => report.eventLoopDelayMs.mean),
			p99: worst((report) => report.eventLoopDelayMs.p99),
			max: worst((report) => report.eventLoopDelayMs.max)
		},
		readHoldUpMs: readHoldUps(blocks, reads),
		cpuShare: worst((report) => (report.wallMs > 0 ? report.cpuMs / report.wallMs : 0)),
		droppedSends: sum((report) => report.droppedSends),
		connectionsOpened: sum((report) => report.connectionsOpened),
		reconnects: sum((report) => report.reconnects),
		maxInFlight: sum((report) => report.maxInFlight),
		bytesReceived: sum((report) => report.bytesReceived)
	};
};
