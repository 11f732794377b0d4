/**
 * Does a search find the capacity that theory gives? On the emulator with settings that make known queues of it (one server or four, service
 * times fixed or exponential), over real sockets, by the same code as `bench run`; and, with `--simulate N`, on N queues of each model
 * in virtual time. Prints figures; judges nothing. `npm run perf:capacity`, `-- --minutes 5 --precision 0.05` per model.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { defaultLimits } from '#core/config.ts';
import { createRandom } from '#core/random.ts';
import type { MeasuredStage, Stage } from '#core/run.ts';
import { targetSchema } from '#core/target.ts';
import { measureCapacity } from '#bench/economics/capacity/capacity.ts';
import { openStage } from '#bench/commands/run/open-stage.ts';
import { searchCapacity } from '#bench/commands/run/search-capacity.ts';
import type { PlannedCell } from '#bench/commands/run/plan.ts';
import { RunTelemetry } from '#bench/commands/run/stage-telemetry.ts';
import { startEmulator } from '#bench/endpoints/emulator/emulator-endpoint.ts';
import { charactersPerToken } from '#bench/endpoints/emulator/token-pieces.ts';
import { resolveAddress } from '#bench/load/address.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import { cellCapacity } from '#bench/report/cell-capacity.ts';
import {
	capacityOfMD1,
	capacityOfMM1,
	capacityOfMMc
} from '../load/capacity-search/closed-values.ts';
import {
	deterministic,
	exponential,
	searchVirtually,
	type QueueModel
} from '../load/capacity-search/virtual-queue.ts';

interface Model {
	name: string;
	servers: number;
	meanMs: number;
	isFixed: boolean;
	sloMs: number;
	closedPerS: number;
}

const models: Model[] = [
	{
		name: 'M/D/1',
		servers: 1,
		meanMs: 10,
		isFixed: true,
		sloMs: 50,
		closedPerS: capacityOfMD1(10, 50)
	},
	{
		name: 'M/M/1',
		servers: 1,
		meanMs: 10,
		isFixed: false,
		sloMs: 100,
		closedPerS: capacityOfMM1(10, 100)
	},
	{
		name: 'M/M/4',
		servers: 4,
		meanMs: 40,
		isFixed: false,
		sloMs: 200,
		closedPerS: capacityOfMMc(4, 40, 200)
	}
];

/** One step of the emulator, ms: a service is a whole number of them. */
const stepMs = 0.5;
/** Different answers, whose lengths are the quantiles of the exponential distribution in shuffled order. */
const answers = 2_000;

const tokensOf = ({ meanMs, isFixed }: Model, seed: number): number[] => {
	const random = createRandom(seed, 'lengths');
	return Array.from({ length: answers }, () =>
		Math.max(1, Math.round((isFixed ? meanMs : -Math.log(1 - random()) * meanMs) / stepMs))
	);
};

const silent = {
	remark: () => undefined,
	stageStarted: () => undefined,
	blockEnded: () => undefined,
	stageEnded: () => undefined,
	close: () => undefined
};
const nowhere = {
	enqueueAttempt: () => Promise.resolve(),
	flush: () => Promise.resolve(),
	close: () => Promise.resolve(),
	storedAttempts: 0,
	queuedAttempts: 0
};

