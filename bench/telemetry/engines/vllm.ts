/** vLLM: names of `vllm/v1/metrics/loggers.py`, with those that earlier versions had. Read from source, not recorded. */
import { sToMs } from '#core/units.ts';
import { histogramOf } from '../histogram.ts';
import { hasPrefix, meanOfFirst, sumOfFirst, type EngineReader } from './engine-metrics.ts';

const msPerS = sToMs(1);

export const vllm: EngineReader = {
	name: 'vllm',
	title: 'vLLM',
	evidence: 'read from source',
	matches: (exposition) => hasPrefix(exposition, 'vllm:'),
	read: (exposition) => ({
		running: sumOfFirst(exposition, ['vllm:num_requests_running']),
		waiting: sumOfFirst(exposition, ['vllm:num_requests_waiting']),
		kvCacheShare: meanOfFirst(exposition, [
			'vllm:kv_cache_usage_perc',
			'vllm:gpu_cache_usage_perc'
		]),
		promptTokens: sumOfFirst(exposition, ['vllm:prompt_tokens_total']),
		cachedPromptTokens: sumOfFirst(exposition, [
			'vllm:prefix_cache_hits_total',
			'vllm:gpu_prefix_cache_hits_total'
		]),
		generatedTokens: sumOfFirst(exposition, ['vllm:generation_tokens_total']),
		ttftMs: histogramOf(exposition, 'vllm:time_to_first_token_seconds', msPerS),
		queueMs: histogramOf(exposition, 'vllm:request_queue_time_seconds', msPerS),
		e2eMs: histogramOf(exposition, 'vllm:e2e_request_latency_seconds', msPerS)
	}),
	limits: [
		'The first bucket of the queue time of vLLM ends at 300 ms, so that shorter waits are not told apart.'
	]
};
