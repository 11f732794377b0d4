/** Queries about wrong passwords: what is held against names and addresses outlives the process. */
import { desc, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { loginFailures } from './schema.ts';

export interface LoginFailures {
	/** SHA-256, hex, of what they are held against. */
	keyHash: string;
	/** In a row, without a day between two. */
	failures: number;
	/** ISO 8601 in UTC. */
	lastFailedAtUtc: string;
}

/** The `limit` last ones since `sinceUtc`, the oldest first; all others are cleared away. */
export const readLoginFailures = async (
	database: Database,
	{ sinceUtc, limit }: { sinceUtc: string; limit: number }
): Promise<LoginFailures[]> => {
	const newest = database.orm
		.select({ keyHash: loginFailures.keyHash })
		.from(loginFailures)
		.orderBy(desc(loginFailures.lastFailedAtUtc), desc(loginFailures.keyHash))
		.limit(limit);
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(loginFailures)
			.orderBy(loginFailures.lastFailedAtUtc, loginFailures.keyHash)
	);
	const kept = rows.filter(({ lastFailedAtUtc }) => lastFailedAtUtc >= sinceUtc).slice(-limit);
	if (kept.length < rows.length) {
		await database.write([
			database.orm.delete(loginFailures).where(lt(loginFailures.lastFailedAtUtc, sinceUtc)),
			database.orm.delete(loginFailures).where(notInArray(loginFailures.keyHash, newest))
		]);
	}
	return kept;
};

/** Stores `changed`, and deletes the rows of `gone`. */
export const writeLoginFailures = async (
	database: Database,
	changed: readonly LoginFailures[],
	gone: readonly string[]
): Promise<void> => {
	if (changed.length === 0 && gone.length === 0) return;
	await database.write([
		...(gone.length === 0
			? []
			: [database.orm.delete(loginFailures).where(inArray(loginFailures.keyHash, [...gone]))]),
		...(changed.length === 0
			? []
			: [
					database.orm
						.insert(loginFailures)
						.values([...changed])
						.onConflictDoUpdate({
							target: loginFailures.keyHash,
							set: {
								failures: sql`excluded.failures`,
								lastFailedAtUtc: sql`excluded.last_failed_at_utc`
							}
						})
				])
	]);
};
