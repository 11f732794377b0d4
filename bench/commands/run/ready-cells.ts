/** The cells of a run as they are come to: new ones are stored, those of a run that is gone on with are taken up. */
import { BenchError } from '#core/errors.ts';
import type { Cell, MeasuredStage, Run, Stage } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { insertCell } from '#db/cells.server.ts';
import { finishStage } from '#db/stages.server.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import type { HeldAgainst } from './held-against.ts';
import { priceIn } from './open-stage.ts';
import type { PlannedCell } from './plan.ts';
import { prepareCell, type PreparedCell } from './prepare-cell.ts';
import { targetAsReached } from './reach-target.ts';
import { recoverSummary } from './recover-stage.ts';
import type { StoredCell } from './resumed-cell.ts';
import { closedLoadOf, retriedSummary } from './retry-stage.ts';
import type { ReadyTarget } from './serve-targets.ts';

/** A cell that requests can be sent for. */
export interface ReadyCell {
	prepared: PreparedCell;
	/** Grows with the stages that are measured. */
	result: CellResult;
	/** Stages that were stored before. */
	before: Stage[];
}

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

export class ReadyCells {
	readonly #options: ExecuteOptions;
	readonly #run: Run;
	/** Told of what a reference has answered before; null where nothing is compared. */
	readonly #held: HeldAgainst | null;
	readonly #results: CellResult[] = [];

	constructor(options: ExecuteOptions, run: Run, held: HeldAgainst | null) {
		this.#options = options;
		this.#run = run;
		this.#held = held;
	}

	/** Of all cells so far, in the order in which they were come to. */
	get results(): readonly CellResult[] {
		return this.#results;
	}

	async ready(planned: PlannedCell): Promise<ReadyCell> {
		const { plan, database, targets } = this.#options;
		const ready = targets.find(({ target }) => target === planned.target);
		if (!ready) throw new BenchError('E_INTERNAL', `target "${planned.target.id}" was not readied`);
		const stored = this.#storedOf(planned);
		const ordinal = plan.cells.indexOf(planned);
		const cell = stored?.cell ?? cellRecord(planned, ready, this.#run.id, ordinal);
		if (!stored) await insertCell(database, cell);
		const before = stored ? await this.#recovered(planned, stored) : [];
		if (stored) await this.#holdAgainst(planned, stored);
		const result: CellResult = { cell, stages: [...before] };
		this.#results.push(result);
		return { prepared: prepareCell(planned, cell, ready), result, before };
	}

	/** Nothing of it is sent, but what is stored of it belongs to what is printed. */
	pass(planned: PlannedCell): void {
		const stored = this.#storedOf(planned);
		if (stored) this.#results.push({ cell: stored.cell, stages: [...stored.stages] });
	}

	#storedOf(planned: PlannedCell): StoredCell | undefined {
		return this.#options.resumption?.cells.find(
			({ cell }) => cell.scenarioId === planned.scenarioId && cell.target.id === planned.target.id
		);
	}

	async #holdAgainst(planned: PlannedCell, { cell }: StoredCell): Promise<void> {
		const held = this.#held;
		if (!held?.isReference(planned)) return;
		const { database } = this.#options;
		for (const { itemId, grade } of await answersOfCell(database, cell.id, { trial: 0 })) {
			if (grade) held.note(planned, itemId, grade.passed);
		}
	}

	/** The stored stages of a cell; those that nobody has summed up, as their process was killed or they broke off, are from what they had stored. */
	async #recovered(planned: PlannedCell, { stages }: StoredCell): Promise<Stage[]> {
		const known: Stage[] = [];
		for (const stage of stages) {
			const isSummedUp = stage.state !== 'running' && stage.summary !== null;
			known.push(isSummedUp ? stage : await this.#recover(planned, stage));
		}
		return known;
	}

	async #recover(planned: PlannedCell, stage: Stage): Promise<Stage> {
		const { database, plan } = this.#options;
		const { target, slo, sloShare, isGraded, conversation } = planned;
		const retry = stage.load.kind === 'retry' ? stage.load : null;
		// The run measured it itself.
		const measured = { ...stage, load: retry ? closedLoadOf(retry) : stage.load } as MeasuredStage;
		const found = await recoverSummary(database, {
			stage: measured,
			...{ slo, sloShare, isGraded },
			price: priceIn(measured.load, target),
			converses: conversation !== null,
			warmUp: plan.config.warmUp,
			isEmulated: target.kind === 'emulated'
		});
		const end = {
			state: 'interrupted' as const,
			endedAtUtc: found
				? new Date(Date.parse(stage.startedAtUtc) + found.lastEndMs).toISOString()
				: stage.startedAtUtc,
			summary: found && retry ? retriedSummary(found.summary, retry) : (found?.summary ?? null)
		};
		await finishStage(database, stage.id, end);
		return { ...stage, ...end };
	}
}
