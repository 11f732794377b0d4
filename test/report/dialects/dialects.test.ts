/**
 * One recording with everything that makes tools disagree, and what each of them makes of it, worked out by hand from its rules.
 *
 * A due 0, sent 10: an empty role chunk at 110, reasoning at 210 and 260, text at 310 and 360, an empty finish chunk at 370, usage at
 *   380, [DONE] at 390, end at 400; 10 tokens, of which 6 are text, so that a chunk holds several.
 * B due and sent 100: role at 150, the only token at 200 with the finish reason after it, usage and [DONE] at 205, end at 210.
 * C due and sent 200: HTTP 500, which takes until 1,200: the drain.
 * D due and sent 300: role at 350, text at 400, 450 and 500, finish at 500, usage and [DONE] at 510, end at 520; 6 tokens.
 */
import { describe, expect, it } from 'vitest';
import { sloOf } from '#core/slo.ts';
import type { DialectName, ResultFields, Spread } from '#bench/report/dialects/dialect.ts';
import { dialects } from '#bench/report/dialects/index.ts';
import { orNull, type Known } from '#bench/report/dialects/known.ts';
import { ourFigures } from '#bench/report/dialects/ours.ts';
import type { Recording } from '#bench/report/dialects/recording.ts';
import { answered, done, empty, failed, output, usage } from './support/recorded-request.ts';

const trapped: Recording = {
	protocol: 'openai-chat',
	isStreamed: true,
	slo: sloOf('ttft<250ms,tpot<40ms,e2e<355ms'),
	requests: [
		answered({
			dueMs: 0,
			sentMs: 10,
			endMs: 400,
			events: [
				empty(110),
				output(210, 'reasoning', 4),
				output(260, 'reasoning', 4),
				output(310, 'text', 6),
				output(360, 'text', 6),
				empty(370),
				usage(380),
				done(390)
			],
			outputTokens: 10,
			visibleTokens: 6
		}),
		answered({
			dueMs: 100,
			endMs: 210,
			events: [empty(150), output(200, 'text', 2), empty(200), usage(205), done(205)],
			outputTokens: 1
		}),
		failed(200, 1_200),
		answered({
			dueMs: 300,
			endMs: 520,
			events: [
				empty(350),
				output(400, 'text', 4),
				output(450, 'text', 4),
				output(500, 'text', 4),
				empty(500),
				usage(510),
				done(510)
			],
			outputTokens: 6
		})
	]
};

const told = (name: DialectName, recording: Recording = trapped) =>
	dialects[name].compute(recording);

/** The field at a path of dots; fails where there is none. */
const field = (result: ResultFields, path: string): number => {
	const value = path
		.split('.')
		.reduce<ResultFields | Known<number> | undefined>(
			(at, name) => (at as ResultFields | undefined)?.[name],
			result
		);
	if (typeof value !== 'number') throw new Error(`${path} is ${JSON.stringify(value)}`);
	return value;
};

const expectFields = (name: DialectName, expected: Record<string, number>): void => {
	const { result } = told(name);
	for (const [path, value] of Object.entries(expected)) {
		expect(field(result, path), `${name} ${path}`).toBeCloseTo(value, 6);
	}
};

const expectSpread = (spread: Known<Spread>, [mean, p50, p99]: [number, number, number]): void => {
	const found = orNull(spread);
	expect(found?.mean).toBeCloseTo(mean, 6);
	expect(found?.p50).toBeCloseTo(p50, 6);
	expect(found?.p99).toBeCloseTo(p99, 6);
};

