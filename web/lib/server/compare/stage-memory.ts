/** What was computed from the samples of two stages that have ended: these never change while the sums of the stages stay the same. */
import type { ChartTable } from '../../charts/chart-table.ts';
import type { LatencyDifference } from '../../compare/comparison.ts';
import { createCache } from '../cache.ts';
import type { ComparableStage } from './compare-stages.ts';

type Remember<T> = (key: string, compute: () => Promise<T>) => Promise<T>;

export interface StageMemory {
	latencies: Remember<LatencyDifference[]>;
	distributions: Remember<ChartTable>;
}

/** A few kB each: a site is read by a few people at a time. */
const mostPairs = 64;

/** One for each database. */
export const createStageMemory = (): StageMemory => ({
	latencies: createCache(mostPairs),
	distributions: createCache(mostPairs)
});

/** Differs as soon as either stage is another one or was summed up anew, as after failures were tried again. */
export const pairKey = (
	{ a, b }: { a: ComparableStage; b: ComparableStage },
	...asked: readonly string[]
): string => JSON.stringify([a.id, a.summary, b.id, b.summary, ...asked]);
