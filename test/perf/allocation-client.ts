/**
 * Runs the code of a load worker on the main thread of a process of its own, as a child, and says how much it allocates on the heap for each event
 * while streams run. Started with a young generation so large that nothing is collected in between.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { defaultLimits } from '#core/config.ts';
import { mibToBytes, nsToMs, sToMs } from '#core/units.ts';
import { stampedTarget, type StampedPace } from '#bench/endpoints/stamping/stamped-request.ts';
import { activity } from '#bench/load/connection.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { StageWorker } from '#bench/load/stage-worker.ts';
import { warmUpReader } from '#bench/load/warm-up.ts';
import { live, type FromWorker } from '#bench/load/worker-messages.ts';

export interface AllocationSettings {
	baseUrl: string;
	streams: number;
	pace: StampedPace;
	/** From time zero to the first and the last look, ms. */
	fromMs: number;
	untilMs: number;
}

export interface AllocationResult {
	reads: number;
	/** Growth of the heap between the looks, bytes. */
	heapBytes: number;
	/** Collections between the looks: with any of them `heapBytes` says nothing. */
	collections: number;
}

const run = ({ baseUrl, streams, pace, fromMs, untilMs }: AllocationSettings): void => {
	const url = new URL(stampedTarget(pace), baseUrl);
	let collections = 0;
	new PerformanceObserver((list) => {
		collections += list.getEntries().length;
	}).observe({ entryTypes: ['gc'] });
	const ints = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
	const seen = { reads: 0, heapBytes: 0, collections: 0 };
	const look = (): void => {
		seen.heapBytes = process.memoryUsage().heapUsed - seen.heapBytes;
		seen.reads = activity.reads - seen.reads;
		seen.collections = collections - seen.collections;
	};
	warmUpReader();
	const receive = (message: FromWorker): void => {
		if (message.kind === 'ready') {
			worker.go(nsToMs(Number(process.hrtime.bigint())) + 5);
			setTimeout(look, fromMs);
			setTimeout(look, untilMs);
		} else if (message.kind === 'done') {
			process.send?.(seen satisfies AllocationResult, () => {
				process.disconnect();
			});
		}
	};
	const worker: StageWorker = new StageWorker(
		{
			worker: 0,
			address: { ip: '127.0.0.1', port: Number(url.port), tlsServerName: null, host: url.host },
			requests: [renderRequest({ method: 'POST', url, headers: {}, body: '' })],
			order: null,
			finish: null,
			converses: false,
			schedule: { kind: 'closed', users: streams, requests: streams, durationMs: null },
			preconnect: streams,
			maxConnections: streams,
			connectTimeoutMs: sToMs(defaultLimits.connectTimeoutS),
			idleTimeoutMs: sToMs(defaultLimits.idleTimeoutS),
			totalTimeoutMs: sToMs(defaultLimits.totalTimeoutS),
			drainMs: sToMs(defaultLimits.drainS),
			maxHeadBytes: 65_536,
			maxBodyBytes: mibToBytes(defaultLimits.maxResponseMib),
			nextOrdinal: ints(1),
			credit: null,
			counts: ints(live.length)
		},
		receive
	);
};

process.once('message', (settings: AllocationSettings) => {
	run(settings);
});
