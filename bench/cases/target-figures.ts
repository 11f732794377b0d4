/** What each of several targets showed on the same items: right answers, latencies at one load, cost of a request. */
import type { CellTarget } from '#core/cell-target.ts';
import { roundedText, toDecimal } from '#core/decimal.ts';
import type { MeasuredTimes } from '#core/measured-when.ts';
import type { PairedAnswer } from '#core/measured.ts';
import { besideInMix } from '#core/mix-share.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Interval } from '#core/statistics/paired-bootstrap.ts';
import { poissonInterval } from '#core/statistics/poisson-count.ts';
import { wilsonInterval, type Proportion } from '#core/statistics/wilson.ts';
import { costOfPassUsd } from '#bench/economics/rework/cost-of-pass.ts';
import type { Database } from '#db/client.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { ListedCell } from '#db/measured-cells.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import { monthlyCost, type MonthlyServers } from './hourly-cost.ts';

/** How the cost of a request came about. */
export type RequestCostBasis =
	/** The mean of the answers to the common items, as they were priced one by one. */
	| 'per-answer'
	/** What the stage has cost / its whole answers; where it is paid by the hour it holds only while it is as busy. */
	| 'per-token'
	| 'per-hour'
	| 'per-image'
	/** All hours of a month of as many endpoints as the volume takes / the requests of the month; where a volume is known. */
	| 'per-month'
	/** What the file of an import gives, over all of its answers. */
	| 'as-imported';

export interface TargetFigures {
	cell: ListedCell;
	target: CellTarget;
	/** Over the items that all targets have a graded answer to. */
	right: Proportion;
	/** `closed ×16`; null where no stage of it has figures. */
	load: string | null;
	/** Of the stage at that load, ms; null without a stage, and where the stage has no such figure. */
	ttftP50Ms: number | null;
	ttftP95Ms: number | null;
	e2eP95Ms: number | null;
	/** When that stage was measured; null without one. */
	times: MeasuredTimes | null;
	/** Of the stage at that load; null without one. */
	validity: StageSummary['validity']['verdict'] | null;
	/** USD of one request, decimal text; null where no price is known. */
	usdPerRequest: string | null;
	costBasis: RequestCostBasis | null;
	/**
	 * Answers of all stages of the cell whose token counts contradict each other, so that a cost by tokens is doubtful; null where no stage counted
	 * them, and where the cost does not rest on tokens.
	 */
	inconsistentUsage: number | null;
	/**
	 * Ends of the 95 % interval of usdPerRequest, USD, where it rests on the throughput of a stage: what the stage has cost / the interval
	 * of its count of answers, taken as independent of each other (Garwood). Null for what is not paid by the hour, and where both ends
	 * need the same number of servers.
	 */
	usdPerRequestInterval: Interval | null;
	/** What stands all month where the basis is `per-month`; null otherwise. */
	servers: MonthlyServers | null;
	/** usdPerRequest / share right: wrong answers thrown away. Decimal text; null without a cost or a right answer. */
	usdPerRightAnswer: string | null;
}

/** Decimal places of a cost in USD. */
const costPlaces = 20;

type EndedStage = Stage & { summary: StageSummary };

/** Those of a load: failed requests that were tried again have no latency of one. */
const endedStages = async (database: Database, cellId: string): Promise<EndedStage[]> =>
	(await stagesOfCell(database, cellId)).filter(
		(stage): stage is EndedStage => stage.summary !== null && stage.load.kind !== 'retry'
	);

const isValid = ({ summary }: EndedStage): boolean => summary.validity.verdict === 'valid';

/** The load as others must have had it; that of a mix tells what was asked at the same time as well. */
const loadName = ({ load }: EndedStage): string =>
	load.kind === 'mix'
		? `${renderLoadShape(load)}, beside ${besideInMix(load)}`
		: renderLoadShape(load);

/** The stages at the first load that all cells have, one that can be trusted everywhere before any other; null where they have none in common. */
const commonStages = <S extends EndedStage>(ofCells: readonly (readonly S[])[]): S[] | null => {
	const [first = []] = ofCells;
	const common = first.flatMap((stage) => {
		const row = ofCells.map((stages) => stages.find((each) => loadName(each) === loadName(stage)));
		return row.every((each) => each !== undefined) ? [row] : [];
	});
	return common.find((row) => row.every(isValid)) ?? common[0] ?? null;
};

/**
 * One stage of each cell: at the first load that all have measured, one that can be trusted everywhere before any other; where
 * they have none in common, the first of each that can be trusted. A stage of a mix, in which
 * others loaded the endpoint as well and which has no cost by the hour, is chosen only where no load of the cells alone can be.
 */
