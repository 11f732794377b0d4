/**
 * Which process a run belongs to while something is asked about it that its cap pays for. A run that was measured to its end keeps that end while it is
 * claimed, so that a claimant that is killed takes nothing away.
 */
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import type { RunState } from '#core/run-state.ts';
import type { Database } from './client.server.ts';
import type { RunOwner, StoredRun } from './runs.server.ts';
import { cells, runs, stages } from './schema.ts';

const belongsTo = ({ processId, hostName }: RunOwner): SQL | undefined =>
	and(eq(runs.processId, processId), eq(runs.hostName, hostName));

/** For statements about a run: that this process has it. */
export const isRunOf = (runId: string, owner: RunOwner): SQL | undefined =>
	and(eq(runs.id, runId), eq(runs.state, 'running'), belongsTo(owner));

/** For statements about a stage: that this process has its run. */
export const isStageOf = ({ orm }: Database, stageId: string, owner: RunOwner): SQL | undefined => {
	const run = orm
		.select({ one: sql`1` })
		.from(runs)
		.innerJoin(cells, eq(cells.runId, runs.id))
		.where(and(sql`${cells.id} = ${stages.cellId}`, eq(runs.state, 'running'), belongsTo(owner)));
	return and(eq(stages.id, stageId), sql`exists ${run}`);
};

/** What a process is told whose run another one has taken meanwhile. */
export const takenOver = (what: string): BenchError =>
	new BenchError(
		'E_USAGE',
		`${what} was taken over by another process while this one still worked on it; nothing more is sent`,
		{
			hint: 'What was stored until then is kept. bench runs list says how the run stands.'
		}
	);

/** Makes a run that of `newOwner`. Throws E_USAGE where it is no longer as it was read. */
export const claimRun = async (
	database: Database,
	{ run: { id, state }, owner }: StoredRun,
	newOwner: RunOwner
): Promise<void> => {
	await database.write([
		database.orm
			.update(runs)
			.set({ state: 'running', ...newOwner })
			.where(and(eq(runs.id, id), eq(runs.state, state), belongsTo(owner)))
	]);
	// A server that was away when it was told does not say how many rows it changed.
	const [found] = await database.read(() =>
		database.orm.select({ id: runs.id }).from(runs).where(isRunOf(id, newOwner))
	);
	if (found) return;
	throw new BenchError('E_USAGE', `another process has just begun to work on run ${id}`, {
		hint: 'bench runs list says how it stands.'
	});
};

/** Gives a run back as it was before it was claimed. Throws E_USAGE where another process has taken it. */
export const releaseRun = async (
	database: Database,
	runId: string,
	{ owner, before }: { owner: RunOwner; before: { state: RunState; owner: RunOwner } }
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(runs)
			.set({ state: before.state, ...before.owner })
			.where(isRunOf(runId, owner))
	]);
	if (changed === 0) throw takenOver(`run ${runId}`);
};
