/** The single measurements of a stage, for its distributions and its course in time. */
import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { isCompleted, outcomes, type Outcome } from '#core/outcome.ts';
import type { Database } from './client.server.ts';
import { attempts, stages } from './schema.ts';

export const sampleMetrics = ['ttftMs', 'serviceTtftMs', 'tpotMs', 'e2eMs'] as const;
export type SampleMetric = (typeof sampleMetrics)[number];

const completedOutcomes = outcomes.filter(isCompleted);

/**
 * All values of a metric over the whole answers of a stage (ok, length, refused), ms to 15 digits, from the smallest up; missing
 * ones are left out.
 */
export const stageSamples = async (
	database: Database,
	stageId: string,
	metric: SampleMetric
): Promise<number[]> => {
	const column = attempts[metric];
	// One text instead of a row per value: a quarter of the time.
	const [row] = await database.read(() =>
		database.orm
			.select({ valuesJson: sql<string>`json_group_array(${column})` })
			.from(attempts)
			.where(
				and(
					eq(attempts.stageId, stageId),
					inArray(attempts.outcome, completedOutcomes),
					isNotNull(column)
				)
			)
	);
	const values = JSON.parse(row?.valuesJson ?? '[]') as number[];
	return [...Float64Array.from(values).sort()];
};

/** One attempt on the clock of the stage, ms; null where the event never came. */
export interface TimelinePoint {
	attemptId: string;
	dueMs: number;
	sentMs: number | null;
	endMs: number | null;
	ttftMs: number | null;
	e2eMs: number | null;
	outcome: Outcome;
}

export interface StageTimeline {
	/** In the order in which they were due. */
	points: TimelinePoint[];
	/** Stored attempts of the stage. */
	total: number;
	/** 1 where every attempt is a point; n where only every n-th request of the schedule is. */
	every: number;
}

/**
 * The attempts of a stage in time, about `limit` of them at most: of a larger stage evenly every n-th request, so that its whole
 * course is seen. Throws `E_NOT_FOUND` for an unknown stage.
 */
export const stageTimeline = async (
	database: Database,
	stageId: string,
	{ limit }: { limit: number }
): Promise<StageTimeline> => {
	const { orm } = database;
	const [stage] = await database.read(() =>
		orm.select({ total: stages.attemptCount }).from(stages).where(eq(stages.id, stageId))
	);
	if (!stage) throw new BenchError('E_NOT_FOUND', `there is no stage "${stageId}"`);
	const every = Math.max(1, Math.ceil(stage.total / limit));
	const thinned = every === 1 ? undefined : sql`${attempts.ordinal} % ${every} = 0`;
	const points = await database.read(() =>
		orm
			.select({
				attemptId: attempts.id,
				dueMs: attempts.dueMs,
				sentMs: attempts.sentMs,
				endMs: attempts.endMs,
				ttftMs: attempts.ttftMs,
				e2eMs: attempts.e2eMs,
				outcome: attempts.outcome
			})
			.from(attempts)
			.where(and(eq(attempts.stageId, stageId), thinned))
			.orderBy(asc(attempts.dueMs), asc(attempts.ordinal), asc(attempts.id))
	);
	return { points, total: stage.total, every };
};
