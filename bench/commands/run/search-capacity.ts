/** Carries out a search for the capacity of a cell: asks for the next step, measures it, tells what was seen. */
import type { BenchError } from '#core/errors.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { MeasuredStage } from '#core/run.ts';
import type { CapacitySearchNote, StageSummary } from '#core/stage.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import { clientPart } from '#bench/load/capacity-search/client-check.ts';
import { nextStep } from '#bench/load/capacity-search/next-step.ts';
import type {
	SearchedStage,
	SearchSettings,
	SearchStep
} from '#bench/load/capacity-search/search.ts';
import type { PlannedSearch } from './plan-search.ts';

/** How a stage of the search is measured; stores it once `noteOf` has said what it was to the search. */
export type MeasureStage = (
	load: LoadShape,
	options: {
		/** Load workers beyond those of every other stage. */
		extraWorkers: number;
		noteOf: (stage: MeasuredStage, failure: BenchError | null) => CapacitySearchNote;
	}
) => Promise<void>;

export interface SearchContext {
	search: PlannedSearch;
	sloShare: number;
	seed: number;
	/** Whether the machine has a core for one more load worker. */
	canAddWorker: boolean;
	isStopped: () => boolean;
	measure: MeasureStage;
	/** Stores a changed summary of an earlier stage. */
	amend: (stage: MeasuredStage, summary: StageSummary) => Promise<void>;
	remark: (sentence: string) => void;
}

const loadOf = (step: Exclude<SearchStep, { kind: 'done' }>): LoadShape =>
	step.kind === 'probe'
		? { kind: 'closed', concurrency: 1, requests: step.requests }
		: { kind: 'poisson', ratePerS: step.ratePerS, durationS: step.durationS };

const seenOf = (
	step: Exclude<SearchStep, { kind: 'done' }>,
	stage: MeasuredStage,
	sloShare: number
): SearchedStage | null => {
	const evidence = capacityStageOf(stage, { nodes: 1, sloShare });
	if (!evidence || !stage.summary) return null;
	return {
		purpose: step.kind === 'probe' ? 'probe' : step.purpose,
		ratePerS: step.kind === 'probe' ? null : step.ratePerS,
		durationS: step.kind === 'probe' ? null : step.durationS,
		evidence,
		elapsedS: stage.summary.windowS ?? 0,
		e2eMeanMs: stage.summary.e2eMs.mean
	};
};

/** In words of ours: what the endpoint said may quote a prompt, and is kept with the run and with the request. */
const endOfFailure = ({ code }: BenchError): NonNullable<CapacitySearchNote['ended']> =>
	code === 'E_UNREACHABLE'
		? {
				why: 'unreachable',
				reason: 'the endpoint ended the search: it stopped accepting connections'
			}
		: {
				why: 'refused',
				reason: 'the endpoint ended the search: it refused the requests; the run says why'
			};

const interruptedEnd = {
	why: 'interrupted',
	reason: 'stopped by the user before the interval was as narrow as wanted'
} as const;

/** Runs the search to its end. Throws what measuring throws; what is known by then is stored with the stages. */
export const searchCapacity = async (context: SearchContext): Promise<void> => {
	const { search, sloShare } = context;
	const settings: SearchSettings = {
		sloShare,
		precision: search.precision,
		maxStages: search.maxStages,
		maxDurationS: search.maxDurationS,
		maxRequests: search.maxRequests,
		maxRatePerS: search.maxRatePerS ?? Infinity,
		startRatePerS: search.startRatePerS ?? null,
		seed: context.seed,
		canAddWorker: context.canAddWorker
	};
	const history: SearchedStage[] = [];
	const stages: MeasuredStage[] = [];
	let step = nextStep(settings, history);
	while (step.kind !== 'done' && !context.isStopped()) {
		const current = step;
		const isSecond = current.kind === 'stage' && current.purpose === 'second-worker';
		await context.measure(loadOf(current), {
			extraWorkers: Number(isSecond),
			noteOf: (stage, failure) => {
				const seen = seenOf(current, stage, sloShare);
				if (seen) history.push(seen);
				stages.push(stage);
				const part = isSecond ? clientPartOf(stages, current.ratePerS) : null;
				step = part
					? {
							kind: 'done',
							why: 'client-limit',
							reason: `the client was part of what was measured: ${part}; run again with more "workers"`
						}
					: nextStep(settings, history);
				const ended = failure
					? endOfFailure(failure)
					: context.isStopped()
						? interruptedEnd
						: step.kind === 'done'
							? { why: step.why, reason: step.reason }
							: null;
				return {
					purpose: current.kind === 'probe' ? 'probe' : current.purpose,
					sloShare,
					precision: search.precision,
					ended
				};
			}
		});
		if (isSecond) await markClientBound(context, stages, current.ratePerS);
	}
	if (step.kind === 'done') context.remark(`the search for the capacity ended: ${step.reason}`);
};

const batchesAt = (stages: readonly MeasuredStage[], ratePerS: number) =>
	stages.flatMap(({ load, summary }) =>
		load.kind === 'poisson' && load.ratePerS === ratePerS && summary?.batches
			? [{ batches: summary.batches, summary }]
			: []
	);

/** Why the client was part of the stages at a rate, by the last of them, which had one more worker. */
const clientPartOf = (stages: readonly MeasuredStage[], ratePerS: number): string | null => {
	const all = batchesAt(stages, ratePerS).filter(({ summary }) => !summary.saturation);
	const last = all.at(-1);
	if (!last || last.summary !== stages.at(-1)?.summary) return null;
	return clientPart(
		all.slice(0, -1).map(({ batches }) => batches),
		last.batches
	);
};

/** What one worker measured at that rate cannot be trusted once two do better. */
const markClientBound = async (
	{ amend }: SearchContext,
	stages: readonly MeasuredStage[],
	ratePerS: number
): Promise<void> => {
	const part = clientPartOf(stages, ratePerS);
	if (part === null) return;
	for (const stage of stages.slice(0, -1)) {
		const { load, summary } = stage;
		if (load.kind !== 'poisson' || load.ratePerS !== ratePerS || !summary) continue;
		const { reasons } = summary.validity;
		await amend(stage, {
			...summary,
			validity: { verdict: 'client-bound', reasons: [part, ...reasons] }
		});
	}
};
