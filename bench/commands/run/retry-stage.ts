/** Tries failed requests of a stored stage again, in a stage of its own: it brings answers, and no figure of the load. */
import { noLoadFigures } from '#core/no-load-figures.ts';
import type { Cell, MeasuredStage, Stage } from '#core/run.ts';
import type { RetryLoad } from '#core/stage-load.ts';
import type { StageSummary } from '#core/stage.ts';
import { setReportedModel } from '#db/cells.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import type { CellResult, ExecuteOptions, StageRetry } from './execute-options.ts';
import { dearestRequest } from './plan.ts';
import type { PreparedCell } from './prepare-cell.ts';
import type { CellTools } from './run-cell.ts';
import { openStage } from './open-stage.ts';

/** How the requests of a retry are sent. */
export const closedLoadOf = ({
	concurrency,
	requests
}: RetryLoad): { kind: 'closed'; concurrency: number; requests: number } => ({
	kind: 'closed',
	concurrency,
	requests
});

const noLoad =
	'failed requests of another stage, tried again by themselves: how fast they were answered says nothing of that load, so that no latency, rate, share on time or capacity is told';

/** What a stage of retries says: what came of them, who was right, and what each cost. Nothing that depends on the load or on how long it took. */
export const retriedSummary = (summary: StageSummary, load: RetryLoad): StageSummary => ({
	...summary,
	load,
	...noLoadFigures,
	// Hours of a machine are not those of a load that it was busy with.
	...(summary.costBasis === 'per-hour' && {
		costUsd: null,
		costBasis: null,
		priceVersion: null,
		usdPerMtokInput: null,
		usdPerMtokOutput: null,
		usdPer1kRequests: null
	}),
	validity: { verdict: 'not-measured', reasons: [noLoad] }
});

const amountOf = (places: Uint32Array, concurrency: number): RetryLoad => ({
	kind: 'retry',
	concurrency: Math.min(concurrency, places.length),
	requests: places.length
});

const stageOf = (cell: Cell, ordinal: number, { stage, places, concurrency }: StageRetry) => ({
	id: `${cell.id}/${String(ordinal)}`,
	cellId: cell.id,
	ordinal,
	load: amountOf(places, concurrency),
	continuesStageId: stage.id
});

/** Throws what the rest of the cell must end for: the key was refused, the endpoint is gone, another model answers, or the cap is reached. */
export const retryStage = async (
	options: ExecuteOptions,
	{ telemetry, writer, ledger, track }: CellTools,
	{ prepared, result, retry }: { prepared: PreparedCell; result: CellResult; retry: StageRetry }
): Promise<void> => {
	const { database, plan, resumption } = options;
	const { planned, cell } = prepared;
	const { load, ...place } = stageOf(cell, result.stages.length, retry);
	const startedAtUtc = options.now().toISOString();
	const begun = {
		...place,
		state: 'running' as const,
		startedAtUtc,
		endedAtUtc: null,
		summary: null
	};
	const stage: Stage = { ...begun, load };
	const sent: MeasuredStage = { ...begun, load: closedLoadOf(load) };
	const paid = dearestRequest(planned);
	const spend =
		ledger && paid
			? ledger.open({
					id: stage.id,
					load: sent.load,
					worstRequestUsd: paid.usd,
					mostRequests: load.requests * paid.turns
				})
			: null;
	await insertStage(database, stage);
	result.stages.push(stage);
	prepared.cursor = retry.cursor;
	const running = openStage({
		prepared,
		stage: sent,
		rest: {
			schedule: createSchedule(sent.load, plan.config.seed),
			places: retry.places,
			from: 0
		},
		expectedModel: resumption?.allowsDrift === false ? cell.reportedModel : null,
		leavesOutOtherModels: true,
		now: options.now,
		limits: plan.limits,
		seed: plan.config.seed,
		workers: 1,
		warmUp: 'none',
		keepStreams: plan.config.keepStreams,
		keepAnswers: plan.config.keepAnswers,
		writer,
		spend,
		progress: options.progress,
		telemetry,
		watch: null,
		onGraded: null,
		track
	});
	await running.block();
	await writer.flush();
	await spend?.end();
	const outcome = running.finish();
	const isWhole = !options.signals.drain.aborted && !outcome.failure && !outcome.isCutShort;
	stage.state = isWhole ? 'complete' : 'interrupted';
	stage.endedAtUtc = options.now().toISOString();
	stage.summary = outcome.summary && retriedSummary(outcome.summary, load);
	const { state, endedAtUtc, summary } = stage;
	await finishStage(database, stage.id, { state, endedAtUtc, summary });
	if (cell.reportedModel === null && outcome.reportedModel !== null) {
		cell.reportedModel = outcome.reportedModel;
		await setReportedModel(database, cell.id, outcome.reportedModel);
	}
	options.progress.stageEnded(stage);
	if (outcome.failure) throw outcome.failure;
};
