/**
 * How long a server says that it took, from the timings that it reports, in ms. What each figure begins and ends with is the server's own definition;
 * none of them has the network in it, so that none can be larger than what a client sees.
 */
import { isObject } from '#core/json.ts';
import type { ServerFigure } from '#core/server-check.ts';
import { objectAt } from './json-access.ts';

export interface ServerClock {
	figure: ServerFigure;
	/** Field or header that says it. */
	source: string;
	valueMs: number;
}

type Json = Record<string, unknown>;

const nsPerMs = 1_000_000;
const msPerS = 1_000;

const numberAt = (json: Json, key: string): number | null => {
	const value = json[key];
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
};

/** Sum of what is there, times a factor; null where nothing is. */
const sumAt = (json: Json, keys: readonly string[], factor = 1): number | null => {
	const values = keys.flatMap((key) => numberAt(json, key) ?? []);
	return values.length === 0 ? null : factor * values.reduce((sum, value) => sum + value, 0);
};

type Found = readonly [figure: ServerFigure, source: string, valueMs: number | null];

/** `dur` of the first metric of `server-timing`, ms (https://www.w3.org/TR/server-timing/): the front end of Google sends one, `gfet4t7`. */
const durationIn = (header: unknown): number | null => {
	const found = typeof header === 'string' ? /;\s*dur=(\d{1,9}(?:\.\d+)?)\b/u.exec(header) : null;
	return found?.[1] === undefined ? null : Number(found[1]);
};

const digits = (header: unknown): number | null =>
	typeof header === 'string' && /^\d{1,9}(?:\.\d+)?$/u.test(header) ? Number(header) : null;

/**
 * Headers go out before the body, so that they tell the time up to them: `openai-processing-ms`, the request has come → its answer begins
 * (https://platform.openai.com/docs/api-reference/debugging-requests); `x-total-time` of Text Generation Inference, the whole of a request that is
 * not streamed (router/src/server.rs); `x-envoy-upstream-service-time`, the request was passed on → headers of the model's answer
 * (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter). November 2026.
 */
const ofHeaders = (headers: Json): Found[] => [
	['headers', 'openai-processing-ms', digits(headers['openai-processing-ms'])],
	['headers', 'x-total-time', digits(headers['x-total-time'])],
	['headers', 'x-envoy-upstream-service-time', digits(headers['x-envoy-upstream-service-time'])],
	['headers', 'server-timing', durationIn(headers['server-timing'])]
];

/**
 * llama.cpp, `timings`, ms (tools/server/README.md, August 2026): `prompt_ms`, the first batch of the prompt begins → first token; `predicted_ms`, first
 * token → last. Time in the queue is in neither; the embedded engine, which bench serves itself, has it beside them as `queue_ms`.
 */
const ofLlamaCpp = (timings: Json): Found[] => {
	const hasPrompt = numberAt(timings, 'prompt_ms') !== null;
	const isWhole = hasPrompt && numberAt(timings, 'predicted_ms') !== null;
	const sum = (...keys: string[]): number | null => sumAt(timings, ['queue_ms', ...keys]);
	return [
		['ttft', 'timings of llama.cpp', hasPrompt ? sum('prompt_ms') : null],
		['e2e', 'timings of llama.cpp', isWhole ? sum('prompt_ms', 'predicted_ms') : null]
	];
};

/**
 * Ollama, ns (docs/api.md, November 2026): `total_duration`, the request has come → last token; `load_duration` and `prompt_eval_duration`, its loading of
 * the model and of the prompt, behind which the first token comes. One that is 0 is left out.
 */
const ofOllama = (json: Json): Found[] => [
	[
		'ttft',
		'durations of Ollama',
		sumAt(json, ['load_duration', 'prompt_eval_duration'], 1 / nsPerMs)
	],
	['e2e', 'durations of Ollama', sumAt(json, ['total_duration'], 1 / nsPerMs)]
];

/** vLLM, `metrics`, ms: the request has come → first token. Bedrock, `metrics.latencyMs`: the call has come → its last token (API_runtime_ConverseMetrics). */
const ofMetrics = (metrics: Json): Found[] => [
	['ttft', 'metrics of vLLM', numberAt(metrics, 'time_to_first_token_ms')],
	['e2e', 'metrics of Bedrock', numberAt(metrics, 'latencyMs')]
];

/** Groq, s, in `x_groq.usage` of a stream and in the usage of a whole answer: waiting, then reading the prompt, then writing; `total_time` is the last two. */
const ofGroq = (usage: Json): Found[] => {
	const hasTimes = numberAt(usage, 'prompt_time') !== null;
	return [
		[
			'ttft',
			'times of Groq',
			hasTimes ? sumAt(usage, ['queue_time', 'prompt_time'], msPerS) : null
		],
		[
			'e2e',
			'times of Groq',
			numberAt(usage, 'total_time') === null
				? null
				: sumAt(usage, ['queue_time', 'total_time'], msPerS)
		]
	];
};

/**
 * What a server says of one answer, each figure once, the first source that has it. `timings` as kept with an attempt, `rawUsage` the usage as
 * received. Never throws.
 */
export const serverClocksOf = (timings: unknown, rawUsage: unknown): ServerClock[] => {
	const json = isObject(timings) ? timings : {};
	const usage = objectAt(objectAt(json, 'x_groq') ?? {}, 'usage');
	const found = [
		...ofLlamaCpp(objectAt(json, 'timings') ?? {}),
		...ofOllama(json),
		...ofMetrics(objectAt(json, 'metrics') ?? {}),
		...ofGroq(usage ?? (isObject(rawUsage) ? rawUsage : {})),
		...ofHeaders(objectAt(json, 'headers') ?? {})
	];
	const clocks: ServerClock[] = [];
	for (const [figure, source, valueMs] of found) {
		if (valueMs === null || clocks.some((clock) => clock.figure === figure)) continue;
		clocks.push({ figure, source, valueMs });
	}
	return clocks;
};
