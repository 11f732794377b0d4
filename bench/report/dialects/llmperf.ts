/**
 * Ray llmperf, API `openai`. Rules from ray-project/llmperf: `token_benchmark_ray.py` (f1d6bed) and
 * `src/llmperf/ray_clients/openai_chat_completions_client.py` (0451d33). Quantiles are pandas', times in seconds.
 */
import { isCompleted } from '#core/outcome.ts';
import { msToS, sToMs } from '#core/units.ts';
import {
	rateOf,
	spreadOf,
	valueRow,
	type Dialect,
	type DialectFigures,
	type DialectRow,
	type ResultFields
} from './dialect.ts';
import { from, Unknown, type Known } from './known.ts';
import { sentRequests, type Recording, type SentRequest } from './recording.ts';
import { countsFromStart, ofAnswers, startsWhenSent } from './recording-traits.ts';
import { statisticsOf, sumOf, type SampleStatistics } from './sample-statistics.ts';
import { wholeRunS } from './sent-window.ts';
import { chunkTimesOf, eventsOf, reportedTokens, timesOf, whyNoStreams } from './stream-times.ts';
import { textTokensOf } from './token-shares.ts';

const noGoodput = new Unknown('llmperf has no goodput');
const noTpot = new Unknown('llmperf has no TPOT');
const countsItself = 'llmperf counts with the tokenizer of Llama, which is not here';

/** A 200 whose body came whole and reported no error. */
const succeeded = (request: SentRequest): boolean =>
	request.events === null
		? isCompleted(request.outcome)
		: request.httpStatus === 200 &&
			request.isWhole &&
			!request.events.some(({ isError }) => isError);

interface Timed {
	ttftS: number;
	/** (TTFT + all gaps) / chunks: the time to the last text, over all chunks, empty ones included. */
	interTokenS: number;
}

const timed = (request: SentRequest, tokens: number): Timed => {
	const textMs = timesOf(eventsOf(request), ['text']);
	const chunks = chunkTimesOf(eventsOf(request)).length;
	const sinceSent = (atMs: number | undefined): number =>
		atMs === undefined ? 0 : msToS(atMs - request.sentMs);
	return {
		ttftS: sinceSent(textMs[0]),
		interTokenS: tokens === 0 || chunks === 0 ? 0 : sinceSent(textMs.at(-1)) / chunks
	};
};

const quantiles = [25, 50, 75, 90, 95, 99];

const columns: [name: string, of: (each: SampleStatistics) => Known<number>][] = [
	['p50', ({ percentile }) => percentile(50)],
	['p90', ({ percentile }) => percentile(90)],
	['p99', ({ percentile }) => percentile(99)],
	['mean', ({ mean }) => mean],
	['min', ({ min }) => min],
	['max', ({ max }) => max],
	['stddev', ({ sampleStd }) => sampleStd]
];

const metricRow = (
	label: string,
	statistics: Known<SampleStatistics>,
	digits: number
): DialectRow => ({
	label,
	values: columns.map(([, of]) => from(statistics, of)),
	digits
});

const metricFields = (field: string, statistics: Known<SampleStatistics>): ResultFields => ({
	...Object.fromEntries(
		quantiles.map((percent) => [
			`results_${field}_quantiles_p${String(percent)}`,
			from(statistics, ({ percentile }) => percentile(percent))
		])
	),
	[`results_${field}_mean`]: from(statistics, ({ mean }) => mean),
	[`results_${field}_min`]: from(statistics, ({ min }) => min),
	[`results_${field}_max`]: from(statistics, ({ max }) => max),
	[`results_${field}_stddev`]: from(statistics, ({ sampleStd }) => sampleStd)
});

