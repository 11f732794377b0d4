/** Queries about attempts and their evidence. Writing them is the business of `writer.server.ts`. */
import { and, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Attempt } from '#core/attempt.ts';
import type { Evidence } from '#core/run.ts';
import { attemptOfRow } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { evidenceOfRow } from './evidence-row.ts';
import { attempts, evidence } from './schema.ts';

/** Where the next page begins. */
export interface AttemptCursor {
	ordinal: number;
	id: string;
}

export interface AttemptPage {
	attempts: Attempt[];
	/** Null on the last page. */
	next: AttemptCursor | null;
}

/** A page of the attempts of a stage in the order of its schedule, those after `after`. */
export const attemptsOfStage = async (
	database: Database,
	stageId: string,
	{ limit, after }: { limit: number; after?: AttemptCursor | null }
): Promise<AttemptPage> => {
	const later = after
		? or(
				gt(attempts.ordinal, after.ordinal),
				and(eq(attempts.ordinal, after.ordinal), gt(attempts.id, after.id))
			)
		: undefined;
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(attempts)
			.where(and(eq(attempts.stageId, stageId), later))
			.orderBy(attempts.ordinal, attempts.id)
			.limit(limit + 1)
	);
	const page = rows.slice(0, limit).map((row) => attemptOfRow(row, database.texts));
	const last = page.at(-1);
	const next = rows.length > limit && last ? { ordinal: last.ordinal, id: last.id } : null;
	return { attempts: page, next };
};

/** Where the row of an attempt lies among those of its table. */
const rowId = sql<number>`${attempts}.rowid`;

/**
 * The attempts of a stage as they arrived, page by page: rows are stored in the order in which answers were read and graded, which is the one that decides
 * which answer to an item came first.
 */
export async function* attemptsAsArrived(
	database: Database,
	stageId: string,
	{ limit }: { limit: number }
): AsyncGenerator<Attempt[]> {
	const [ends] = await database.read(() =>
		database.orm
			.select({
				first: sql<number | null>`min(${rowId})`,
				last: sql<number | null>`max(${rowId})`
			})
			.from(attempts)
			.where(eq(attempts.stageId, stageId))
	);
	let from = ends?.first ?? null;
	const last = ends?.last ?? null;
	while (from !== null && last !== null && from <= last) {
		const begin = from;
		const rows = await database.read(() =>
			database.orm
				.select({ rowId, attempt: attempts })
				.from(attempts)
				// Rows of a stage lie together: reading them as they lie sorts nothing. The plus keeps SQLite from its index of places.
				.where(sql`+${attempts.stageId} = ${stageId} and ${rowId} between ${begin} and ${last}`)
				.orderBy(rowId)
				.limit(limit)
		);
		if (rows.length === 0) return;
		yield rows.map(({ attempt }) => attemptOfRow(attempt, database.texts));
		from = (rows.at(-1)?.rowId ?? last) + 1;
	}
}

/** Null where nothing was kept of the attempt, or where there is none with this id. */
export const evidenceOf = async (
	database: Database,
	attemptId: string
): Promise<Evidence | null> => {
	const [row] = await database.read(() =>
		database.orm.select().from(evidence).where(eq(evidence.attemptId, attemptId))
	);
	return row ? evidenceOfRow(row, database.texts) : null;
};

/** What was kept of some attempts, by their ids; those of which nothing was kept are left out. */
export const evidenceOfAttempts = async (
	database: Database,
	attemptIds: readonly string[]
): Promise<Map<string, Evidence>> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(evidence)
			.where(inArray(evidence.attemptId, [...attemptIds]))
	);
	return new Map(rows.map((row) => [row.attemptId, evidenceOfRow(row, database.texts)]));
};
