/** How many connections a stage may hold open. */
import { isOpenLoop, peakPerS } from './load-rate.ts';
import type { RunLoad } from './stage-load.ts';

/** Of every stage, where nobody says how many. */
export const usualConnections = 1_024;
/** An open loop at its peak has room for answers that take this long, s. */
const roomS = 10;
/** Most connections of an open loop where nobody says how many: half of what one address has ports for. */
const mostOfOpenLoop = 16_384;

/** The limit that was set; otherwise as many as the load may need, 1,024 at least. */
export const connectionLimitOf = (load: RunLoad, maxConnections: number | undefined): number => {
	if (maxConnections !== undefined) return maxConnections;
	if (!isOpenLoop(load)) return Math.max(usualConnections, load.concurrency);
	const wanted = Math.ceil(peakPerS(load) * roomS);
	return Math.max(usualConnections, Math.min(mostOfOpenLoop, wanted));
};

/** Connections that are open at the same time whatever the endpoint does: one for each user; null for an open loop. */
export const certainConnections = (load: RunLoad): number | null =>
	isOpenLoop(load) ? null : load.concurrency;
