/** Queues in virtual time, as the endpoint of a capacity search, with the capacity that theory gives them. */
import { createRandom } from '#core/random.ts';
import { describe as describeValues } from '#core/statistics/distribution.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import { nextStep } from '#bench/load/capacity-search/next-step.ts';
import { SaturationWatch } from '#bench/load/capacity-search/saturation-watch.ts';
import type {
	SearchedStage,
	SearchSettings,
	SearchStep
} from '#bench/load/capacity-search/search.ts';
import { DueBatches } from '#bench/load/due-batches.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import { judgeStage } from '#bench/load/validity.ts';
import { sampleStage, sampleSummary } from '../../db/support/samples.ts';

export interface QueueModel {
	servers: number;
	/** Time of one service, ms, from a uniform draw. */
	serviceMs: (uniform: number) => number;
}

export const exponential =
	(meanMs: number) =>
	(uniform: number): number =>
		-Math.log(1 - uniform) * meanMs;

export const deterministic = (meanMs: number) => (): number => meanMs;

interface Job {
	dueMs: number;
	endMs: number;
	e2eMs: number;
}

/** First come, first served. */
const serve = (dueMs: Float64Array, { servers, serviceMs }: QueueModel, seed: number): Job[] => {
	const random = createRandom(seed, 'service times');
	const freeMs = new Float64Array(servers);
	return Array.from(dueMs, (due) => {
		let server = 0;
		for (let i = 1; i < servers; i++) {
			if ((freeMs[i] as number) < (freeMs[server] as number)) server = i;
		}
		const endMs = Math.max(due, freeMs[server] as number) + serviceMs(random());
		freeMs[server] = endMs;
		return { dueMs: due, endMs, e2eMs: endMs - due };
	});
};

/** Runs a stage and brings it into the form that a search reads, by the same parts as a real one. */
export const runVirtualStage = (
	step: Exclude<SearchStep, { kind: 'done' }>,
	model: QueueModel,
	{ sloMs, sloShare, seed }: { sloMs: number; sloShare: number; seed: number }
): SearchedStage => {
	const isProbe = step.kind === 'probe';
	const durationMs = isProbe ? 0 : step.durationS * 1_000;
	const schedule = isProbe
		? null
		: createSchedule({ kind: 'poisson', ratePerS: step.ratePerS, durationS: step.durationS }, seed);
	let jobs: Job[] = [];
	let stoppedMs: number | null = null;
	if (isProbe) {
		const random = createRandom(seed, 'probe');
		for (let i = 0, dueMs = 0; i < step.requests; i++) {
			const endMs = dueMs + model.serviceMs(random());
			jobs.push({ dueMs, endMs, e2eMs: endMs - dueMs });
			dueMs = endMs;
		}
	} else if (schedule?.kind === 'open') {
		jobs = serve(schedule.dueMs, model, seed);
		const watch = new SaturationWatch({ dueMs: schedule.dueMs, durationMs, sloShare });
		for (const job of [...jobs].sort((a, b) => a.endMs - b.endMs)) {
			watch.add({ ...job, latencyMs: job.e2eMs, isOnTime: job.e2eMs <= sloMs, isCompleted: true });
			const hopeless = watch.look(job.endMs);
			if (hopeless?.kind !== 'saturated') continue;
			stoppedMs = job.endMs;
			break;
		}
	}
	const untilMs = stoppedMs ?? Infinity;
	const sent = jobs.filter(({ dueMs }) => dueMs <= untilMs);
	const met = sent.filter(({ e2eMs }) => e2eMs <= sloMs).length;
	const batches = new DueBatches();
	for (const job of sent) {
		batches.add({ ...job, isCompleted: true, isOnTime: job.e2eMs <= sloMs });
	}
	const lastMs = sent.reduce((last, { endMs }) => Math.max(last, endMs), durationMs);
	const e2eMs = describeValues(Float64Array.from(sent, (job) => job.e2eMs));
	const base = sampleSummary();
	const client = base.client;
	if (!client) throw new Error('the sample has a client');
	const idleClient = {
		...client,
		sendLatenessMs: describeValues(new Float64Array(0)),
		eventLoopDelayMs: { mean: 0, p99: 0, max: 0 },
		cpuShare: 0,
		droppedSends: 0
	};
	const summary = {
		...base,
		load: isProbe
			? ({ kind: 'closed', concurrency: 1, requests: step.requests } as const)
			: ({ kind: 'poisson', ratePerS: step.ratePerS, durationS: step.durationS } as const),
		offered: sent.length,
		completed: sent.length,
		offeredPerS: isProbe ? null : sent.length / ((stoppedMs ?? durationMs) / 1_000),
		requestsPerS: sent.length / (lastMs / 1_000),
		e2eMs,
		sloMetShare: met / sent.length,
		batches: batches.summarise(sent.length),
		saturation:
			stoppedMs === null
				? null
				: { afterS: stoppedMs / 1_000, arrived: 0, ended: 0, growthZ: 9, latencyZ: 9 },
		validity: judgeStage({
			client: idleClient,
			readyLatenessP99Ms: 0,
			typicalMs: 1,
			ended: sent.length,
			completed: sent.length,
			e2eMsByDue: sent.map((job) => job.e2eMs),
			isOpenLoop: !isProbe,
			variesRate: false,
			sloShare,
			gaveUp: null
		})
	};
	const evidence = capacityStageOf(sampleStage(`s${String(seed)}`, 'c1', { summary }), {
		nodes: 1,
		sloShare
	});
	if (!evidence) throw new Error('a stage with a summary is evidence');
	return {
		purpose: isProbe ? 'probe' : step.purpose,
		ratePerS: isProbe ? null : step.ratePerS,
		durationS: isProbe ? null : step.durationS,
		evidence,
		elapsedS: lastMs / 1_000,
		e2eMeanMs: e2eMs.mean
	};
};

export const searchDefaults: SearchSettings = {
	sloShare: 0.95,
	precision: 0.05,
	maxStages: 200,
	maxDurationS: 1e9,
	maxRequests: Infinity,
	maxRatePerS: Infinity,
	startRatePerS: null,
	seed: 1,
	canAddWorker: false
};

/** A whole search on a queue. */
export const searchVirtually = (
	model: QueueModel,
	sloMs: number,
	changes: Partial<SearchSettings> = {}
): { history: SearchedStage[]; end: Extract<SearchStep, { kind: 'done' }> } => {
	const settings = { ...searchDefaults, ...changes };
	const history: SearchedStage[] = [];
	for (;;) {
		const step = nextStep(settings, history);
		if (step.kind === 'done') return { history, end: step };
		history.push(
			runVirtualStage(step, model, {
				sloMs,
				sloShare: settings.sloShare,
				seed: settings.seed * 1_000 + history.length
			})
		);
	}
};
