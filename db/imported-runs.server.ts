/** Stores a run that another tool measured: whole, in one transaction, or not at all. */
import { and, eq, sql } from 'drizzle-orm';
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { toDecimal } from '#core/decimal.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import { usdToPicoUsd } from '#core/units.ts';
import { rowOfAnswer } from './answers.server.ts';
import { rowOfAttempt } from './attempt-row.ts';
import { rowOfCell } from './cells.server.ts';
import type { BuiltQuery, Database } from './client.server.ts';
import { rowOfRun, type RunOwner } from './runs.server.ts';
import { answers, attempts, cells, runs, stages } from './schema.ts';
import { rowOfStage } from './stages.server.ts';

/** The results of one target. */
export interface ImportedCell {
	cell: Cell;
	stage: Stage;
	results: { attempt: Attempt; answer: Answer }[];
}

/** Rows in one INSERT: 35 columns × 50 rows stay far below the 32,766 parameters that SQLite allows. */
const rowsPerStatement = 50;

const insertsOf = (
	{ orm, texts }: Database,
	{ cell, stage, results }: ImportedCell
): BuiltQuery[] => {
	const usd = results.reduce((sum, { attempt }) => sum.plus(attempt.costUsd ?? 0), toDecimal(0));
	const queries: BuiltQuery[] = [
		orm.insert(cells).values(rowOfCell(cell)),
		orm.insert(stages).values({
			...rowOfStage(stage, texts),
			attemptCount: results.length,
			spentPicoUsd: sql`cast(${usdToPicoUsd(usd)} as integer)`
		})
	];
	for (let start = 0; start < results.length; start += rowsPerStatement) {
		const part = results.slice(start, start + rowsPerStatement);
		queries.push(
			orm.insert(attempts).values(part.map(({ attempt }) => rowOfAttempt(attempt, texts))),
			orm.insert(answers).values(part.map(({ answer }) => rowOfAnswer(answer, texts)))
		);
	}
	return queries;
};

export const insertImportedRun = async (
	database: Database,
	run: Run,
	owner: RunOwner,
	imported: readonly ImportedCell[]
): Promise<void> => {
	await database.write([
		database.orm.insert(runs).values(rowOfRun(run, owner, database.texts)),
		...imported.flatMap((each) => insertsOf(database, each))
	]);
};

/** The first run that a file was imported as; null where it never was. */
export const runOfFile = async (
	database: Database,
	fileHash: string
): Promise<Pick<Run, 'id' | 'name' | 'startedAtUtc'> | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: runs.id, name: runs.name, startedAtUtc: runs.startedAtUtc })
			.from(runs)
			.innerJoin(cells, eq(cells.runId, runs.id))
			.where(
				and(
					eq(cells.targetKind, 'imported'),
					eq(sql`json_extract(${cells.targetJson}, '$.fileHash')`, fileHash)
				)
			)
			.orderBy(runs.startedAtUtc, runs.id)
			.limit(1)
	);
	return row ?? null;
};
