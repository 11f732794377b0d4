/**
 * What `bench serve` and the site that it has built share while they run in one process: both load this one module. Here the site is
 * told to stop, and here it counts.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { nsToMs } from '#core/units.ts';
import { RequestMetrics } from './request-metrics.ts';

export interface SiteProcess {
	requests: RequestMetrics;
	/** Streams of events that readers have open. */
	openEventStreams: number;
	/** How often the database was found locked, and was tried again. */
	databaseBusyRetries: number;
	/** Aborted when the process begins to stop: streams of events end then. */
	readonly stopping: AbortSignal;
	/** Registers what is closed once the last request has been answered. */
	onClose: (close: () => Promise<void>) => void;
	/** Begins to stop. */
	stop: () => void;
	/** Closes what was registered. Rejects with the first failure, after everything was tried. */
	close: () => Promise<void>;
	/**
	 * p99 of how late the event loop was since this was asked for the last time, ms; null where nothing was seen, as when asked for
	 * the first time.
	 */
	eventLoopDelayP99Ms: () => number | null;
}

/** Looks at the event loop so often, ms: what is shorter than this is no delay. */
const resolutionMs = 10;

export const createSiteProcess = (): SiteProcess => {
	const stopping = new AbortController();
	const closes: (() => Promise<void>)[] = [];
	const delay = monitorEventLoopDelay({ resolution: resolutionMs });
	let isWatching = false;
	return {
		requests: new RequestMetrics(),
		openEventStreams: 0,
		databaseBusyRetries: 0,
		stopping: stopping.signal,
		onClose: (close) => {
			closes.push(close);
		},
		stop: () => {
			stopping.abort();
		},
		close: async () => {
			const ended = await Promise.allSettled(closes.splice(0).map((close) => close()));
			const failed = ended.find((each) => each.status === 'rejected');
			if (failed) throw failed.reason;
		},
		eventLoopDelayP99Ms: () => {
			if (!isWatching) {
				isWatching = true;
				delay.enable();
				return null;
			}
			const p99Ms =
				delay.count === 0 ? null : Math.max(0, nsToMs(delay.percentile(99)) - resolutionMs);
			delay.reset();
			return p99Ms;
		}
	};
};

/** The one of this process. */
export const siteProcess: SiteProcess = createSiteProcess();
