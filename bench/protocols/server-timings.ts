/** Timings that a server reports about itself: free cross-checks of the client's clock, kept as received. */
import type { RecordedResponse } from '#core/recorded-response.ts';
import { isTooDeep, objectAt } from './json-access.ts';

/**
 * The `x-envoy` and `x-kong` ones are of gateways in front of a model, ms: Mistral answers with them. Those from `x-compute-time` on are of Text
 * Generation Inference and of Text Embeddings Inference, the first in seconds and the others in ms (router/src/server.rs of both, November 2026).
 */
const timingHeaders = [
	'openai-processing-ms',
	'server-timing',
	'x-envoy-upstream-service-time',
	'x-kong-upstream-latency',
	'x-compute-time',
	'x-total-time',
	'x-validation-time',
	'x-tokenization-time',
	'x-queue-time',
	'x-inference-time',
	'x-time-per-token'
] as const;

/**
 * The timing fields of one body or event: `timings` (llama.cpp, ms), `metrics` (vLLM, ms) and `x_groq` (Groq, seconds, only with
 * its `usage`, where the times are).
 */
export const timingFieldsOf = (json: Record<string, unknown>): Record<string, unknown> => {
	const found: Record<string, unknown> = {};
	for (const key of ['timings', 'metrics', 'x_groq'] as const) {
		const value = objectAt(json, key);
		if (value === null || isTooDeep(value)) continue;
		if (key !== 'x_groq' || objectAt(value, 'usage')) found[key] = value;
	}
	return found;
};

/** Fields and headers together, the headers under `headers`; null if there are neither. */
export const serverTimingsOf = (
	response: Pick<RecordedResponse, 'headers'>,
	fields: Record<string, unknown>
): unknown => {
	const headers = Object.fromEntries(
		timingHeaders.flatMap((name) => {
			const values = response.headers.filter(([key]) => key === name).map(([, value]) => value);
			return values.length === 0 ? [] : [[name, values.join(', ')]];
		})
	);
	const all = Object.keys(headers).length === 0 ? fields : { ...fields, headers };
	return Object.keys(all).length === 0 ? null : all;
};
