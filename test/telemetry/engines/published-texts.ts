/**
 * Metrics of engines that could not be recorded. Names, labels, units and bounds of buckets are those of the sources named with each;
 * where a source shows no values, the values are chosen here and mean nothing.
 */

/** Text as prometheus_client writes a histogram. */
const histogram = (
	name: string,
	labels: string,
	bounds: readonly string[],
	counts: readonly number[],
	sum: number
): string =>
	[
		`# TYPE ${name} histogram`,
		...bounds.map(
			(bound, index) => `${name}_bucket{${labels},le="${bound}"} ${String(counts[index] ?? 0)}.0`
		),
		`${name}_count{${labels}} ${String(counts.at(-1) ?? 0)}.0`,
		`${name}_sum{${labels}} ${String(sum)}`
	].join('\n');

/** Buckets of https://github.com/vllm-project/vllm vllm/v1/metrics/loggers.py at 005a810b, cut after the tenth. */
const vllmTtftBounds = [
	'0.001',
	'0.005',
	'0.01',
	'0.02',
	'0.04',
	'0.06',
	'0.08',
	'0.1',
	'0.25',
	'+Inf'
];
const vllmLatencyBounds = ['0.3', '0.5', '0.8', '1.0', '1.5', '2.0', '2.5', '5.0', '10.0', '+Inf'];

/** Two replicas of one model; `requests` had been answered before. Source as above. */
export const vllmText = (requests: number): string => {
	const engine = (index: number): string => `engine="${String(index)}",model_name="qwen3-8b"`;
	const counts = (shares: readonly number[]): number[] => shares.map((share) => share * requests);
	return [
		'# HELP vllm:num_requests_running Number of requests in model execution batches.',
		'# TYPE vllm:num_requests_running gauge',
		`vllm:num_requests_running{${engine(0)}} 3.0`,
		`vllm:num_requests_running{${engine(1)}} 4.0`,
		`vllm:num_requests_waiting{${engine(0)}} 0.0`,
		`vllm:num_requests_waiting{${engine(1)}} 2.0`,
		`vllm:kv_cache_usage_perc{${engine(0)}} 0.25`,
		`vllm:kv_cache_usage_perc{${engine(1)}} 0.75`,
		`vllm:prompt_tokens_total{${engine(0)}} ${String(requests * 160)}.0`,
		`vllm:prompt_tokens_total{${engine(1)}} ${String(requests * 160)}.0`,
		`vllm:generation_tokens_total{${engine(0)}} ${String(requests * 128)}.0`,
		`vllm:generation_tokens_total{${engine(1)}} ${String(requests * 128)}.0`,
		`vllm:prefix_cache_hits_total{${engine(0)}} ${String(requests * 16)}.0`,
		...[0, 1].flatMap((index) => [
			histogram(
				'vllm:time_to_first_token_seconds',
				engine(index),
				vllmTtftBounds,
				counts([0, 0, 0, 0, 1, 2, 4, 4, 4, 4]),
				0.06 * 4 * requests
			),
			histogram(
				'vllm:request_queue_time_seconds',
				engine(index),
				vllmLatencyBounds,
				counts([4, 4, 4, 4, 4, 4, 4, 4, 4, 4]),
				0.01 * 4 * requests
			),
			histogram(
				'vllm:e2e_request_latency_seconds',
				engine(index),
				vllmLatencyBounds,
				counts([0, 0, 2, 4, 4, 4, 4, 4, 4, 4]),
				0.8 * 4 * requests
			)
		])
	].join('\n');
};