const compute = (recording: Recording): DialectFigures => {
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded);
	const whyNot = whyNoStreams(recording, good, 'every-event');
	const textTokens: Known<number[]> = whyNot ?? reportedTokens(good, textTokensOf, countsItself);
	const inputTokens = reportedTokens(good, (request) => request.inputTokens, countsItself);
	const times = from(textTokens, (counts) =>
		good.map((request, i) => timed(request, counts[i] ?? 0))
	);
	const latencies: Known<number[]> =
		whyNot ?? good.map(({ endMs, sentMs }) => msToS((endMs ?? sentMs) - sentMs));
	const interToken = from(times, (each) =>
		statisticsOf(each.map(({ interTokenS }) => interTokenS))
	);
	const ttft = from(times, (each) => statisticsOf(each.map(({ ttftS }) => ttftS)));
	const e2e = from(latencies, statisticsOf);
	const perRequest = from(textTokens, (counts) =>
		from(latencies, (seconds) =>
			statisticsOf(
				seconds.flatMap((latencyS, i) => (latencyS > 0 ? (counts[i] ?? 0) / latencyS : []))
			)
		)
	);
	const input = from(inputTokens, statisticsOf);
	const output = from(textTokens, statisticsOf);
	const durationS = wholeRunS(sent);
	const outputTokensPerS = rateOf(from(textTokens, sumOf), durationS);
	const requestsPerS = rateOf(good.length, durationS);
	const perMinute = from(requestsPerS, (rate) => rate * 60);
	const errors = sent.length - good.length;
	const errorRate = rateOf(errors, sent.length);
	return {
		columns: columns.map(([name]) => name),
		rows: [
			metricRow('inter_token_latency_s', interToken, 4),
			metricRow('ttft_s', ttft, 4),
			metricRow('end_to_end_latency_s', e2e, 4),
			metricRow('request_output_throughput_token_per_s', perRequest, 2),
			metricRow('number_input_tokens', input, 2),
			metricRow('number_output_tokens', output, 2),
			valueRow('mean_output_throughput_token_per_s', outputTokensPerS),
			valueRow('num_requests_started', sent.length),
			valueRow('num_completed_requests', good.length),
			valueRow('num_completed_requests_per_min', perMinute),
			valueRow('number_errors', errors),
			valueRow('error_rate', errorRate, 4)
		],
		result: {
			...metricFields('inter_token_latency_s', interToken),
			...metricFields('ttft_s', ttft),
			...metricFields('end_to_end_latency_s', e2e),
			...metricFields('request_output_throughput_token_per_s', perRequest),
			...metricFields('number_input_tokens', input),
			...metricFields('number_output_tokens', output),
			results_num_requests_started: sent.length,
			results_error_rate: errorRate,
			results_number_errors: errors,
			results_mean_output_throughput_token_per_s: outputTokensPerS,
			results_num_completed_requests: good.length,
			results_num_completed_requests_per_min: perMinute
		},
		common: {
			ttftMs: spreadOf(ttft, sToMs(1)),
			itlMs: spreadOf(interToken, sToMs(1)),
			tpotMs: noTpot,
			e2eMs: spreadOf(e2e, sToMs(1)),
			requestsPerS,
			outputTokensPerS,
			goodputPerS: noGoodput
		},
		notes: [
			'llmperf counts with the tokenizer of Llama for every model. Here tokens are those of the reported usage, without reasoning and tool calls, by their share of the characters where the endpoint does not split them.',
			'llmperf does not ask for usage; the event that brings it is not counted as a chunk.',
			'llmperf gives up after 180 s; this recording had its own limits.'
		]
	};
};

export const llmperf: Dialect = {
	title: 'llmperf',
	source:
		'llmperf, API openai: token_benchmark_ray.py at f1d6bed, openai_chat_completions_client.py at 0451d33 (ray-project/llmperf)',
	speaks: ['openai-chat'],
	compute,
	differences: (traits) => [
		...(traits.answers > 0 ? ['ITL includes TTFT and is divided by chunks, not by tokens'] : []),
		...(traits.emptyFirst + traits.emptyLast > 0 ? ['empty chunks count in that division'] : []),
		...(traits.reasoningFirst > 0
			? [
					`only text counts: TTFT passes over the reasoning that ${ofAnswers(traits.reasoningFirst, traits)} began with`
				]
			: []),
		...(traits.cutShort > 0
			? [`streams that stop without their end (${String(traits.cutShort)}) count as successes`]
			: []),
		...countsFromStart(traits),
		...startsWhenSent(traits)
	]
};
