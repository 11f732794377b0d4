/** What one load level of a run says about capacity. */
import { hasVaryingRate } from '#core/load-rate.ts';
import type { Stage } from '#core/run.ts';
import type { StageBatch, StageSummary, Validity } from '#core/stage.ts';
import { effectiveSamples } from '#core/statistics/effective-samples.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { msToS } from '#core/units.ts';

/** Least share of the offered requests that must be answered whole. */
export const minCompletedShare = 0.95;

/**
 * A rate that fails without being valid. `saturated`: the queue grew without end, so that the share that was late tells how long the
 * level ran and not what the rate does. `rate-limited`, `failing`: more requests than allowed were turned away, or brought no answer.
 */
export type Overload = 'saturated' | 'rate-limited' | 'failing';

export interface CapacityStage {
	stageId: string;
	/**
	 * Offered requests per second, all nodes together; null for a closed loop, which offers no rate of its own. Where an item is a
	 * conversation of several requests, conversations per second: they are what a use case is asked for and pays for.
	 */
	offeredPerS: number | null;
	/** Whether the rate changed within the level (a ramp, steps, hours of a week): its mean is then no rate that was measured. */
	variesRate: boolean;
	/** Whether other scenarios loaded the endpoint at the same time (a mix), so that the rate is not what loaded it. Absent where none did. */
	isMixed?: true;
	/** Whole answers per second; of conversations as above; null where another tool measured. */
	answeredPerS: number | null;
	/** Whole answers / offered requests; null where nothing was offered. */
	completedShare: number | null;
	/** Share of the offered requests that were answered within the objective; null without an objective. */
	sloMetShare: number | null;
	/** Offered requests behind the warm-up: what the share on time is a share of. */
	samples: number;
	validity: Validity['verdict'];
	/** Share of requests that must meet the objective. */
	sloShare: number;
	/** Nodes behind the endpoint that was measured. */
	nodes: number;
	/** The rate that was asked for, by which levels are one; of conversations as above. Absent where only `offeredPerS` is known. */
	nominalPerS?: number;
	/** The requests in order of their due moments, in batches, which tell how much they depend on each other; absent where not kept. */
	batches?: readonly StageBatch[];
	/** Why the rate cannot be sustained, though the level is not valid; absent where that is not shown. */
	overload?: Overload;
	/** Whether the endpoint was all but idle: one request at a time, or a mean of 0.05 in flight and less. Absent where it was not. */
	isIdle?: true;
}

/** Mean number in flight below which an endpoint is idle: one request in twenty finds another one there. */
const idleInFlight = 0.05;

/** Whether answers took longer and longer, by the batches of a level. */
const slowsDown = (batches: readonly StageBatch[]): boolean => {
	const meanOf = (part: readonly StageBatch[]): number => {
		const known = part.flatMap(({ e2eMeanMs }) => (e2eMeanMs === null ? [] : [e2eMeanMs]));
		return known.reduce((sum, each) => sum + each, 0) / known.length;
	};
	const half = Math.floor(batches.length / 2);
	return half > 0 && meanOf(batches.slice(half)) > meanOf(batches.slice(0, half));
};

/** Whether the share on time is below what is wanted beyond chance. */
const missesForCertain = (batches: readonly StageBatch[], sloShare: number): boolean => {
	const samples = effectiveSamples([
		batches.map(({ requests, met }) => ({ n: requests, successes: met }))
	]);
	const n = batches.reduce((sum, { requests }) => sum + requests, 0);
	const met = batches.reduce((sum, each) => sum + each.met, 0);
	if (samples === null || n === 0) return false;
	return (wilsonInterval((met / n) * samples, samples).high ?? 1) < sloShare;
};

const overloadOf = (summary: StageSummary, sloShare: number): Overload | null => {
	const { outcomes, offered, completed, validity, saturation, batches } = summary;
	if (summary.offeredPerS === null || offered === 0) return null;
	if (validity.verdict === 'error-bound' && completed / offered < minCompletedShare) {
		const lost = outcomes['rate-limited'] + outcomes.timeout + outcomes.error + outcomes.truncated;
		return outcomes['rate-limited'] * 2 > lost ? 'rate-limited' : 'failing';
	}
	if (saturation) return 'saturated';
	const grew =
		validity.verdict === 'unsteady' &&
		batches !== null &&
		slowsDown(batches) &&
		missesForCertain(batches, sloShare);
	return grew ? 'saturated' : null;
};

const isIdle = ({ load, requestsPerS, e2eMs }: StageSummary): boolean => {
	if (load.kind === 'mix' || load.kind === 'retry') return false;
	if (load.kind === 'closed' || load.kind === 'batch') return load.concurrency === 1;
	return (
		requestsPerS !== null && e2eMs.mean !== null && requestsPerS * msToS(e2eMs.mean) <= idleInFlight
	);
};

/** A stored load level as evidence; null while it has no summary, and of failed requests that were tried again, which are no load. */
export const capacityStageOf = (
	{ id, summary }: Stage,
	{ nodes, sloShare }: { nodes: number; sloShare: number }
): CapacityStage | null => {
	if (!summary || summary.load.kind === 'retry') return null;
	const requestsEach = summary.conversations?.requestsEach || 1;
	const overload = overloadOf(summary, sloShare);
	const { load, batches } = summary;
	const warmUp = summary.steadyState?.warmUp.requests ?? 0;
	return {
		stageId: id,
		offeredPerS: summary.offeredPerS === null ? null : summary.offeredPerS / requestsEach,
		variesRate: hasVaryingRate(summary.load),
		...(load.kind === 'mix' && { isMixed: true }),
		answeredPerS: summary.requestsPerS === null ? null : summary.requestsPerS / requestsEach,
		completedShare: summary.offered === 0 ? null : summary.completed / summary.offered,
		sloMetShare: summary.sloMetShare,
		samples: summary.offered - warmUp,
		validity: summary.validity.verdict,
		sloShare,
		nodes,
		// An even rate is offered as it was asked for.
		...(load.kind === 'poisson' && { nominalPerS: load.ratePerS }),
		...(batches && { batches }),
		...(overload && { overload }),
		...(isIdle(summary) && { isIdle: true })
	};
};
