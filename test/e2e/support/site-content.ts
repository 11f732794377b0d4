/** What is in the database that the site shows, for tests that need the names of things. */
import { openDatabase } from '#db/client.server.ts';
import { textOf } from '#db/sql-value.ts';
import { cellRefOf } from '#lib/runs/cell-ref.ts';

export interface SiteContent {
	/** Newest first. */
	runIds: string[];
	quoteIds: string[];
	/** A stage of the newest run, and an attempt of that stage; undefined where there is no run. */
	stageId: string | undefined;
	attemptId: string | undefined;
	/** A cell of the newest run, as addresses name it; undefined where there is no run. */
	cellRef: string | undefined;
}

/** `databaseUrl` is such as `file:PATH`. */
export const siteContent = async (databaseUrl: string): Promise<SiteContent> => {
	const database = await openDatabase(databaseUrl);
	const ids = async (sql: string): Promise<string[]> =>
		(await database.readSql(sql)).map((row) => textOf(row['id']));
	try {
		const runIds = await ids('SELECT id FROM runs ORDER BY started_at_utc DESC');
		const newest = runIds[0] ?? '';
		const ofNewest = `SELECT attempts.id FROM attempts JOIN stages ON stages.id = stage_id JOIN cells ON cells.id = stages.cell_id WHERE run_id = '${newest}' ORDER BY stage_id LIMIT 1`;
		const [attemptId] = await ids(ofNewest);
		const [stageId] = await ids(
			`SELECT stage_id AS id FROM attempts WHERE id = '${attemptId ?? ''}'`
		);
		const [cellId] = await ids(
			`SELECT id FROM cells WHERE run_id = '${newest}' ORDER BY id LIMIT 1`
		);
		const cellRef = cellId === undefined ? undefined : cellRefOf(newest, cellId);
		return { runIds, quoteIds: await ids('SELECT id FROM quotes'), stageId, attemptId, cellRef };
	} finally {
		await database.close();
	}
};
