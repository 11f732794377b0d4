/** What counts against the cap of a run: what requests have cost, and the worst case of those of which nobody knows. */
import { and, eq, gte, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { afterWorkFrom400, beforeWorkFrom500 } from '#core/billed-status.ts';
import { picoUsdToUsd } from '#core/units.ts';
import type { Database } from './client.server.ts';
import { isStageOf, takenOver } from './run-claims.server.ts';
import type { RunOwner } from './runs.server.ts';
import { attempts, cells, stages } from './schema.ts';

/**
 * Notes how many requests of a stage may be sent in all, and what each costs at most. To be called before they are. With `owner`: throws E_USAGE where the
 * run is no longer that of this process.
 */
export const allowRequests = async (
	database: Database,
	stageId: string,
	{ allowed, worstPicoUsd, owner }: { allowed: number; worstPicoUsd: bigint; owner?: RunOwner }
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(stages)
			.set({
				allowedRequests: allowed,
				worstRequestPicoUsd: sql`cast(${String(worstPicoUsd)} as integer)`
			})
			.where(owner ? isStageOf(database, stageId, owner) : eq(stages.id, stageId))
	]);
	if (owner && changed === 0) throw takenOver('the run');
};

/** Of one stage that costs by the request. */
export interface StageExposure {
	stageId: string;
	/** Known costs of its stored attempts. */
	spentPicoUsd: bigint;
	worstRequestPicoUsd: bigint;
	/** Attempts that were sent, for which a model may have worked by the status that they got, and whose cost nobody told. */
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

/** `mayHaveWorked` of the statuses, for the database. */
const mayHaveWorked = or(
	isNull(attempts.httpStatus),
	lt(attempts.httpStatus, 400),
	inArray(attempts.httpStatus, [...afterWorkFrom400]),
	and(gte(attempts.httpStatus, 500), notInArray(attempts.httpStatus, [...beforeWorkFrom500]))
);

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
					and(sql`${attempts.costUsd} is null and ${attempts.sentMs} is not null`, mayHaveWorked)
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
 * What the attempts of a run count against its cap, millionths of a millionth of a dollar: known costs of paid targets, and the worst case of their requests
 * whose cost nobody told, or that were lost with their process. What a target of our own would cost by its price nobody pays.
 */
export const attemptsExposedPicoUsd = async (
	database: Database,
	runId: string
): Promise<bigint> => {
	// Paid targets whose requests were sent before any was noted with its worst case.
	const [earlier] = await database.read(() =>
		database.orm
			.select({ pico: sql<string>`cast(coalesce(sum(${stages.spentPicoUsd}), 0) as text)` })
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(
				and(
					eq(cells.runId, runId),
					eq(cells.targetKind, 'measured-api'),
					isNull(stages.worstRequestPicoUsd)
				)
			)
	);
	return (await exposureOfRun(database, runId)).reduce(
		(sum, each) => sum + exposedPicoUsd(each),
		BigInt(earlier?.pico ?? '0')
	);
};

/** The same, USD, decimal text. */
export const attemptsExposedUsd = async (database: Database, runId: string): Promise<string> =>
	picoUsdToUsd(String(await attemptsExposedPicoUsd(database, runId)));