describe('the recording with every trap', () => {
	it('is, by our definitions, timed from due to the first output of any kind, and to the end', () => {
		const ours = ourFigures(trapped);
		// TTFT 210, 100, 100
		expectSpread(ours.ttftMs, [410 / 3, 100, 207.8]);
		// Gaps 50, 50, 50 of A and 50, 50 of D
		expectSpread(ours.itlMs, [50, 50, 50]);
		// (360 − 210) / 9 and (500 − 400) / 5; B has one token
		expectSpread(ours.tpotMs, [55 / 3, 55 / 3, 50 / 3 + 0.99 * (10 / 3)]);
		// 400, 110, 220
		expectSpread(ours.e2eMs, [730 / 3, 220, 396.4]);
		// First due 0, last end 1,200
		expect(orNull(ours.requestsPerS)).toBeCloseTo(2.5, 9);
		expect(orNull(ours.outputTokensPerS)).toBeCloseTo(17 / 1.2, 9);
		// A takes 400 > 355; B has no TPOT to miss
		expect(orNull(ours.goodputPerS)).toBeCloseTo(2 / 1.2, 9);
	});

	it('ends, for vLLM, TTFT at the role chunk and E2EL at the finish chunk, and gives it gaps that no token made', () => {
		expectFields('vllm', {
			duration: 1.2,
			completed: 3,
			failed: 1,
			total_input_tokens: 60,
			total_output_tokens: 17,
			request_throughput: 2.5,
			output_throughput: 17 / 1.2,
			total_token_throughput: 77 / 1.2,
			// A takes 370 − 10 = 360 > 355; B counts with a TPOT of 0
			request_goodput: 2 / 1.2,
			// 6 + 3 + 5 chunks within a second
			max_output_tokens_per_s: 14,
			// A [10, 370), B [100, 200), D [300, 500)
			max_concurrent_requests: 2,
			// 100, 50, 50
			mean_ttft_ms: 200 / 3,
			median_ttft_ms: 50,
			std_ttft_ms: Math.sqrt((2 * (50 / 3) ** 2 + (100 / 3) ** 2) / 3),
			p99_ttft_ms: 99,
			// A (360 − 100) / 9, D (200 − 50) / 5; B none
			mean_tpot_ms: (260 / 9 + 30) / 2,
			p99_tpot_ms: 260 / 9 + 0.99 * (30 - 260 / 9),
			// A 100, 50, 50, 50, 10; B 50, 0; D 50, 50, 50, 0
			mean_itl_ms: 460 / 11,
			median_itl_ms: 50,
			p99_itl_ms: 95,
			// 360, 100, 200
			mean_e2el_ms: 220,
			median_e2el_ms: 200,
			p99_e2el_ms: 356.8
		});
	});

	it('ends, for SGLang, at [DONE], and TTFT at the first reasoning', () => {
		expectFields('sglang', {
			duration: 1.2,
			completed: 3,
			request_throughput: 2.5,
			input_throughput: 50,
			output_throughput: 17 / 1.2,
			total_throughput: 77 / 1.2,
			// 200, 100, 100
			mean_ttft_ms: 400 / 3,
			median_ttft_ms: 100,
			p99_ttft_ms: 198,
			mean_itl_ms: 50,
			// A (380 − 200) / 9, D (210 − 100) / 5
			mean_tpot_ms: 21,
			p99_tpot_ms: 21.98,
			// 380, 105, 210
			mean_e2e_latency_ms: 695 / 3,
			median_e2e_latency_ms: 210,
			p90_e2e_latency_ms: 210 + 0.8 * 170,
			p99_e2e_latency_ms: 376.6,
			concurrency: 0.695 / 1.2,
			// 4 + 1 + 3 chunks with text or reasoning
			max_output_tokens_per_s: 8,
			// All three touch the first second
			max_concurrent_requests: 3
		});
		expect(orNull(told('sglang').common.goodputPerS)).toBeNull();
	});

	it('ends, for aiperf, with the last content, and its ITL is a mean for each request', () => {
		expectFields('aiperf', {
			'time_to_first_token.avg': 400 / 3,
			'time_to_first_token.p50': 100,
			'time_to_first_token.p99': 198,
			'time_to_first_token.std': Math.sqrt(((200 / 3) ** 2 + 2 * (100 / 3) ** 2) / 3),
			'time_to_second_token.avg': 50,
			// A 300, B 100, D 100
			'time_to_first_output_token.avg': 500 / 3,
			// 350, 100, 200
			'request_latency.avg': 650 / 3,
			'request_latency.p99': 347,
			// A (350 − 200) / 9, D (200 − 100) / 5; B has one token
			'inter_token_latency.avg': 55 / 3,
			'inter_chunk_latency.avg': 50,
			// From the first sending, 10, to the last content, 500
			'benchmark_duration.avg': 0.49,
			'request_throughput.avg': 3 / 0.49,
			'output_token_throughput.avg': 17 / 0.49,
			'total_token_throughput.avg': 77 / 0.49,
			'request_count.avg': 3,
			'error_request_count.avg': 1,
			// A takes 350 ≤ 355; B has no ITL and misses its bound
			'good_request_count.avg': 2,
			'good_request_fraction.avg': 0.5,
			'goodput.avg': 2 / 0.49
		});
	});

	it('has, for guidellm, a TPOT that includes TTFT, weights by tokens, and percentiles that occurred', () => {
		expectFields('guidellm', {
			'request_totals.successful': 3,
			'request_totals.errored': 1,
			'time_to_first_token_ms.successful.mean': 400 / 3,
			'time_to_first_token_ms.successful.median': 100,
			'time_to_first_token_ms.successful.percentiles.p99': 200,
			'time_to_first_output_token_ms.successful.mean': 500 / 3,
			// A 350 / 10 × 10 tokens, B 100 / 1 × 1, D 200 / 6 × 6
			'time_per_output_token_ms.successful.mean': 650 / 17,
			'time_per_output_token_ms.successful.median': 35,
			'time_per_output_token_ms.successful.percentiles.p99': 100,
			// A 150 / 9 × 9, D 100 / 5 × 5
			'inter_token_latency_ms.successful.mean': 250 / 14,
			'inter_token_latency_ms.successful.median': 150 / 9,
			'inter_token_latency_ms.successful.percentiles.p99': 20,
			'inter_token_latency_ms.successful.count': 14,
			// 0.39, 0.11, 0.22
			'request_latency.successful.mean': 0.24,
			'request_latency.successful.median': 0.22,
			'request_latency.successful.percentiles.p99': 0.39,
			// From the first sending, 10, to the last end, 1,200
			'requests_per_second.successful.mean': 3 / 1.19,
			'requests_per_second.successful.count': 3,
			// From the first token, 200, to the last, 500
			'output_tokens_per_second.successful.mean': 17 / 0.3,
			'output_tokens_per_second.successful.count': 17
		});
	});

	it('has, for inference-perf, text alone, zeros between the tokens of a chunk, and no TTFT of one token', () => {
		expectFields('inference-perf', {
			// From the first sending, 10, to the last end, 1,200
			benchmark_time_seconds: 1.19,
			'load_summary.count': 4,
			'load_summary.schedule_delay.max': 0.01,
			'successes.count': 3,
			'failures.count': 1,
			'successes.latency.request_latency.mean': 0.24,
			// 0.39 / 6, 0.11 / 1, 0.22 / 6
			'successes.latency.normalized_time_per_output_token.mean': (0.065 + 0.11 + 0.22 / 6) / 3,
			// A 0.3, D 0.1
			'successes.latency.time_to_first_token.mean': 0.2,
			'successes.latency.time_to_first_token.p99': 0.298,
			// A 0.05 / 5, D 0.1 / 5
			'successes.latency.time_per_output_token.mean': 0.015,
			// A three tokens each at 310 and 360; D two each at 400, 450 and 500
			'successes.latency.inter_token_latency.mean': 0.015,
			'successes.latency.inter_token_latency.median': 0,
			'successes.latency.inter_token_latency.p99': 0.05,
			'successes.throughput.requests_per_sec': 3 / 1.19,
			'successes.throughput.output_tokens_per_sec': 13 / 1.19,
			'successes.output_tokens.total': 17,
			// Only D: A's TTFT is 300 > 250, B has none
			'successes.goodput_metrics.good_requests': 1,
			'successes.goodput_metrics.goodput_percentage': 100 / 3,
			// Over the successes, 10 to 520
			'successes.goodput_metrics.request_goodput': 1 / 0.51
		});
	});

	it('has, for llmperf, an ITL that includes TTFT and is divided by chunks, empty ones included', () => {
		expectFields('llmperf', {
			// A 0.35 / 6, B 0.1 / 3, D 0.2 / 5
			results_inter_token_latency_s_mean: (0.35 / 6 + 0.1 / 3 + 0.04) / 3,
			results_inter_token_latency_s_quantiles_p50: 0.04,
			// 0.3, 0.1, 0.1
			results_ttft_s_mean: 0.5 / 3,
			results_ttft_s_quantiles_p99: 0.296,
			results_ttft_s_stddev: Math.sqrt((0.4 / 3) ** 2 / 2 + (0.2 / 3) ** 2),
			results_end_to_end_latency_s_mean: 0.24,
			results_number_output_tokens_mean: 13 / 3,
			results_mean_output_throughput_token_per_s: 13 / 1.2,
			results_num_requests_started: 4,
			results_num_completed_requests: 3,
			results_num_completed_requests_per_min: 150,
			results_number_errors: 1,
			results_error_rate: 0.25
		});
	});
});
