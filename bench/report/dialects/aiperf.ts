/**
 * NVIDIA aiperf, endpoint `chat`. Rules from ai-dynamo/aiperf: `docs/metrics-reference.md` (0176f59), `src/aiperf/metrics/types/`
 * (`ttft_metric.py` 58028d5, `inter_token_latency_metric.py` 58dd5de, `request_latency_metric.py` 4f7ccff, `max_response_metric.py`
 * 533b205, `good_request_count_metric.py` cf79369), without `--per-chunk-usage`. Percentiles are NumPy's.
 */
import { isCompleted } from '#core/outcome.ts';
import { msToS } from '#core/units.ts';
import {
	goodRequests,
	noObjective,
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
import { ofAnswers, startsWhenSent } from './recording-traits.ts';
import { gapsOf, statisticsOf, sumOf, type SampleStatistics } from './sample-statistics.ts';
import { spanS } from './sent-window.ts';
import { eventsOf, reportedTokens, timesOf, whyNoStreams } from './stream-times.ts';

const content = ['text', 'reasoning', 'tool'] as const;

/** Moments of the responses with content, ms. */
const contentMs = ({ events, deltaMs }: SentRequest): readonly number[] =>
	events === null ? (deltaMs ?? []) : timesOf(events, content);

/** Valid: no error, and content came. Without its events what we made of it decides. */
const succeeded =
	(isStreamed: boolean) =>
	(request: SentRequest): boolean =>
		request.events === null
			? isCompleted(request.outcome) &&
				(!isStreamed || request.deltaMs === null || request.deltaMs.length > 0)
			: request.httpStatus === 200 &&
				request.isWhole &&
				!request.events.some(({ isError }) => isError) &&
				contentMs(request).length > 0;

interface Timed {
	/** Unknown where answers were not streamed. */
	contentMs: readonly number[] | null;
	/** First text, reasoning aside; null where none came or its moment is not kept. */
	firstOutputMs: number | null;
	startMs: number;
	endMs: number;
}

const timed =
	(isStreamed: boolean) =>
	(request: SentRequest): Timed => {
		const times = isStreamed ? contentMs(request) : null;
		return {
			contentMs: times,
			firstOutputMs: timesOf(eventsOf(request), ['text'])[0] ?? null,
			startMs: request.sentMs,
			endMs: times?.at(-1) ?? request.endMs ?? request.sentMs
		};
	};

const ttftOf = ({ contentMs: times, startMs }: Timed): number | null =>
	times?.[0] === undefined ? null : times[0] - startMs;

/** Null for fewer than two tokens. */
const itlOf = (request: Timed, tokens: number): number | null => {
	const ttftMs = ttftOf(request);
	if (ttftMs === null || tokens < 2) return null;
	return (request.endMs - request.startMs - ttftMs) / (tokens - 1);
};

const present = (values: readonly (number | null)[]): number[] =>
	values.filter((value) => value !== null);

const goodCount = (
	{ slo }: Recording,
	times: Known<Timed[]>,
	tokens: Known<number[]>,
	whyNoFirstOutput: Unknown | null
): Known<number> => {
	if (slo === null) return noObjective;
	if (slo.ttfaMs !== undefined && whyNoFirstOutput) return whyNoFirstOutput;
	return from(times, (each) =>
		from(slo.tpotMs === undefined ? each.map(() => 0) : tokens, (output) =>
			goodRequests(
				each.map((request, i) => {
					const { startMs, endMs, firstOutputMs } = request;
					const bound = (limitMs: number | undefined, valueMs: number | null) =>
						limitMs === undefined ? [] : [{ limitMs, valueMs }];
					return [
						...bound(slo.ttftMs, ttftOf(request)),
						...bound(slo.ttfaMs, firstOutputMs === null ? null : firstOutputMs - startMs),
						...bound(slo.tpotMs, itlOf(request, output[i] ?? 0)),
						...bound(slo.e2eMs, endMs - startMs)
					];
				})
			)
		)
	);
};

const columns: [name: string, of: (each: SampleStatistics) => number][] = [
	['avg', ({ mean }) => mean],
	['min', ({ min }) => min],
	['max', ({ max }) => max],
	['p99', ({ percentile }) => percentile(99)],
	['p90', ({ percentile }) => percentile(90)],
	['p50', ({ percentile }) => percentile(50)],
	['std', ({ std }) => std]
];
const filePercents = [1, 5, 10, 25, 50, 75, 90, 95, 99];

const metricRow = (label: string, statistics: Known<SampleStatistics>): DialectRow => ({
	label,
	values: columns.map(([, of]) => from(statistics, of)),
	digits: 2
});

const metricFields = (statistics: Known<SampleStatistics>): ResultFields => ({
	avg: from(statistics, ({ mean }) => mean),
	...Object.fromEntries(
		filePercents.map((percent) => [
			`p${String(percent)}`,
			from(statistics, ({ percentile }) => percentile(percent))
		])
	),
	min: from(statistics, ({ min }) => min),
	max: from(statistics, ({ max }) => max),
	std: from(statistics, ({ std }) => std)
});

const compute = (recording: Recording): DialectFigures => {
	const { isStreamed } = recording;
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded(isStreamed));
	const whyNoTokens = whyNoStreams(recording, good, 'output-only');
	const whyNoEvents = whyNoStreams(recording, good, 'every-event');
	const lacksTimes = isStreamed ? whyNoTokens : null;
	const times: Known<Timed[]> = lacksTimes ?? good.map(timed(isStreamed));
	const streamed: Known<Timed[]> = whyNoTokens ?? times;
	const counted = 'aiperf counts with the tokenizer of the model, which is not here';
	const outputTokens = reportedTokens(good, (request) => request.outputTokens, counted);
	const inputTokens = reportedTokens(good, (request) => request.inputTokens, counted);

	const ttft = from(streamed, (each) => statisticsOf(present(each.map(ttftOf))));
	const ttst = from(streamed, (each) =>
		statisticsOf(each.flatMap(({ contentMs: moments }) => gapsOf((moments ?? []).slice(0, 2))))
	);
	const ttfo = from<Timed[], SampleStatistics>(whyNoEvents ?? streamed, (each) =>
		statisticsOf(
			each.flatMap(({ firstOutputMs, startMs }) =>
				firstOutputMs === null ? [] : firstOutputMs - startMs
			)
		)
	);
	const icl = from(streamed, (each) =>
		statisticsOf(each.flatMap(({ contentMs: moments }) => gapsOf(moments ?? [])))
	);
	const itlSamples = from(streamed, (each) =>
		from(outputTokens, (output) => present(each.map((one, i) => itlOf(one, output[i] ?? 0))))
	);
	const itl = from(itlSamples, statisticsOf);
	const perUser = from(itlSamples, (samples) =>
		statisticsOf(samples.filter((itlMs) => itlMs > 0).map((itlMs) => 1 / msToS(itlMs)))
	);
	const latency = from(times, (each) =>
		statisticsOf(each.map(({ startMs, endMs }) => endMs - startMs))
	);
	const osl = from(outputTokens, statisticsOf);
	const isl = from(inputTokens, statisticsOf);
	const durationS = from(times, spanS);
	const requestsPerS = rateOf(good.length, durationS);
	const outputTokensPerS = rateOf(from(outputTokens, sumOf), durationS);
	const totalTokensPerS = rateOf(
		from(outputTokens, (output) => from(inputTokens, (input) => sumOf(output) + sumOf(input))),
		durationS
	);
	const goodRequestCount = goodCount(recording, times, outputTokens, whyNoEvents);
	const goodputPerS = rateOf(goodRequestCount, durationS);
	return {
		columns: columns.map(([name]) => name),
		rows: [
			metricRow('Time to First Token (ms)', ttft),
			metricRow('Time to Second Token (ms)', ttst),
			metricRow('Time to First Output Token (ms)', ttfo),
			metricRow('Request Latency (ms)', latency),
			metricRow('Inter Token Latency (ms)', itl),
			metricRow('Inter Chunk Latency (ms)', icl),
			metricRow('Output Token Throughput Per User (tokens/sec/user)', perUser),
			metricRow('Output Sequence Length (tokens)', osl),
			metricRow('Input Sequence Length (tokens)', isl),
			valueRow('Output Token Throughput (tokens/sec)', outputTokensPerS),
			valueRow('Total Token Throughput (tokens/sec)', totalTokensPerS),
			valueRow('Request Throughput (requests/sec)', requestsPerS),
			valueRow('Goodput (requests/sec)', goodputPerS),
			valueRow('Request Count (requests)', good.length),
			valueRow('Error Request Count (requests)', sent.length - good.length),
			valueRow('Benchmark Duration (sec)', durationS)
		],
		result: {
			time_to_first_token: metricFields(ttft),
			time_to_second_token: metricFields(ttst),
			time_to_first_output_token: metricFields(ttfo),
			request_latency: metricFields(latency),
			inter_token_latency: metricFields(itl),
			inter_chunk_latency: metricFields(icl),
			output_token_throughput_per_user: metricFields(perUser),
			output_sequence_length: metricFields(osl),
			input_sequence_length: metricFields(isl),
			output_token_throughput: { avg: outputTokensPerS },
			total_token_throughput: { avg: totalTokensPerS },
			request_throughput: { avg: requestsPerS },
			request_count: { avg: good.length },
			error_request_count: { avg: sent.length - good.length },
			good_request_count: { avg: goodRequestCount },
			good_request_fraction: { avg: rateOf(goodRequestCount, sent.length) },
			goodput: { avg: goodputPerS },
			benchmark_duration: { avg: durationS }
		},
		common: {
			ttftMs: spreadOf(ttft),
			itlMs: spreadOf(itl),
			tpotMs: new Unknown('aiperf has no TPOT; its ITL is one figure for each request'),
			e2eMs: spreadOf(latency),
			requestsPerS,
			outputTokensPerS,
			goodputPerS
		},
		notes: [
			'Tokens are those of the reported usage, in place of the tokenizer that aiperf counts with; so does aiperf with --use-server-token-count.',
			'aiperf may open a connection for a request, whose time is in its latencies; here connections were open already.',
			'Latencies of failed requests, which aiperf shows apart as adj_* metrics, are left out.'
		]
	};
};

export const aiperf: Dialect = {
	title: 'aiperf',
	source:
		'aiperf, endpoint chat: docs/metrics-reference.md at 0176f59 and src/aiperf/metrics/types (ai-dynamo/aiperf)',
	speaks: ['openai-chat', 'anthropic-messages'],
	compute,
	differences: (traits) => [
		...(traits.answers > traits.single
			? ['ITL is one mean for each request, which we call TPOT']
			: []),
		...(traits.reasoningFirst > 0
			? [
					`TTFT ends at the first reasoning in ${ofAnswers(traits.reasoningFirst, traits)}; TTFO is the first text`
				]
			: []),
		...(traits.endedLater > 0
			? [
					'latencies and the window of its rates end at the last content, not at the end of the response'
				]
			: []),
		...(traits.failed > 0
			? [`failed requests (${String(traits.failed)}) do not lengthen that window`]
			: []),
		...(traits.single > 0
			? [`answers of one token (${String(traits.single)}) miss any bound on ITL`]
			: []),
		...startsWhenSent(traits)
	]
};
