/** The load levels of the runs that a use case rests on, for the chart of latency against throughput. */
import { hasVaryingRate } from '#core/load-rate.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Cell, Stage } from '#core/run.ts';
import { defaultSloShare, sloOf } from '#core/slo.ts';
import { targetTitle } from '#core/target-title.ts';
import { findScenario } from '#bench/cases/case-sources.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { measureCapacity, renderCapacityMethod } from '#bench/economics/capacity/capacity.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import type {
	LatencyThroughputData,
	LevelCapacity,
	MeasuredLevel,
	MeasuredTarget
} from '../charts/latency-throughput-table.ts';
import { evidenceRuns } from './evidence-runs.ts';

const levelOf = ({ id, load, summary }: Stage): MeasuredLevel[] =>
	// Failed requests that were tried again are no level of a load.
	summary && load.kind !== 'retry'
		? [
				{
					stageId: id,
					load: renderLoadShape(load),
					offeredPerS: summary.offeredPerS,
					variesRate: hasVaryingRate(load),
					isMixed: load.kind === 'mix',
					answeredPerS: summary.requestsPerS,
					outputTokensPerS: summary.outputTokensPerS,
					ttftP95Ms: summary.ttftMs.p95,
					e2eP95Ms: summary.e2eMs.p95,
					answers: summary.completed,
					sloMetShare: summary.sloMetShare,
					validity: summary.validity
				}
			]
		: [];

/** Capacity of the endpoint as it was measured, all its nodes together. */
const capacityOf = (stages: readonly Stage[], sloShare: number): LevelCapacity => {
	const measured = measureCapacity(
		stages.map((stage) => capacityStageOf(stage, { nodes: 1, sloShare })).filter((each) => !!each)
	);
	if (measured.state === 'none') return { state: 'none', reason: measured.reason };
	return measured.state === 'refused'
		? { state: 'refused', reason: measured.reason, remedy: `Run ${measured.runThatWould}.` }
		: {
				state: 'measured',
				kappaPerS: measured.kappaPerS,
				lowPerS: measured.lowPerS,
				highPerS: measured.highPerS,
				method: renderCapacityMethod(measured)
			};
};

const targetOf = async (
	database: Database,
	{ cell, startedAtUtc, sloShare }: { cell: Cell; startedAtUtc: string; sloShare: number }
): Promise<MeasuredTarget> => {
	const stages = await stagesOfCell(database, cell.id);
	const { target, runId } = cell;
	return {
		runId,
		targetId: target.id,
		title: targetTitle(target),
		emulated:
			target.kind === 'emulated' || stages.some(({ summary }) => summary?.emulated === true),
		startedAtUtc,
		levels: stages.flatMap(levelOf),
		capacity: capacityOf(stages, sloShare)
	};
};

/** Reads the levels; no targets where nothing was measured. */
export const measuredLevels = async (
	database: Database,
	costCase: CostCase,
	options: { includeEmulated: boolean }
): Promise<LatencyThroughputData> => {
	const { runIds, isBasis } = await evidenceRuns(database, costCase, options);
	const runs = await Promise.all(runIds.map((id) => findRun(database, id)));
	const uses = runs.flatMap(({ run }) => run.config.scenarios.map(({ use }) => use));
	const scenario = (await findScenario(costCase.useCase, uses))?.scenario ?? null;
	const sloShare = scenario?.sloShare ?? defaultSloShare;
	const targets: MeasuredTarget[] = [];
	for (const { run } of runs) {
		for (const cell of await cellsOfRun(database, run.id)) {
			if (cell.scenarioId !== costCase.useCase) continue;
			targets.push(await targetOf(database, { cell, startedAtUtc: run.startedAtUtc, sloShare }));
		}
	}
	return {
		targets,
		slo: scenario ? sloOf(scenario.slo) : {},
		sloShare,
		sources: runs.map(
			({ run }) =>
				`run ${run.id}, ${run.startedAtUtc}${isBasis ? '' : ': the newest one, which no figure of the case rests on'}`
		)
	};
};
