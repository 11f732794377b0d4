/** SGLang (started with --enable-metrics): names of its page on production metrics and of `metrics/collector.py`. Not recorded. */
import { sToMs } from '#core/units.ts';
import { histogramOf } from '../histogram.ts';
import { hasPrefix, meanOfFirst, sumOfFirst, type EngineReader } from './engine-metrics.ts';

const msPerS = sToMs(1);

export const sglang: EngineReader = {
	name: 'sglang',
	title: 'SGLang',
	evidence: 'read from source',
	matches: (exposition) => hasPrefix(exposition, 'sglang:'),
	read: (exposition) => ({
		running: sumOfFirst(exposition, ['sglang:num_running_reqs']),
		waiting: sumOfFirst(exposition, ['sglang:num_queue_reqs']),
		kvCacheShare: meanOfFirst(exposition, ['sglang:token_usage']),
		promptTokens: sumOfFirst(exposition, ['sglang:prompt_tokens_total']),
		cachedPromptTokens: sumOfFirst(exposition, ['sglang:cached_tokens_total']),
		generatedTokens: sumOfFirst(exposition, ['sglang:generation_tokens_total']),
		ttftMs: histogramOf(exposition, 'sglang:time_to_first_token_seconds', msPerS),
		queueMs: histogramOf(exposition, 'sglang:queue_time_seconds', msPerS),
		e2eMs: histogramOf(exposition, 'sglang:e2e_request_latency_seconds', msPerS)
	}),
	limits: ['With tensor parallelism SGLang may show its gauges once for each rank.']
};
