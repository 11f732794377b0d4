/** How far a run is, from counters that the writer keeps: cheap enough to ask every second. */
import { asc, eq, sql } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { toDecimal } from '#core/decimal.ts';
import type { Stage } from '#core/run.ts';
import type { JudgeSpend } from '#core/judge-spend.ts';
import type { RunState } from '#core/run-state.ts';
import type { Validity } from '#core/stage.ts';
import { picoUsdToUsd } from '#core/units.ts';
import type { Database } from './client.server.ts';
import { judgeSpendOf } from './judge-spend.server.ts';
import { reasonOfRow } from './runs.server.ts';
import type { RunOwner } from './runs.server.ts';
import { cells, runs, stages } from './schema.ts';

export interface StageProgress {
	id: string;
	cellId: string;
	/** Position in the cell, from 0. */
	ordinal: number;
	state: Stage['state'];
	/** Null until it has ended. */
	validity: Validity['verdict'] | null;
	startedAtUtc: string;
	endedAtUtc: string | null;
	/** Stored attempts. */
	attemptCount: number;
	/** What the stored attempts cost so far by their own usage, USD, decimal text; null where none has a cost, as on an endpoint paid by the hour. */
	spentUsd: string | null;
}

export interface RunProgress {
	id: string;
	state: RunState;
	stateReason: string | null;
	/** Tells a killed run from a running one. */
	owner: RunOwner;
	startedAtUtc: string;
	endedAtUtc: string | null;
	/** The cap, USD, decimal text; null where the config has none. */
	maxSpendUsd: string | null;
	attemptCount: number;
	/** Sum over the stages, USD, decimal text; null where no stored attempt has a cost. Without the judges. */
	spentUsd: string | null;
	/** What its judges cost beside that; null where none was asked. */
	judging: JudgeSpend | null;
	/** Those that have begun, cell by cell. */
	stages: StageProgress[];
}

/** Throws `E_NOT_FOUND` for an unknown run. */
export const runProgress = async (database: Database, runId: string): Promise<RunProgress> => {
	const { orm } = database;
	const [run] = await database.read(() =>
		orm
			.select({
				id: runs.id,
				state: runs.state,
				stateReason: runs.stateReason,
				owner: { processId: runs.processId, hostName: runs.hostName },
				startedAtUtc: runs.startedAtUtc,
				endedAtUtc: runs.endedAtUtc,
				maxSpendUsd: sql<string | null>`json_extract(${runs.configJson}, '$.maxSpendUsd')`
			})
			.from(runs)
			.where(eq(runs.id, runId))
	);
	if (!run) throw new BenchError('E_NOT_FOUND', `there is no run "${runId}" in this database`);
	const rows = await database.read(() =>
		orm
			.select({
				id: stages.id,
				cellId: stages.cellId,
				ordinal: stages.ordinal,
				state: stages.state,
				validity: stages.validityVerdict,
				startedAtUtc: stages.startedAtUtc,
				endedAtUtc: stages.endedAtUtc,
				attemptCount: stages.attemptCount,
				spentPicoUsd: sql<string>`cast(${stages.spentPicoUsd} as text)`
			})
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(eq(cells.runId, runId))
			.orderBy(asc(cells.ordinal), asc(stages.ordinal))
	);
	const progress = rows.map(({ spentPicoUsd, ...plain }) => ({
		...plain,
		spentUsd: spentPicoUsd === '0' ? null : picoUsdToUsd(spentPicoUsd)
	}));
	const spent = progress.map(({ spentUsd }) => spentUsd).filter((usd) => usd !== null);
	return {
		...run,
		stateReason: reasonOfRow(run, database.texts),
		attemptCount: progress.reduce((sum, { attemptCount }) => sum + attemptCount, 0),
		spentUsd:
			spent.length === 0 ? null : spent.reduce((sum, usd) => sum.plus(usd), toDecimal(0)).toFixed(),
		judging: (await judgeSpendOf(database, [runId])).get(runId) ?? null,
		stages: progress
	};
};
