/**
 * TensorRT-LLM, behind Triton (`nv_trt_llm_…`, names of the README of tensorrtllm_backend) or served by `trtllm-serve` (`trtllm_…`,
 * names of `tensorrt_llm/metrics/collector.py`). Triton's own counters of the core come beside. Read from source, not recorded.
 */
import { sToMs } from '#core/units.ts';
import { histogramOf } from '../histogram.ts';
import type { Exposition } from '../prometheus-text.ts';
import { hasPrefix, meanOfFirst, sumOfFirst, type EngineReader } from './engine-metrics.ts';

const msPerS = sToMs(1);
const requests = 'nv_trt_llm_request_metrics';
const blocks = 'nv_trt_llm_kv_cache_block_metrics';

const ofTriton = (exposition: Exposition, type: string): number | null =>
	sumOfFirst(exposition, [requests], { request_type: type });

/** Requests that are in the engine and not in its batch; some versions say it themselves. */
const tritonWaiting = (exposition: Exposition): number | null => {
	const waiting = ofTriton(exposition, 'waiting');
	if (waiting !== null) return waiting;
	const active = ofTriton(exposition, 'active');
	const scheduled = ofTriton(exposition, 'scheduled');
	return active === null || scheduled === null ? null : Math.max(0, active - scheduled);
};

const tritonCacheShare = (exposition: Exposition): number | null => {
	const fraction = meanOfFirst(exposition, [blocks], { kv_cache_block_type: 'fraction' });
	if (fraction !== null) return fraction;
	const used = sumOfFirst(exposition, [blocks], { kv_cache_block_type: 'used' });
	const most = sumOfFirst(exposition, [blocks], { kv_cache_block_type: 'max' });
	return used === null || most === null || most === 0 ? null : used / most;
};

export const tensorrtLlm: EngineReader = {
	name: 'tensorrt-llm',
	title: 'TensorRT-LLM',
	evidence: 'read from source',
	matches: (exposition) => hasPrefix(exposition, 'nv_trt_llm_') || hasPrefix(exposition, 'trtllm_'),
	read: (exposition) => ({
		running:
			sumOfFirst(exposition, ['trtllm_num_requests_running']) ?? ofTriton(exposition, 'scheduled'),
		waiting: sumOfFirst(exposition, ['trtllm_num_requests_waiting']) ?? tritonWaiting(exposition),
		kvCacheShare:
			meanOfFirst(exposition, ['trtllm_kv_cache_utilization']) ?? tritonCacheShare(exposition),
		promptTokens: sumOfFirst(exposition, ['trtllm_prompt_tokens_total']),
		cachedPromptTokens: sumOfFirst(exposition, ['trtllm_prompt_cached_tokens_total']),
		generatedTokens: sumOfFirst(exposition, ['trtllm_generation_tokens_total']),
		ttftMs: histogramOf(exposition, 'trtllm_time_to_first_token_seconds', msPerS),
		queueMs: histogramOf(exposition, 'trtllm_request_queue_time_seconds', msPerS),
		e2eMs: histogramOf(exposition, 'trtllm_e2e_request_latency_seconds', msPerS)
	}),
	limits: ['Behind Triton, TensorRT-LLM shows gauges only: no tokens and no latencies.']
};
