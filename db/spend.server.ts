/** What counts against the cap of a run: what requests have cost, and the worst case of those of which nobody knows. */
import { and, eq, sql } from 'drizzle-orm';
import { picoUsdToUsd } from '#core/units.ts';
import type { Database } from './client.server.ts';
import { attempts, cells, stages } from './schema.ts';

/** Notes how many requests of a stage may be sent in all, and what each costs at most. To be called before they are. */
export const allowRequests = async (
	database: Database,
	stageId: string,
	{ allowed, worstPicoUsd }: { allowed: number; worstPicoUsd: bigint }
): Promise<void> => {
	await database.write([
		database.orm
			.update(stages)
			.set({
				allowedRequests: allowed,
				worstRequestPicoUsd: sql`cast(${String(worstPicoUsd)} as integer)`
			})
			.where(eq(stages.id, stageId))
	]);
};

/** Of one stage that costs by the request. */
export interface StageExposure {
	stageId: string;
	/** Known costs of its stored attempts. */
	spentPicoUsd: bigint;
	worstRequestPicoUsd: bigint;
	/** Attempts that were sent, were not refused with a status, and whose cost nobody told. */
	unknown: number;
	/** Requests that could be sent and of which nothing is stored: where a process was killed, they may have been. */
	lost: number;
}

/** Everything at its worst. */
export const exposedPicoUsd = ({
	spentPicoUsd,
	worstRequestPicoUsd,
	unknown,
	lost
}: StageExposure): bigint => spentPicoUsd + BigInt(unknown + lost) * worstRequestPicoUsd;

/** Stages of a run that cost by the request. */
export const exposureOfRun = async (
	database: Database,
	runId: string
): Promise<StageExposure[]> => {
	const { orm } = database;
	const ofStage = eq(attempts.stageId, stages.id);
	const countOf = (condition: ReturnType<typeof and>) =>
		sql<number>`(${orm
			.select({ n: sql`count(*)` })
			.from(attempts)
			.where(and(ofStage, condition))})`;
	const rows = await database.read(() =>
		orm
			.select({
				stageId: stages.id,
				// A whole number that a binary float may not hold.
				spent: sql<string>`cast(${stages.spentPicoUsd} as text)`,
				worst: sql<string>`cast(${stages.worstRequestPicoUsd} as text)`,
				allowed: stages.allowedRequests,
				stored: countOf(undefined),
				unknown: countOf(
					sql`${attempts.costUsd} is null and ${attempts.sentMs} is not null and coalesce(${attempts.httpStatus}, 0) < 400`
				)
			})
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(and(eq(cells.runId, runId), sql`${stages.worstRequestPicoUsd} is not null`))
			.orderBy(cells.ordinal, stages.ordinal)
	);
	return rows.map(({ stageId, spent, worst, allowed, stored, unknown }) => ({
		stageId,
		spentPicoUsd: BigInt(spent),
		worstRequestPicoUsd: BigInt(worst),
		unknown,
		lost: Math.max(0, allowed - stored)
	}));
};

/**
 * What the attempts of a run count against its cap, USD, decimal text: known costs, and the worst case of requests of a paid target whose cost nobody
 * told, or that were lost with their process.
 */
export const attemptsExposedUsd = async (database: Database, runId: string): Promise<string> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ pico: sql<string>`cast(coalesce(sum(${stages.spentPicoUsd}), 0) as text)` })
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(eq(cells.runId, runId))
	);
	const exposures = await exposureOfRun(database, runId);
	const beyond = exposures.reduce(
		(sum, each) => sum + exposedPicoUsd(each) - each.spentPicoUsd,
		BigInt(row?.pico ?? '0')
	);
	return picoUsdToUsd(String(beyond));
};
