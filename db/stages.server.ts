/** Queries about stages: one load level of a cell. */
import {
	and,
	eq,
	getTableColumns,
	sql,
	type InferInsertModel,
	type InferSelectModel
} from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { stageSchema, type Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { isObject } from '#core/json.ts';
import type { Database } from './client.server.ts';
import { shutWords, type KeptTexts } from './kept-texts.server.ts';
import { answers, attempts, cells, stages } from './schema.ts';
import { checkStored, parseOptionalJson, parseStoredJson } from './stored-json.ts';
import { without } from './without.ts';

/** By the message's place in the list, most frequent first. */
export const placeOfFailure = (stageId: string, index: number): string =>
	`stages.summary_json, failure ${String(index)} of ${stageId}`;

/** JSON text of a summary, the messages of endpoints in it sealed where there is a key. */
export const storedSummary = (summary: StageSummary, stageId: string, texts: KeptTexts): string =>
	JSON.stringify({
		...summary,
		failures: summary.failures.map(({ message, count }, index) => ({
			message: texts.sealJson(message, placeOfFailure(stageId, index)),
			count
		}))
	});

/** A stored summary with its messages, or words in their place where they cannot be read. */
const openedSummary = (stored: unknown, stageId: string, texts: KeptTexts): unknown => {
	if (!isObject(stored) || !Array.isArray(stored['failures'])) return stored;
	const failures = stored['failures'].map((failure: unknown, index) => {
		if (!isObject(failure)) return failure;
		const opened = texts.openJson(failure['message'], placeOfFailure(stageId, index));
		return { ...failure, message: opened.kind === 'open' ? opened.value : shutWords[opened.why] };
	});
	return { ...stored, failures };
};

export const summaryColumns = (
	summary: StageSummary | null,
	stageId: string,
	texts: KeptTexts
) => ({
	summaryJson: summary && storedSummary(summary, stageId, texts),
	validityVerdict: summary && summary.validity.verdict,
	offeredRequests: summary && summary.offered,
	completedRequests: summary && summary.completed,
	goodputPerS: summary && summary.goodputPerS,
	costUsd: summary && summary.costUsd,
	priceVersion: summary && summary.priceVersion,
	emulated: summary && summary.emulated
});

export const rowOfStage = (
	{ load, summary, ...plain }: Stage,
	texts: KeptTexts
): InferInsertModel<typeof stages> => ({
	...plain,
	...summaryColumns(summary, plain.id, texts),
	loadJson: JSON.stringify(load)
});

export const insertStage = async (database: Database, stage: Stage): Promise<void> => {
	await database.write([database.orm.insert(stages).values(rowOfStage(stage, database.texts))]);
};

/** How a stage ended. */
export interface StageEnd {
	state: Exclude<Stage['state'], 'running'>;
	endedAtUtc: string | null;
	/** Null where a stage was interrupted before it could be summed up. */
	summary: StageSummary | null;
}

/** Throws `E_NOT_FOUND` for an unknown id. */
export const finishStage = async (
	database: Database,
	id: string,
	{ state, endedAtUtc, summary }: StageEnd
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(stages)
			.set({ state, endedAtUtc, ...summaryColumns(summary, id, database.texts) })
			.where(eq(stages.id, id))
	]);
	if (changed === 0) throw new BenchError('E_NOT_FOUND', `there is no stage "${id}"`);
};

/** All of a stage but its ledger, whose numbers may be larger than a binary float holds. */
const stageColumns = without(getTableColumns(stages), 'spentPicoUsd', 'worstRequestPicoUsd');

type StageRow = Omit<InferSelectModel<typeof stages>, 'spentPicoUsd' | 'worstRequestPicoUsd'>;

const stageOfRow = (row: StageRow, texts: KeptTexts): Stage => {
	const { id, cellId, ordinal, state, startedAtUtc, endedAtUtc, continuesStageId } = row;
	const load = parseStoredJson(row.loadJson, `load_json of stage ${id}`);
	const stored = parseOptionalJson(row.summaryJson, `summary_json of stage ${id}`);
	const summary = openedSummary(stored, id, texts);
	const stage = {
		...{ id, cellId, ordinal, load, state, startedAtUtc, endedAtUtc, summary },
		...(continuesStageId !== null && { continuesStageId })
	};
	return checkStored(stageSchema, stage, `stage ${id}`);
};

/** Places of the schedule of a stage of which everything is stored, and the time on its clock at which the last of them ended, ms. */
export interface StoredPlaces {
	places: number[];
	lastEndMs: number;
}

/** `answersOnly`: in a stage of conversations a place is done when the answer to its item is there, be it that none came. */
export const storedPlaces = async (
	database: Database,
	stageId: string,
	{ answersOnly }: { answersOnly: boolean }
): Promise<StoredPlaces> => {
	const { orm } = database;
	const isAnswered = sql`exists (select 1 from ${answers} where ${answers.attemptId} = ${attempts.id})`;
	const rows = await database.read(() =>
		orm
			.selectDistinct({ ordinal: attempts.ordinal })
			.from(attempts)
			.where(and(eq(attempts.stageId, stageId), answersOnly ? isAnswered : undefined))
			.orderBy(attempts.ordinal)
	);
	const [last] = await database.read(() =>
		orm
			.select({ ms: sql<number | null>`max(coalesce(${attempts.endMs}, ${attempts.dueMs}))` })
			.from(attempts)
			.where(eq(attempts.stageId, stageId))
	);
	return { places: rows.map(({ ordinal }) => ordinal), lastEndMs: last?.ms ?? 0 };
};

/** In the order of the cell. */
export const stagesOfCell = async (database: Database, cellId: string): Promise<Stage[]> => {
	const rows = await database.read(() =>
		database.orm
			.select(stageColumns)
			.from(stages)
			.where(eq(stages.cellId, cellId))
			.orderBy(stages.ordinal)
	);
	return rows.map((row) => stageOfRow(row, database.texts));
};

/** All stages of a run, cell by cell. */
export const stagesOfRun = async (database: Database, runId: string): Promise<Stage[]> => {
	const rows = await database.read(() =>
		database.orm
			.select(stageColumns)
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(eq(cells.runId, runId))
			.orderBy(cells.ordinal, stages.ordinal)
	);
	return rows.map((row) => stageOfRow(row, database.texts));
};
