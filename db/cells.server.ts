/** Queries about cells: one scenario on one target of a run. */
import { eq, type InferInsertModel } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { cellSchema, type Cell } from '#core/run.ts';
import { modelNameWithoutProse } from '#core/without-prose.ts';
import type { Database } from './client.server.ts';
import { cells } from './schema.ts';
import { checkStored, parseStoredJson } from './stored-json.ts';

export const rowOfCell = ({
	target,
	reportedModel,
	...plain
}: Cell): InferInsertModel<typeof cells> => ({
	...plain,
	reportedModel: reportedModel && modelNameWithoutProse(reportedModel),
	targetId: target.id,
	targetKind: target.kind,
	targetJson: JSON.stringify(target)
});

export const insertCell = async (database: Database, cell: Cell): Promise<void> => {
	await database.write([database.orm.insert(cells).values(rowOfCell(cell))]);
};

/** Notes the model id that the endpoint itself reports. Throws `E_NOT_FOUND` for an unknown cell. */
export const setReportedModel = async (
	database: Database,
	cellId: string,
	reportedModel: string
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(cells)
			.set({ reportedModel: modelNameWithoutProse(reportedModel) })
			.where(eq(cells.id, cellId))
	]);
	if (changed === 0) throw new BenchError('E_NOT_FOUND', `there is no cell "${cellId}"`);
};

/** In the order of the run. */
export const cellsOfRun = async (database: Database, runId: string): Promise<Cell[]> => {
	const rows = await database.read(() =>
		database.orm.select().from(cells).where(eq(cells.runId, runId)).orderBy(cells.ordinal)
	);
	return rows.map((row) => {
		const cell = {
			id: row.id,
			runId: row.runId,
			ordinal: row.ordinal,
			scenarioId: row.scenarioId,
			scenarioVersion: row.scenarioVersion,
			scenarioHash: row.scenarioHash,
			target: parseStoredJson(row.targetJson, `target_json of cell ${row.id}`),
			protocol: row.protocol,
			baseUrl: row.baseUrl,
			reportedModel: row.reportedModel
		};
		return checkStored(cellSchema, cell, `cell ${row.id}`);
	});
};
