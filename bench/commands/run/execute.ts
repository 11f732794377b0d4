/**
 * Carries out a plan: cell by cell, stage by stage, with everything stored while it happens. Returns how the run ended; what went
 * wrong with single requests is in the data.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Cell, MeasuredStage, Run, Stage } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { insertSegment } from '#db/run-segments.server.ts';
import { finishRun, insertRun, reopenRun, type RunOwner } from '#db/runs.server.ts';
import { finishStage } from '#db/stages.server.ts';
import { createWriter, type Writer } from '#db/writer.server.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions, Resumption } from './execute-options.ts';
import { hashOf } from './hash-of.ts';
import { HeldAgainst } from './held-against.ts';
import { measureMix } from './measure-mix.ts';
import { cellsTogether, measureTogether } from './measure-together.ts';
import { allLoads, type PlannedCell } from './plan.ts';
import type { PlannedMix } from './plan-mixes.ts';
import { prepareCell } from './prepare-cell.ts';
import { recoverSummary } from './recover-stage.ts';
import type { StoredCell } from './resumed-cell.ts';
import { createCellRun, type CellRun } from './run-cell.ts';
import { priceIn } from './run-stage.ts';
import { targetAsReached } from './reach-target.ts';
import type { ReadyTarget } from './serve-targets.ts';
import { SpendLedger } from './spend-ledger.ts';
import { RunTelemetry } from './stage-telemetry.ts';

export interface RunResult {
	run: Run;
	cells: CellResult[];
	/** Attempts whose transaction was committed. */
	storedAttempts: number;
	/** The error that ended the run early; null for a complete or interrupted one. */
	failure: BenchError | null;
}

/** `20261120T203345-3f9a`: sorts by time of start. */
export const createRunId = (startedAt: Date, random: Buffer = randomBytes(2)): string =>
	`${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${random.toString('hex')}`;

const cellRecord = (
	planned: PlannedCell,
	ready: ReadyTarget,
	runId: string,
	ordinal: number
): Cell => ({
	id: `${runId}/${String(ordinal)}`,
	runId,
	ordinal,
	scenarioId: planned.scenarioId,
	scenarioVersion: planned.scenarioVersion,
	scenarioHash: planned.scenarioHash,
	target: targetAsReached(planned.target, ready.address),
	protocol: targetProtocol(planned.target),
	baseUrl: ready.endpoint.baseUrl,
	reportedModel: null
});

/** Makes a stored run that of this process. */
const reopen = async (
	database: Database,
	{ stored: { run, owner } }: Resumption,
	newOwner: RunOwner
): Promise<Run> => {
	await reopenRun(database, run.id, { state: run.state, owner, newOwner });
	return { ...run, state: 'running', stateReason: null, endedAtUtc: null };
};

/** The stored stages of a cell; those whose process was killed are summed up from what they had stored. */
const recovered = async (
	{ database, plan }: ExecuteOptions,
	planned: PlannedCell,
	{ stages }: StoredCell
): Promise<Stage[]> => {
	const known: Stage[] = [];
	for (const stage of stages) {
		if (stage.state !== 'running') {
			known.push(stage);
			continue;
		}
		const { target, slo, sloShare, isGraded, conversation } = planned;
		const found = await recoverSummary(database, {
			stage: stage as MeasuredStage,
			...{ slo, sloShare, isGraded },
			price: priceIn((stage as MeasuredStage).load, target),
			converses: conversation !== null,
			warmUp: plan.config.warmUp,
			isEmulated: target.kind === 'emulated'
		});
		const end = {
			state: 'interrupted' as const,
			endedAtUtc: found
				? new Date(Date.parse(stage.startedAtUtc) + found.lastEndMs).toISOString()
				: stage.startedAtUtc,
			summary: found?.summary ?? null
		};
		await finishStage(database, stage.id, end);
		known.push({ ...stage, ...end });
	}
	return known;
};

/** What a reference answered before the run was broken off. */
const holdAgainst = async (
	database: Database,
	held: HeldAgainst,
	planned: PlannedCell,
	{ cell }: StoredCell
): Promise<void> => {
	for (const { itemId, grade } of await answersOfCell(database, cell.id, { trial: 0 })) {
		if (grade) held.note(planned, itemId, grade.passed);
	}
};

