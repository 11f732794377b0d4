/** llama.cpp server (started with --metrics). It has no histograms. Names as recorded beside an H200, see test/telemetry/recordings. */
import { hasPrefix, meanOfFirst, sumOfFirst, type EngineReader } from './engine-metrics.ts';

export const llamaCpp: EngineReader = {
	name: 'llama-cpp',
	title: 'llama.cpp server',
	evidence: 'recorded',
	matches: (exposition) => hasPrefix(exposition, 'llamacpp:'),
	read: (exposition) => {
		// The counter of processed tokens leaves out those that the cache had.
		const processed = sumOfFirst(exposition, ['llamacpp:prompt_tokens_total']);
		const cached = sumOfFirst(exposition, ['llamacpp:prompt_tokens_cached_total']);
		return {
			running: sumOfFirst(exposition, ['llamacpp:requests_processing']),
			waiting: sumOfFirst(exposition, ['llamacpp:requests_deferred']),
			// Only older versions have it.
			kvCacheShare: meanOfFirst(exposition, ['llamacpp:kv_cache_usage_ratio']),
			promptTokens: processed === null ? null : processed + (cached ?? 0),
			cachedPromptTokens: cached,
			generatedTokens: sumOfFirst(exposition, ['llamacpp:tokens_predicted_total']),
			ttftMs: null,
			queueMs: null,
			e2eMs: null
		};
	},
	limits: ['llama.cpp counts generated tokens when their request ends, all at once.']
};