const searchOnEmulator = async (
	model: Model,
	{ precision, maxDurationS }: { precision: number; maxDurationS: number }
): Promise<Stage[]> => {
	const lengths = tokensOf(model, 1);
	const user = (i: number): string => `question ${String(i)}`;
	const performanceSettings = {
		prefillTokensPerS: 1e9,
		decodeStepMs: stepMs,
		slots: model.servers,
		queueLimit: 1_000_000
	};
	await using served = await startEmulator({
		model: 'queue',
		performance: performanceSettings,
		quality: 1,
		seed: 1,
		answers: lengths.map((tokens, i) => ({
			user: user(i),
			right: 'x'.repeat(tokens * charactersPerToken),
			wrong: ['x']
		}))
	});
	const endpoint = { baseUrl: `${served.baseUrl}/v1`, model: 'queue', apiKey: null };
	const target = targetSchema.parse({
		id: 'queue',
		kind: 'emulated',
		protocol: 'openai-chat',
		model: 'queue',
		performance: performanceSettings,
		quality: 1
	});
	const planned: PlannedCell = {
		scenarioId: 'queue',
		scenarioVersion: 1,
		scenarioHash: '0',
		target,
		slo: { e2eMs: model.sloMs },
		sloShare: 0.95,
		isGraded: false,
		conversation: null,
		items: lengths.map((tokens, i) => ({
			itemId: null,
			call: {
				system: null,
				messages: [{ role: 'user' as const, content: user(i) }],
				maxOutputTokens: tokens + 1,
				stream: true,
				temperature: null,
				seed: null,
				extraBody: {}
			},
			grade: null
		})),
		loads: []
	};
	const prepared = {
		planned,
		cell: {
			id: 'c',
			runId: 'r',
			ordinal: 0,
			scenarioId: 'queue',
			scenarioVersion: 1,
			scenarioHash: '0',
			target,
			protocol: 'openai-chat' as const,
			baseUrl: endpoint.baseUrl,
			reportedModel: null
		},
		ready: {
			target,
			endpoint,
			secrets: [],
			address: await resolveAddress('queue', new URL(endpoint.baseUrl), 5_000),
			served
		},
		protocol: openaiChat,
		requests: planned.items.map(({ call }) =>
			renderRequest(openaiChat.buildRequest(endpoint, call))
		),
		finish: null,
		cursor: 0
	};
	const stages: MeasuredStage[] = [];
	await searchCapacity({
		search: { precision, maxStages: 200, maxDurationS, maxRequests: Infinity },
		sloShare: 0.95,
		seed: 1,
		canAddWorker: availableParallelism() > 1,
		isStopped: () => false,
		measure: async (load, { extraWorkers, noteOf }) => {
			const stage: MeasuredStage = {
				id: `c/${String(stages.length)}`,
				cellId: 'c',
				ordinal: stages.length,
				load,
				state: 'running',
				startedAtUtc: new Date().toISOString(),
				endedAtUtc: null,
				summary: null
			};
			const running = openStage({
				prepared,
				stage,
				limits: defaultLimits,
				seed: stages.length + 1,
				workers: 1 + extraWorkers,
				keepStreams: false,
				keepAnswers: 'all',
				writer: nowhere,
				spend: null,
				replayDueMs: null,
				progress: silent,
				telemetry: new RunTelemetry({}, new AbortController().signal),
				endsWhenHopeless: true,
				watch: null,
				onGraded: null,
				track: () => undefined,
				now: () => new Date()
			});
			await running.block();
			const { summary, failure } = running.finish();
			if (!summary) throw new Error('a stage of the search has no figures');
			stage.summary = summary;
			stage.summary = { ...summary, capacitySearch: noteOf(stage, failure) };
			stages.push(stage);
			process.stderr.write(
				`  ${model.name} ${stage.summary.capacitySearch?.purpose ?? ''} ${String(load.kind === 'poisson' ? load.ratePerS : 'probe')}/s: ${((summary.sloMetShare ?? 0) * 100).toFixed(1)} % of ${String(summary.offered)}, ${summary.validity.verdict}\n`
			);
		},
		amend: (stage, summary) => {
			stage.summary = summary;
			return Promise.resolve();
		},
		remark: (sentence) => process.stderr.write(`  ${sentence}\n`)
	});
	return stages;
};

const queueOf = ({ servers, meanMs, isFixed }: Model): QueueModel => ({
	servers,
	serviceMs: isFixed ? deterministic(meanMs) : exponential(meanMs)
});

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const simulate = (model: Model, runs: number, precision: number): void => {
	const errors: number[] = [];
	let [covered, requests, precise] = [0, 0, 0];
	for (let seed = 1; seed <= runs; seed++) {
		const { history, end } = searchVirtually(queueOf(model), model.sloMs, {
			seed,
			precision,
			maxRequests: 300_000
		});
		const capacity = measureCapacity(history.map(({ evidence }) => evidence));
		if (capacity.state !== 'measured') continue;
		const { kappaPerS, lowPerS, highPerS } = capacity;
		errors.push(kappaPerS / model.closedPerS - 1);
		covered += Number(lowPerS <= model.closedPerS && model.closedPerS <= highPerS);
		precise += Number(end.why === 'precise');
		requests += history.reduce((sum, { evidence }) => sum + evidence.samples, 0);
	}
	errors.sort((a, b) => a - b);
	const at = (share: number): string =>
		percent(errors[Math.min(errors.length - 1, Math.floor(share * errors.length))] ?? NaN);
	console.log(
		`${model.name}: ${String(errors.length)} of ${String(runs)} searches found a capacity; error p5 ${at(0.05)}, p50 ${at(0.5)}, p95 ${at(0.95)}; within ± 5 %: ${percent(errors.filter((error) => Math.abs(error) <= 0.05).length / errors.length)}; interval holds the closed value: ${percent(covered / errors.length)}; as precise as wanted: ${percent(precise / errors.length)}; mean requests ${String(Math.round(requests / errors.length))}`
	);
};

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '5' },
		precision: { type: 'string', default: '0.05' },
		simulate: { type: 'string' },
		only: { type: 'string' }
	}
});
const precision = Number(values.precision);
for (const model of models) {
	if (values.only !== undefined && values.only !== model.name) continue;
	if (values.simulate !== undefined) {
		simulate(model, Number(values.simulate), precision);
		continue;
	}
	const startedMs = performance.now();
	const stages = await searchOnEmulator(model, {
		precision,
		maxDurationS: Number(values.minutes) * 60
	});
	const found = cellCapacity(stages);
	const error =
		found === null || found.capacityPerS === null
			? 'none'
			: percent(found.capacityPerS / model.closedPerS - 1);
	console.log(
		`${model.name} (${String(model.servers)} × ${String(model.meanMs)} ms, e2e<${String(model.sloMs)}ms): κ ${String(found?.capacityPerS?.toFixed(2))}/s, 95 % interval ${String(found?.ciLow?.toFixed(2))} to ${String(found?.ciHigh?.toFixed(2))}; closed value ${model.closedPerS.toFixed(2)}/s; error ${error}; ${String(stages.length)} stages, ${String(Math.round((performance.now() - startedMs) / 1_000))} s; ${found?.ended?.reason ?? ''}`
	);
}
