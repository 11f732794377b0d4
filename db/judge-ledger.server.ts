/**
 * What judges count against the cap of a run. The worst case of questions is reserved before they are sent, and given back as their judgements are stored,
 * in the same transaction; after a kill what is still reserved counts as spent.
 */
import { eq, sql, type SQL } from 'drizzle-orm';
import { usdToPicoUsdUp } from '#core/units.ts';
import type { BuiltQuery, Database } from './client.server.ts';
import { isRunOf, takenOver } from './run-claims.server.ts';
import type { RunOwner } from './runs.server.ts';
import { judgements, runs } from './schema.ts';

/** Adds to what is reserved for the judges of a run, or takes from it. */
const reserving = ({ orm }: Database, run: SQL | undefined, picoUsd: bigint): BuiltQuery =>
	orm
		.update(runs)
		.set({
			judgingReservedPicoUsd: sql`${runs.judgingReservedPicoUsd} + cast(${String(picoUsd)} as integer)`
		})
		.where(run);

/** Notes the worst case of questions. To be called before they may be sent. Throws E_USAGE where the run is no longer that of `owner`. */
export const reserveJudging = async (
	database: Database,
	runId: string,
	{ picoUsd, owner }: { picoUsd: bigint; owner: RunOwner }
): Promise<void> => {
	const [changed] = await database.write([reserving(database, isRunOf(runId, owner), picoUsd)]);
	if (changed === 0) throw takenOver(`run ${runId}`);
};

/** Gives back what was reserved: for questions whose judgements are stored in the same transaction, or that were not sent. */
export const releaseJudging = (database: Database, runId: string, picoUsd: bigint): BuiltQuery =>
	reserving(database, eq(runs.id, runId), -picoUsd);

/**
 * The most that judges have cost a run, millionths of a millionth of a dollar: known costs, and the worst case of what nobody told, of what is in flight
 * and of what was lost with its process.
 */
export const judgesExposedPicoUsd = async (database: Database, runId: string): Promise<bigint> => {
	const { orm } = database;
	const [run] = await database.read(() =>
		orm
			.select({ reserved: sql<string>`cast(${runs.judgingReservedPicoUsd} as text)` })
			.from(runs)
			.where(eq(runs.id, runId))
	);
	const rows = await database.read(() =>
		orm
			.select({
				counted: sql<string | null>`cast(${judgements.countedPicoUsd} as text)`,
				costUsd: judgements.costUsd
			})
			.from(judgements)
			.where(eq(judgements.runId, runId))
	);
	return rows.reduce(
		(sum, { counted, costUsd }) => {
			if (counted !== null) return sum + BigInt(counted);
			return costUsd === null ? sum : sum + usdToPicoUsdUp(costUsd);
		},
		BigInt(run?.reserved ?? '0')
	);
};