export const stagesAtOneLoad = <S extends EndedStage>(
	ofCells: readonly (readonly S[])[]
): (S | null)[] => {
	const alone = ofCells.map((stages) => stages.filter(({ load }) => load.kind !== 'mix'));
	return (
		commonStages(alone) ??
		commonStages(ofCells) ??
		alone.map((own, cell) => {
			const stages = own.length > 0 ? own : (ofCells[cell] ?? []);
			return stages.find(isValid) ?? stages[0] ?? null;
		})
	);
};

type RequestCost = Pick<
	TargetFigures,
	'usdPerRequest' | 'costBasis' | 'usdPerRequestInterval' | 'servers'
>;

const requestCost = (
	answers: readonly PairedAnswer[],
	{
		stage,
		target,
		requestsPerMonth
	}: {
		stage: EndedStage | null;
		target: CellTarget;
		requestsPerMonth: number | null;
	}
): RequestCost => {
	const plain = { usdPerRequestInterval: null, servers: null };
	const costs = answers.flatMap(({ costUsd }) => costUsd ?? []);
	if (answers.length > 0 && costs.length === answers.length) {
		const sum = costs.reduce((total, usd) => total.plus(usd), toDecimal(0));
		const usdPerRequest = roundedText(sum.div(costs.length), costPlaces);
		return { ...plain, usdPerRequest, costBasis: 'per-answer' };
	}
	if (!stage || stage.summary.costUsd === null || stage.summary.completed === 0) {
		return { ...plain, usdPerRequest: null, costBasis: null };
	}
	const monthly =
		requestsPerMonth === null ? null : monthlyCost(stage.summary, target, requestsPerMonth);
	if (monthly) return { ...monthly, costBasis: 'per-month' };
	const { costUsd, completed, costBasis } = stage.summary;
	const counted = poissonInterval(completed);
	return {
		...plain,
		usdPerRequest: roundedText(toDecimal(costUsd).div(completed), costPlaces),
		costBasis,
		usdPerRequestInterval:
			costBasis === 'per-hour'
				? { low: Number(costUsd) / counted.high, high: Number(costUsd) / counted.low }
				: null
	};
};

const byTokens: readonly (RequestCostBasis | null)[] = ['per-answer', 'per-token'];

const inconsistentUsageOf = (
	stages: readonly EndedStage[],
	basis: RequestCostBasis | null
): number | null => {
	const counts = stages.flatMap(({ summary }) => summary.inconsistentUsage ?? []);
	return counts.length === 0 || !byTokens.includes(basis)
		? null
		: counts.reduce((sum, count) => sum + count, 0);
};

const targetOf = async (database: Database, cell: ListedCell): Promise<CellTarget> => {
	const found = (await cellsOfRun(database, cell.runId)).find(({ id }) => id === cell.id);
	if (!found) throw new RangeError(`cell ${cell.id} is not in its run`);
	return found.target;
};

/**
 * `answers[k]`: of cell k to the common items, in the same order for all cells. With a volume, endpoints that are paid by the hour stand
 * all month, whole ones.
 */
export const targetFigures = async (
	database: Database,
	cells: readonly ListedCell[],
	answers: readonly (readonly PairedAnswer[])[],
	requestsPerMonth: number | null
): Promise<TargetFigures[]> => {
	const stages: EndedStage[][] = [];
	for (const cell of cells) stages.push(await endedStages(database, cell.id));
	const chosen = stagesAtOneLoad(stages);
	const figures: TargetFigures[] = [];
	for (const [index, cell] of cells.entries()) {
		const own = answers[index] ?? [];
		const stage = chosen[index] ?? null;
		const right = wilsonInterval(own.filter(({ passed }) => passed === true).length, own.length);
		const target = await targetOf(database, cell);
		const cost = requestCost(own, { stage, target, requestsPerMonth });
		const rightShare = right.n === 0 ? null : toDecimal(right.successes).div(right.n).toFixed();
		const perRight =
			cost.usdPerRequest === null || rightShare === null
				? null
				: costOfPassUsd(cost.usdPerRequest, rightShare);
		figures.push({
			cell,
			target,
			right,
			load: stage && renderLoadShape(stage.load),
			ttftP50Ms: stage && stage.summary.ttftMs.p50,
			ttftP95Ms: stage && stage.summary.ttftMs.p95,
			e2eP95Ms: stage && stage.summary.e2eMs.p95,
			times: stage && {
				runId: cell.runId,
				targetId: cell.targetId,
				targetKind: target.kind,
				startedAtUtc: stage.startedAtUtc,
				endedAtUtc: stage.endedAtUtc,
				interleaving: stage.summary.interleaving
			},
			validity: stage && stage.summary.validity.verdict,
			...cost,
			inconsistentUsage: inconsistentUsageOf(stages[index] ?? [], cost.costBasis),
			usdPerRightAnswer: perRight && roundedText(perRight, costPlaces)
		});
	}
	return figures;
};
