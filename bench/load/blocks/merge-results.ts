/** What the workers of several blocks did, as if it had been one stage. */
import type { BlockStalls } from '../read-hold-ups.ts';
import type { StageResult } from '../run-stage.ts';
import type { WorkerReport } from '../worker-messages.ts';

const mergeReports = (reports: readonly WorkerReport[]): WorkerReport => {
	const [first] = reports;
	if (!first) throw new RangeError('a stage without blocks has no workers');
	const sum = (of: (report: WorkerReport) => number): number =>
		reports.reduce((total, report) => total + of(report), 0);
	const most = (of: (report: WorkerReport) => number): number => Math.max(...reports.map(of));
	const wallMs = sum((report) => report.wallMs);
	return {
		worker: first.worker,
		droppedSends: sum((report) => report.droppedSends),
		connectionsOpened: sum((report) => report.connectionsOpened),
		reconnects: sum((report) => report.reconnects),
		maxInFlight: most((report) => report.maxInFlight),
		bytesReceived: sum((report) => report.bytesReceived),
		eventLoopDelayMs: {
			mean:
				wallMs === 0 ? 0 : sum((report) => report.eventLoopDelayMs.mean * report.wallMs) / wallMs,
			// No p99 of all can be had from those of the blocks; it is at most the worst of them.
			p99: most((report) => report.eventLoopDelayMs.p99),
			max: most((report) => report.eventLoopDelayMs.max)
		},
		// They overlap on the clock of the stage: `stallsOfBlocks` tells them apart.
		stalls: new Float64Array(0),
		cpuMs: sum((report) => report.cpuMs),
		wallMs,
		gaveUp: reports.find(({ gaveUp }) => gaveUp !== null)?.gaveUp ?? null
	};
};

/** The stalls of each block, which begins where the places of those before it end. */
const stallsOfBlocks = (results: readonly StageResult[]): BlockStalls[] => {
	let fromOrdinal = 0;
	return results.map(({ reports, begun }) => {
		const block = {
			fromOrdinal,
			reports: reports.map(({ worker, stalls }) => ({ worker, stalls }))
		};
		fromOrdinal += begun;
		return block;
	});
};

/** At least one. */
export const mergeResults = (results: readonly StageResult[]): StageResult => {
	const [only] = results;
	if (only && results.length === 1) return only;
	const reports = results.flatMap((result) => result.reports);
	const workers = [...new Set(reports.map(({ worker }) => worker))];
	return {
		reports: workers.map((worker) =>
			mergeReports(reports.filter((report) => report.worker === worker))
		),
		offered: results.reduce((sum, { offered }) => sum + offered, 0),
		begun: results.reduce((sum, { begun }) => sum + begun, 0),
		zeroHrMs: only?.zeroHrMs ?? null,
		stallsOfBlocks: stallsOfBlocks(results)
	};
};
