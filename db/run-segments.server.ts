/** Queries about the times that processes worked on a run: the first began it, each further one went on with it. */
import { count, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { runBasisSchema, type RunBasis, type RunSegment } from '#core/run-basis.ts';
import type { Database } from './client.server.ts';
import { cells, runSegments, stages } from './schema.ts';
import { checkStored, parseStoredJson } from './stored-json.ts';

/** Notes the next one, behind all that the run has stored so far. */
export const insertSegment = async (
	database: Database,
	runId: string,
	segment: { startedAtUtc: string; basis: RunBasis; drift: readonly string[] }
): Promise<void> => {
	const { orm } = database;
	const ordinal = orm.select({ n: count() }).from(runSegments).where(eq(runSegments.runId, runId));
	const stagesBefore = orm
		.select({ n: count() })
		.from(stages)
		.innerJoin(cells, eq(stages.cellId, cells.id))
		.where(eq(cells.runId, runId));
	await database.write([
		orm.insert(runSegments).values({
			runId,
			ordinal: sql`${ordinal}`,
			startedAtUtc: segment.startedAtUtc,
			stagesBefore: sql`${stagesBefore}`,
			basisJson: JSON.stringify(segment.basis),
			driftJson: JSON.stringify(segment.drift)
		})
	]);
};

/** In their order; none of runs that were stored before they were noted, or that another tool measured. */
export const segmentsOfRun = async (database: Database, runId: string): Promise<RunSegment[]> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(runSegments)
			.where(eq(runSegments.runId, runId))
			.orderBy(runSegments.ordinal)
	);
	return rows.map(({ ordinal, startedAtUtc, stagesBefore, basisJson, driftJson }) => {
		const place = `segment ${String(ordinal)} of run ${runId}`;
		return {
			ordinal,
			startedAtUtc,
			stagesBefore,
			basis: checkStored(
				runBasisSchema,
				parseStoredJson(basisJson, `basis_json of ${place}`),
				place
			),
			drift: checkStored(
				z.array(z.string()),
				parseStoredJson(driftJson, `drift_json of ${place}`),
				place
			)
		};
	});
};

/** Adds what was found to have changed while the newest one measured. */
export const noteDrift = async (
	database: Database,
	runId: string,
	sentence: string
): Promise<void> => {
	const newest = sql`(select max(ordinal) from run_segments where run_id = ${runId})`;
	await database.write([
		database.orm
			.update(runSegments)
			.set({ driftJson: sql`json_insert(${runSegments.driftJson}, '$[#]', ${sentence})` })
			.where(sql`${runSegments.runId} = ${runId} and ${runSegments.ordinal} = ${newest}`)
	]);
};
