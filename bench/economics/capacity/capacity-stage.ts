/** What one load level of a run says about capacity. */
import type { Stage } from '#core/run.ts';
import type { Validity } from '#core/stage.ts';

/** Least share of the offered requests that must be answered whole. */
export const minCompletedShare = 0.95;

export interface CapacityStage {
	stageId: string;
	/**
	 * Offered requests per second, all nodes together; null for a closed loop, which offers no rate of its own. Where an item is a
	 * conversation of several requests, conversations per second: they are what a use case is asked for and pays for.
	 */
	offeredPerS: number | null;
	/** Whole answers per second; of conversations as above; null where another tool measured. */
	answeredPerS: number | null;
	/** Whole answers / offered requests; null where nothing was offered. */
	completedShare: number | null;
	/** Share of the offered requests that were answered within the objective; null without an objective. */
	sloMetShare: number | null;
	/** Offered requests: what the shares are shares of. */
	samples: number;
	validity: Validity['verdict'];
	/** Share of requests that must meet the objective. */
	sloShare: number;
	/** Nodes behind the endpoint that was measured. */
	nodes: number;
}

/** A stored load level as evidence; null while it has no summary. */
export const capacityStageOf = (
	{ id, summary }: Stage,
	{ nodes, sloShare }: { nodes: number; sloShare: number }
): CapacityStage | null => {
	if (!summary) return null;
	const requestsEach = summary.conversations?.requestsEach || 1;
	return {
		stageId: id,
		offeredPerS: summary.offeredPerS === null ? null : summary.offeredPerS / requestsEach,
		answeredPerS: summary.requestsPerS === null ? null : summary.requestsPerS / requestsEach,
		completedShare: summary.offered === 0 ? null : summary.completed / summary.offered,
		sloMetShare: summary.sloMetShare,
		samples: summary.offered,
		validity: summary.validity.verdict,
		sloShare,
		nodes
	};
};