/** Executes the plan. Throws only where nothing of the run could be stored; a run that fails later is returned. */
export const executePlan = async (options: ExecuteOptions): Promise<RunResult> => {
	const { plan, database, signals, progress } = options;
	const { resumption } = options;
	const startedAt = options.now();
	const owner = { processId: process.pid, hostName: hostname() };
	const run: Run = resumption
		? await reopen(database, resumption, owner)
		: {
				id: createRunId(startedAt),
				name: plan.config.name,
				state: 'running',
				stateReason: null,
				config: options.storedConfig,
				// Of the file as it is written: the same in whatever folder it lies.
				configHash: hashOf(plan.config),
				seed: plan.config.seed,
				host: options.host,
				startedAtUtc: startedAt.toISOString(),
				endedAtUtc: null
			};
	if (!resumption) await insertRun(database, run, owner);
	await insertSegment(database, run.id, {
		startedAtUtc: startedAt.toISOString(),
		basis: options.basis,
		drift: resumption?.drift ?? []
	});
	const writer = createWriter(database);
	const { stopEarly } = plan.config;
	const held = stopEarly ? new HeldAgainst(stopEarly) : null;
	const telemetry = new RunTelemetry(options.env, signals.drain);
	const calibrator = new Calibrator(progress.remark);
	const { maxSpendUsd } = plan.config;
	const isPaid = plan.cells.some(({ target }) => target.kind === 'measured-api');
	const ledger =
		isPaid && maxSpendUsd !== undefined
			? new SpendLedger(database, maxSpendUsd, resumption?.spentPicoUsd)
			: null;
	const cells: CellResult[] = [];
	let failure: BenchError | null = null;
	/** Stages that have not ended: in a mix several. */
	const running = new Set<RunningStage>();
	const drain = (): void => {
		for (const stage of running) stage.stop();
	};
	const abort = (): void => {
		for (const stage of running) stage.abort();
	};
	signals.drain.addEventListener('abort', drain);
	signals.abort.addEventListener('abort', abort);
	try {
		const track = (stage: RunningStage): void => {
			running.add(stage);
			const forget = (): void => {
				running.delete(stage);
			};
			stage.done.then(forget, forget);
			// A Ctrl-C between two stages would otherwise be lost on the second.
			if (signals.abort.aborted) stage.abort();
			else if (signals.drain.aborted) stage.stop();
		};
		const tools = { held, telemetry, calibrator, writer, ledger, track };
		/** Cells that a mix asks once more. */
		const waiting = new Map<PlannedCell, CellRun>();
		const begin = async (planned: PlannedCell): Promise<CellRun> => {
			const ready = options.targets.find(({ target }) => target === planned.target);
			if (!ready)
				throw new BenchError('E_INTERNAL', `target "${planned.target.id}" was not readied`);
			const stored = resumption?.cells.find(
				({ cell }) => cell.scenarioId === planned.scenarioId && cell.target.id === planned.target.id
			);
			const cell = stored?.cell ?? cellRecord(planned, ready, run.id, plan.cells.indexOf(planned));
			if (!stored) await insertCell(database, cell);
			const before = stored ? await recovered(options, planned, stored) : [];
			if (held?.isReference(planned) && stored) await holdAgainst(database, held, planned, stored);
			const result: CellResult = { cell, stages: [...before] };
			cells.push(result);
			const prepared = prepareCell(planned, cell, ready);
			const cellRun = createCellRun(options, tools, prepared, result, before);
			if (planned.mixLoads) waiting.set(planned, cellRun);
			return cellRun;
		};
		// Another target may still be there where one is gone: its cells are worth measuring.
		const lose = (planned: PlannedCell, error: BenchError): void => {
			waiting.delete(planned);
			failure ??= error;
			progress.remark(error.message);
		};
		const mixTogether = async ({ mix, target, parts }: PlannedMix): Promise<void> => {
			const lost = parts.find(({ cell }) => !waiting.has(cell));
			if (lost) {
				progress.remark(
					`the mix "${mix}" is left out on "${target.id}", as ${lost.cell.scenarioId} could not be measured there`
				);
				return;
			}
			if (parts.every(({ cell }) => waiting.get(cell)?.peek() === 'complete')) {
				for (const { cell, load } of parts) await waiting.get(cell)?.pass(load);
				return;
			}
			try {
				await measureMix(
					parts.map(
						({ cell, load }) =>
							async () =>
								(await waiting.get(cell)?.open(load, null)) ?? null
					)
				);
			} catch (error) {
				if (!(error instanceof BenchError) || error.code !== 'E_UNREACHABLE') throw error;
				for (const { cell } of parts) waiting.delete(cell);
				failure ??= error;
				progress.remark(error.message);
			}
		};
		for (const together of cellsTogether(plan.cells)) {
			if (signals.drain.aborted) break;
			await measureTogether(together, { begin, lose, isStopped: () => signals.drain.aborted });
		}
		for (const mix of plan.mixes ?? []) {
			if (signals.drain.aborted) break;
			await mixTogether(mix);
		}
		await writer.close();
	} catch (error) {
		failure =
			error instanceof BenchError
				? error
				: new BenchError('E_INTERNAL', `the run broke off: ${errorMessage(error)}`, {
						cause: error
					});
	} finally {
		signals.drain.removeEventListener('abort', drain);
		signals.abort.removeEventListener('abort', abort);
	}
	await closeQuietly(writer);
	const isAtCap = failure?.code === 'E_BUDGET';
	run.state = isAtCap
		? 'interrupted'
		: failure
			? 'failed'
			: signals.drain.aborted
				? 'interrupted'
				: 'complete';
	run.stateReason =
		failure?.message ??
		(signals.abort.aborted
			? 'stopped by the user at once; answers in flight were cut off'
			: signals.drain.aborted
				? 'stopped by the user; answers in flight were waited for'
				: null);
	const planned = plan.cells.reduce((sum, cell) => sum + allLoads(cell).length, 0);
	// How many stages a search takes nobody knows before.
	const measured = cells.reduce(
		(sum, { stages }) =>
			sum +
			stages.filter(
				({ summary, continuesStageId }) =>
					!summary?.capacitySearch && continuesStageId === undefined
			).length,
		0
	);
	if (run.stateReason !== null && measured < planned) {
		run.stateReason += `; ${String(measured)} of ${String(planned)} stages were begun`;
	}
	run.endedAtUtc = options.now().toISOString();
	try {
		await finishRun(database, run.id, {
			state: run.state,
			reason: run.stateReason,
			endedAtUtc: run.endedAtUtc
		});
	} catch (error) {
		// The reason why the run failed matters more than that it cannot be noted.
		failure ??= error as BenchError;
	}
	const storedAttempts = (resumption?.storedAttempts ?? 0) + writer.storedAttempts;
	return { run, cells, storedAttempts, failure };
};

const closeQuietly = async (writer: Writer): Promise<void> => {
	try {
		await writer.close();
	} catch {
		// A writer that failed has said so to whoever enqueued; its count of stored attempts is still right.
		return;
	}
};
