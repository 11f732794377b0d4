/** Hugging Face TGI: names of its page on metrics. It has no histogram of the time to first token. Read from source, not recorded. */
import { sToMs } from '#core/units.ts';
import { histogramOf } from '../histogram.ts';
import { hasPrefix, sumOfFirst, type EngineReader } from './engine-metrics.ts';

const msPerS = sToMs(1);

export const tgi: EngineReader = {
	name: 'tgi',
	title: 'TGI',
	evidence: 'read from source',
	matches: (exposition) => hasPrefix(exposition, 'tgi_'),
	read: (exposition) => ({
		running: sumOfFirst(exposition, ['tgi_batch_current_size']),
		waiting: sumOfFirst(exposition, ['tgi_queue_size']),
		kvCacheShare: null,
		promptTokens: sumOfFirst(exposition, ['tgi_request_input_length_sum']),
		cachedPromptTokens: null,
		generatedTokens: sumOfFirst(exposition, ['tgi_request_generated_tokens_sum']),
		ttftMs: null,
		queueMs: histogramOf(exposition, 'tgi_request_queue_duration', msPerS),
		e2eMs: histogramOf(exposition, 'tgi_request_duration', msPerS)
	}),
	limits: ['TGI counts the tokens of a request when it has ended.']
};