/** Shown in https://docs.sglang.io/references/production_metrics.html, read 2026-11-26; cut. */
export const sglangText = `# HELP sglang:prompt_tokens_total Number of prefill tokens processed.
# TYPE sglang:prompt_tokens_total counter
sglang:prompt_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct"} 8.128902e+06
# HELP sglang:generation_tokens_total Number of generation tokens processed.
# TYPE sglang:generation_tokens_total counter
sglang:generation_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct"} 7.557572e+06
# HELP sglang:token_usage The token usage
# TYPE sglang:token_usage gauge
sglang:token_usage{model_name="meta-llama/Llama-3.1-8B-Instruct"} 0.28
# HELP sglang:time_to_first_token_seconds Histogram of time to first token in seconds.
# TYPE sglang:time_to_first_token_seconds histogram
sglang:time_to_first_token_seconds_sum{model_name="meta-llama/Llama-3.1-8B-Instruct"} 2.3518979474117756e+06
sglang:time_to_first_token_seconds_bucket{le="1.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 27.0
sglang:time_to_first_token_seconds_bucket{le="10.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 1330.0
sglang:time_to_first_token_seconds_bucket{le="20.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 2326.0
sglang:time_to_first_token_seconds_bucket{le="30.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 2513.0
sglang:time_to_first_token_seconds_bucket{le="+Inf",model_name="meta-llama/Llama-3.1-8B-Instruct"} 11008.0
sglang:time_to_first_token_seconds_count{model_name="meta-llama/Llama-3.1-8B-Instruct"} 11008.0
# HELP sglang:e2e_request_latency_seconds Histogram of End-to-end request latency in seconds
# TYPE sglang:e2e_request_latency_seconds histogram
sglang:e2e_request_latency_seconds_sum{model_name="meta-llama/Llama-3.1-8B-Instruct"} 3.116093850019932e+06
sglang:e2e_request_latency_seconds_bucket{le="40.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 486.0
sglang:e2e_request_latency_seconds_bucket{le="60.0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 1513.0
sglang:e2e_request_latency_seconds_bucket{le="+Inf",model_name="meta-llama/Llama-3.1-8B-Instruct"} 11228.0
sglang:e2e_request_latency_seconds_count{model_name="meta-llama/Llama-3.1-8B-Instruct"} 11228.0
# HELP sglang:num_running_reqs The number of running requests
# TYPE sglang:num_running_reqs gauge
sglang:num_running_reqs{model_name="meta-llama/Llama-3.1-8B-Instruct"} 162.0
# HELP sglang:num_queue_reqs The number of requests in the waiting queue
# TYPE sglang:num_queue_reqs gauge
sglang:num_queue_reqs{model_name="meta-llama/Llama-3.1-8B-Instruct"} 2826.0
`;

/** Names of https://huggingface.co/docs/text-generation-inference/reference/metrics, read 2026-11-26; values and bounds chosen. */
export const tgiText = `# TYPE tgi_batch_current_size gauge
tgi_batch_current_size 5
# TYPE tgi_queue_size gauge
tgi_queue_size 3
# TYPE tgi_request_input_length histogram
tgi_request_input_length_bucket{le="100"} 90
tgi_request_input_length_bucket{le="+Inf"} 150
tgi_request_input_length_sum 18000
tgi_request_input_length_count 150
# TYPE tgi_request_generated_tokens histogram
tgi_request_generated_tokens_bucket{le="100"} 130
tgi_request_generated_tokens_bucket{le="+Inf"} 150
tgi_request_generated_tokens_sum 12500
tgi_request_generated_tokens_count 150
# TYPE tgi_request_queue_duration histogram
tgi_request_queue_duration_bucket{le="0.01"} 100
tgi_request_queue_duration_bucket{le="0.1"} 145
tgi_request_queue_duration_bucket{le="+Inf"} 150
tgi_request_queue_duration_sum 3.2
tgi_request_queue_duration_count 150
# TYPE tgi_request_duration histogram
tgi_request_duration_bucket{le="1"} 140
tgi_request_duration_bucket{le="+Inf"} 150
tgi_request_duration_sum 90
tgi_request_duration_count 150
`;

/** Shown in https://github.com/triton-inference-server/tensorrtllm_backend README, section on Triton metrics, read 2026-11-26. */
export const tritonText = `# HELP nv_trt_llm_request_metrics TRT LLM request metrics
# TYPE nv_trt_llm_request_metrics gauge
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="context",version="1"} 1
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} 1
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="max",version="1"} 512
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="active",version="1"} 0
# HELP nv_trt_llm_kv_cache_block_metrics TRT LLM KV cache block metrics
# TYPE nv_trt_llm_kv_cache_block_metrics gauge
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="tokens_per",model="tensorrt_llm",version="1"} 64
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used",model="tensorrt_llm",version="1"} 1
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="free",model="tensorrt_llm",version="1"} 6239
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="tensorrt_llm",version="1"} 6239
`;

/** Names and bounds of https://github.com/NVIDIA/TensorRT-LLM tensorrt_llm/metrics/collector.py at 050f80de; values chosen. */
export const trtllmServeText = [
	'trtllm_num_requests_running{engine_type="trtllm",model_name="m"} 6.0',
	'trtllm_num_requests_waiting{engine_type="trtllm",model_name="m"} 1.0',
	'trtllm_kv_cache_utilization{engine_type="trtllm",model_name="m"} 0.4',
	'trtllm_prompt_tokens_total{engine_type="trtllm",model_name="m"} 1600.0',
	'trtllm_generation_tokens_total{engine_type="trtllm",model_name="m"} 1280.0',
	histogram(
		'trtllm_time_to_first_token_seconds',
		'engine_type="trtllm",model_name="m"',
		vllmTtftBounds,
		[0, 0, 0, 0, 0, 5, 10, 10, 10, 10],
		0.6
	)
].join('\n');
