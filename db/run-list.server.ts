/** A page of the list of runs: filtered, counted, with what each measured and cost. Reads no attempts. */
import { and, asc, count, desc, eq, exists, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { CellTargetKind } from '#core/cell-target.ts';
import { toDecimal } from '#core/decimal.ts';
import type { RunState } from '#core/run-state.ts';
import { validitySchema, type Validity } from '#core/stage.ts';
import type { JudgeSpend } from '#core/judge-spend.ts';
import { picoUsdToUsd } from '#core/units.ts';
import type { Database } from './client.server.ts';
import { judgeSpendOf } from './judge-spend.server.ts';
import { reasonOfRow } from './runs.server.ts';
import type { RunOwner } from './runs.server.ts';
import { cells, runs, stages } from './schema.ts';

export interface RunFilter {
	state?: RunState;
	scenarioId?: string;
	targetId?: string;
	/** At least one stage has this verdict. */
	validity?: Validity['verdict'];
	/** A part of the id or name of the run, or of the id of a scenario or target, in any case. */
	text?: string;
}

export interface ListedTarget {
	id: string;
	/** Null where the config gives none; the id is shown then. */
	title: string | null;
	kind: CellTargetKind;
}

export interface ListedRun {
	id: string;
	name: string;
	state: RunState;
	stateReason: string | null;
	startedAtUtc: string;
	/** Null while it runs, or if it was killed. */
	endedAtUtc: string | null;
	/** Tells a killed run from a running one. */
	owner: RunOwner;
	/** Ids, in the order of the run. */
	scenarioIds: string[];
	targets: ListedTarget[];
	/** Stages by verdict; those without one have not ended, or were interrupted before they could be summed up. */
	stagesByValidity: Record<Validity['verdict'] | 'none', number>;
	/** Whether any target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
	/** Stored attempts. */
	attemptCount: number;
	/** Sum over the stages, running ones as far as they are, USD, decimal text; stages without a known cost add nothing; null where none has one. */
	costUsd: string | null;
	/** What its judges cost beside that; null where none was asked. */
	judging: JudgeSpend | null;
	/** The cap of the run, USD, decimal text; null where the config has none. */
	maxSpendUsd: string | null;
}

export interface RunPage {
	runs: ListedRun[];
	/** Runs that match, on all pages. */
	total: number;
}

const contains = (column: AnySQLiteColumn, text: string): SQL =>
	sql`instr(lower(${column}), lower(${text})) > 0`;

const matching = (
	{ orm }: Database,
	{ state, scenarioId, targetId, validity, text }: RunFilter
): SQL | undefined => {
	const ofRun = eq(cells.runId, runs.id);
	const cellWhere = (where: SQL): SQL =>
		exists(
			orm
				.select({ one: sql`1` })
				.from(cells)
				.where(and(ofRun, where))
		);
	const stageWhere = (where: SQL): SQL =>
		exists(
			orm
				.select({ one: sql`1` })
				.from(stages)
				.innerJoin(cells, eq(stages.cellId, cells.id))
				.where(and(ofRun, where))
		);
	return and(
		state === undefined ? undefined : eq(runs.state, state),
		scenarioId === undefined ? undefined : cellWhere(eq(cells.scenarioId, scenarioId)),
		targetId === undefined ? undefined : cellWhere(eq(cells.targetId, targetId)),
		validity === undefined ? undefined : stageWhere(eq(stages.validityVerdict, validity)),
		text === undefined || text === ''
			? undefined
			: or(
					contains(runs.id, text),
					contains(runs.name, text),
					cellWhere(sql`(${contains(cells.scenarioId, text)} or ${contains(cells.targetId, text)})`)
				)
	);
};

/** The stages of these runs, counted by verdict; an index answers this, without the summaries. */
const stagesOf = (database: Database, runIds: readonly string[]) =>
	database.read(() =>
		database.orm
			.select({
				runId: cells.runId,
				validity: stages.validityVerdict,
				n: count(),
				emulated: sql<number | null>`max(${stages.emulated})`,
				attemptCount: sql<number>`sum(${stages.attemptCount})`,
				costsUsd: sql<string | null>`group_concat(${stages.costUsd}, ' ')`,
				spentPicoUsd: sql<string>`cast(sum(${stages.spentPicoUsd}) as text)`
			})
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(inArray(cells.runId, runIds))
			.groupBy(cells.runId, stages.validityVerdict)
	);

const cellsOf = (database: Database, runIds: readonly string[]) =>
	database.read(() =>
		database.orm
			.select({
				runId: cells.runId,
				scenarioId: cells.scenarioId,
				targetId: cells.targetId,
				kind: cells.targetKind,
				title: sql<string | null>`json_extract(${cells.targetJson}, '$.title')`
			})
			.from(cells)
			.where(inArray(cells.runId, runIds))
			.orderBy(asc(cells.runId), asc(cells.ordinal))
	);

type StageLine = Awaited<ReturnType<typeof stagesOf>>[number];

/** What is known of the cost of these stages, USD; null where nothing is. */
const costOf = (lines: readonly StageLine[]): string | null => {
	const costs = lines.flatMap(({ validity, costsUsd, spentPicoUsd }) => {
		if (validity !== null) return costsUsd?.split(' ') ?? [];
		return spentPicoUsd === '0' ? [] : [picoUsdToUsd(spentPicoUsd)];
	});
	if (costs.length === 0) return null;
	return costs.reduce((sum, cost) => sum.plus(cost), toDecimal(0)).toFixed();
};

const countByValidity = (lines: readonly StageLine[]): ListedRun['stagesByValidity'] => {
	const verdicts = [...validitySchema.shape.verdict.options, null] as const;
	const countOf = (verdict: Validity['verdict'] | null): number =>
		lines.find(({ validity }) => validity === verdict)?.n ?? 0;
	return Object.fromEntries(
		verdicts.map((verdict) => [verdict ?? 'none', countOf(verdict)])
	) as ListedRun['stagesByValidity'];
};

/** Runs that match, the newest first. */
export const listRunsPage = async (
	database: Database,
	{ limit, offset = 0, ...filter }: RunFilter & { limit: number; offset?: number }
): Promise<RunPage> => {
	const { orm } = database;
	const where = matching(database, filter);
	const [counted] = await database.read(() => orm.select({ n: count() }).from(runs).where(where));
	const page = await database.read(() =>
		orm
			.select({
				id: runs.id,
				name: runs.name,
				state: runs.state,
				stateReason: runs.stateReason,
				startedAtUtc: runs.startedAtUtc,
				endedAtUtc: runs.endedAtUtc,
				owner: { processId: runs.processId, hostName: runs.hostName },
				maxSpendUsd: sql<string | null>`json_extract(${runs.configJson}, '$.maxSpendUsd')`
			})
			.from(runs)
			.where(where)
			.orderBy(desc(runs.startedAtUtc), desc(runs.id))
			.limit(limit)
			.offset(offset)
	);
	const ids = page.map(({ id }) => id);
	const stageLines = Map.groupBy(await stagesOf(database, ids), ({ runId }) => runId);
	const judged = await judgeSpendOf(database, ids);
	const cellLines = Map.groupBy(await cellsOf(database, ids), ({ runId }) => runId);
	return {
		total: counted?.n ?? 0,
		runs: page.map((run) => {
			const ofRun = stageLines.get(run.id) ?? [];
			const measured = cellLines.get(run.id) ?? [];
			return {
				...run,
				stateReason: reasonOfRow(run, database.texts),
				scenarioIds: [...new Set(measured.map(({ scenarioId }) => scenarioId))],
				targets: [...Map.groupBy(measured, ({ targetId }) => targetId)].flatMap(([id, [first]]) =>
					first ? [{ id, title: first.title, kind: first.kind }] : []
				),
				stagesByValidity: countByValidity(ofRun),
				emulated:
					measured.some(({ kind }) => kind === 'emulated') ||
					ofRun.some(({ emulated }) => emulated === 1),
				attemptCount: ofRun.reduce((sum, line) => sum + line.attemptCount, 0),
				costUsd: costOf(ofRun),
				judging: judged.get(run.id) ?? null
			};
		})
	};
};
