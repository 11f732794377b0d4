/**
 * What a run measured, as the economics need it: the newest run of a scenario, its cells with their tokens, attempts, costs and
 * grades summed exactly, and single usages as a stream.
 */
import { and, desc, eq, exists, isNotNull, isNull, ne, not, or, sql } from 'drizzle-orm';
import type { Attempt } from '#core/attempt.ts';
import type { AttemptUsage, MeasuredCell } from '#core/measured.ts';
import { isCompleted } from '#core/outcome.ts';
import type { Cell, Stage } from '#core/run.ts';
import { attemptsOfStage, type AttemptCursor } from './attempts.server.ts';
import { cellsOfRun } from './cells.server.ts';
import type { Database } from './client.server.ts';
import { attemptCountsOf, costOf, gradesOf } from './measured-counts.server.ts';
import { measuredTokensOf } from './measured-tokens.server.ts';
import { cells, runs, stages } from './schema.ts';
import { stagesOfCell } from './stages.server.ts';

/** A run that measured a scenario. */
export interface MeasuredRun {
	id: string;
	name: string;
	startedAtUtc: string;
}

/**
 * The newest complete run with a cell of a scenario; null where there is none. Emulated cells do not make it count unless asked for:
 * those of an emulated target, and those with an answer that said that no model was behind it. A run that was imported counts only
 * where we have measured none ourselves: it may be older than it seems, and it has neither capacity nor prices.
 */
export const latestRunOf = async (
	database: Database,
	scenarioId: string,
	options: { includeEmulated?: boolean } = {}
): Promise<MeasuredRun | null> =>
	(await newestRunsOf(database, scenarioId, { ...options, most: 1 }))[0] ??
	(await runsOf(database, scenarioId, { ...options, isImported: true, most: 1 }))[0] ??
	null;

/** The complete runs of our own with a cell of a scenario, the newest first, at most `most`; emulated cells count as for `latestRunOf`. */
export const newestRunsOf = (
	database: Database,
	scenarioId: string,
	options: { includeEmulated?: boolean; most: number }
): Promise<MeasuredRun[]> => runsOf(database, scenarioId, { ...options, isImported: false });

const runsOf = async (
	database: Database,
	scenarioId: string,
	{
		includeEmulated = false,
		isImported,
		most
	}: { includeEmulated?: boolean; isImported: boolean; most: number }
): Promise<MeasuredRun[]> => {
	const { orm } = database;
	// Also one that judges are asked about once more: it has an end all the while.
	const isComplete = or(
		eq(runs.state, 'complete'),
		and(eq(runs.state, 'running'), isNotNull(runs.endedAtUtc), isNull(runs.stateReason))
	);
	const emulatedStage = orm
		.select({ one: sql`1` })
		.from(stages)
		.where(and(eq(stages.cellId, cells.id), eq(stages.emulated, true)));
	const cell = orm
		.select({ one: sql`1` })
		.from(cells)
		.where(
			and(
				eq(cells.runId, runs.id),
				eq(cells.scenarioId, scenarioId),
				isImported ? eq(cells.targetKind, 'imported') : ne(cells.targetKind, 'imported'),
				...(includeEmulated ? [] : [ne(cells.targetKind, 'emulated'), not(exists(emulatedStage))])
			)
		);
	return database.read(() =>
		orm
			.select({ id: runs.id, name: runs.name, startedAtUtc: runs.startedAtUtc })
			.from(runs)
			.where(and(isComplete, exists(cell)))
			.orderBy(desc(runs.startedAtUtc), desc(runs.id))
			.limit(most)
	);
};

const measuredCellOf = async (database: Database, cell: Cell): Promise<MeasuredCell> => {
	const ofCell = await stagesOfCell(database, cell.id);
	const { target } = cell;
	return {
		cell,
		stages: ofCell,
		emulated:
			target.kind === 'emulated' || ofCell.some(({ summary }) => summary?.emulated === true),
		price: 'price' in target ? (target.price ?? null) : null,
		tokens: await measuredTokensOf(database, cell.id),
		attempts: await attemptCountsOf(database, cell.id),
		cost: await costOf(database, cell.id),
		grades: await gradesOf(database, cell.id)
	};
};

/** The cells of a run, of one scenario where given, in the order of the run; empty where there are none. */
export const measuredCellsOf = async (
	database: Database,
	runId: string,
	{ scenarioId }: { scenarioId?: string } = {}
): Promise<MeasuredCell[]> => {
	const measured: MeasuredCell[] = [];
	for (const cell of await cellsOfRun(database, runId)) {
		if (scenarioId !== undefined && cell.scenarioId !== scenarioId) continue;
		measured.push(await measuredCellOf(database, cell));
	}
	return measured;
};

const attemptsPerPage = 1_000;

const usageOf = (attempt: Attempt, stage: Stage): AttemptUsage => ({
	attemptId: attempt.id,
	stageId: stage.id,
	itemId: attempt.itemId,
	trial: attempt.trial,
	outcome: attempt.outcome,
	usage: attempt.usage,
	costUsd: attempt.costUsd,
	sentAtUtc:
		attempt.sentMs === null
			? null
			: new Date(Date.parse(stage.startedAtUtc) + attempt.sentMs).toISOString()
});

/**
 * The answered attempts of a cell one by one, stage by stage in the order of the schedule, at most `limit`. Read in pages, so that
 * a million of them take the memory of a thousand.
 */
export async function* usagesOfCell(
	database: Database,
	cellId: string,
	{ limit = Infinity, firstTrialOnly = false }: { limit?: number; firstTrialOnly?: boolean } = {}
): AsyncGenerator<AttemptUsage, void, undefined> {
	let left = limit;
	for (const stage of await stagesOfCell(database, cellId)) {
		let after: AttemptCursor | null = null;
		do {
			if (left <= 0) return;
			const page = await attemptsOfStage(database, stage.id, { limit: attemptsPerPage, after });
			for (const attempt of page.attempts) {
				if (!isCompleted(attempt.outcome) || (firstTrialOnly && attempt.trial > 0)) continue;
				if (left-- <= 0) return;
				yield usageOf(attempt, stage);
			}
			after = page.next;
		} while (after !== null);
	}
}
