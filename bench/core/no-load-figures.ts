/** The figures of a stage that depend on what loaded the endpoint or on how long it lasted, for stages that had no load to speak of. */
import type { StageSummary } from './stage.ts';
import { describe } from './statistics/distribution.ts';

const none = describe([]);

/** All absent: a stage of imported results, or of requests that were tried again one by one, brings answers and what each cost. */
export const noLoadFigures = {
	offeredPerS: null,
	windowS: null,
	ttftMs: none,
	serviceTtftMs: none,
	ttfaMs: none,
	itlMs: none,
	tpotMs: none,
	e2eMs: none,
	inputTokensPerS: null,
	outputTokensPerS: null,
	requestsPerS: null,
	goodputPerS: null,
	goodputUngraded: null,
	goodputBasis: null,
	sloMetShare: null,
	batches: null,
	steadyState: null,
	interleaving: null,
	offline: null,
	saturation: null,
	capacitySearch: null,
	sequential: null,
	energy: null,
	engine: null,
	serverChecks: null,
	host: null,
	noiseFloor: null,
	client: null
} as const satisfies Partial<StageSummary>;
