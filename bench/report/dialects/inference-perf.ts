/**
 * Kubernetes inference-perf. Rules from kubernetes-sigs/inference-perf: `inference_perf/reportgen/base.py` (010d12f,
 * `compute_request_latency_metrics`, `summarize_requests`, `calculate_goodput_metrics`), `inference_perf/apis/streaming_parser.py`
 * (35d21d6), with a tokenizer and without `use_server_output_tokens`. Percentiles are NumPy's, times in seconds.
 */
import { isCompleted } from '#core/outcome.ts';
import type { Slo } from '#core/slo.ts';
import { msToS, sToMs } from '#core/units.ts';
import {
	goodRequests,
	leftOutBounds,
	noObjective,
	rateOf,
	spreadOf,
	valueRow,
	type Dialect,
	type DialectFigures,
	type DialectRow,
	type ResultFields
} from './dialect.ts';
import { all, from, Unknown, type Known } from './known.ts';
import { sentRequests, type Recording, type SentRequest } from './recording.ts';
import { ofAnswers, startsWhenSent } from './recording-traits.ts';
import { gapsOf, statisticsOf, sumOf, type SampleStatistics } from './sample-statistics.ts';
import { sentToEndS } from './sent-window.ts';
import { eventsOf, reportedTokens, whyNoStreams } from './stream-times.ts';
import { textTokensOf, tokenShares } from './token-shares.ts';

const needsTokenizer =
	'inference-perf counts with the tokenizer of the model then, which is not here';

/** A 200 whose body came whole; an error event inside it is passed over. */
const succeeded = (request: SentRequest): boolean =>
	request.events === null
		? isCompleted(request.outcome)
		: request.httpStatus === 200 && request.isWhole;

/** Moments of tokens of the text, s: all tokens of a chunk have the time of the chunk. */
const tokenTimesS = (request: SentRequest, tokens: number): number[] => {
	const chunks = eventsOf(request).flatMap(({ atMs, deltas }) => {
		const length = deltas.reduce(
			(sum, delta) => sum + (delta.channel === 'text' ? delta.length : 0),
			0
		);
		return length > 0 ? [{ atMs, length }] : [];
	});
	const shares = tokenShares(
		chunks.map(({ length }) => length),
		tokens
	);
	return chunks.flatMap(({ atMs }, i) => Array<number>(shares[i] ?? 0).fill(msToS(atMs)));
};

interface Timed {
	latencyS: number;
	tokens: number;
	/** Null where the text had fewer than two tokens. */
	ttftS: number | null;
	tpotS: number | null;
	itlS: number[];
}

const timed = (request: SentRequest, tokens: number): Timed => {
	const times = tokenTimesS(request, tokens);
	const [first, last] = [times[0], times.at(-1)];
	const isStream = first !== undefined && last !== undefined && times.length > 1;
	return {
		latencyS: msToS((request.endMs ?? request.sentMs) - request.sentMs),
		tokens,
		ttftS: isStream ? first - msToS(request.sentMs) : null,
		tpotS: isStream && tokens > 1 ? (last - first) / (tokens - 1) : null,
		itlS: isStream ? gapsOf(times) : []
	};
};

const present = (values: readonly (number | null)[]): number[] =>
	values.filter((value) => value !== null);

const expressible = ['ttftMs', 'tpotMs', 'e2eMs'] as const satisfies (keyof Slo)[];

const goodCount = ({ slo }: Recording, times: Known<Timed[]>): Known<number> => {
	if (slo === null) return noObjective;
	if (!expressible.some((metric) => slo[metric] !== undefined)) {
		return new Unknown('inference-perf cannot express this objective');
	}
	const toMs = (valueS: number | null): number | null => (valueS === null ? null : sToMs(valueS));
	return from(times, (each) =>
		goodRequests(
			each.map(({ ttftS, tpotS, latencyS }) => [
				...(slo.ttftMs === undefined ? [] : [{ limitMs: slo.ttftMs, valueMs: toMs(ttftS) }]),
				...(slo.tpotMs === undefined ? [] : [{ limitMs: slo.tpotMs, valueMs: toMs(tpotS) }]),
				...(slo.e2eMs === undefined ? [] : [{ limitMs: slo.e2eMs, valueMs: toMs(latencyS) }])
			])
		)
	);
};

const columns: [name: string, of: (each: SampleStatistics) => number][] = [
	['mean', ({ mean }) => mean],
	['min', ({ min }) => min],
	['max', ({ max }) => max],
	['median', ({ percentile }) => percentile(50)],
	['p90', ({ percentile }) => percentile(90)],
	['p99', ({ percentile }) => percentile(99)]
];
const filePercents = [0.1, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9];

const metricRow = (
	label: string,
	statistics: Known<SampleStatistics>,
	digits: number
): DialectRow => ({
	label,
	values: columns.map(([, of]) => from(statistics, of)),
	digits
});

const metricFields = (statistics: Known<SampleStatistics>): ResultFields => ({
	mean: from(statistics, ({ mean }) => mean),
	min: from(statistics, ({ min }) => min),
	max: from(statistics, ({ max }) => max),
	...Object.fromEntries(
		filePercents.map((percent) => [
			percent === 50 ? 'median' : `p${String(percent)}`,
			from(statistics, ({ percentile }) => percentile(percent))
		])
	)
});

const compute = (recording: Recording): DialectFigures => {
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded);
	const whyNot = whyNoStreams(recording, good, 'every-event');
	const textTokens: Known<number[]> =
		recording.isStreamed && whyNot ? whyNot : reportedTokens(good, textTokensOf, needsTokenizer);
	const whole = good.map(({ endMs, sentMs }) => msToS((endMs ?? sentMs) - sentMs));
	const times = from(textTokens, (counts) =>
		good.map((request, i) => timed(request, counts[i] ?? 0))
	);
	const streamed: Known<Timed[]> = whyNot ?? times;

	const latency = statisticsOf(whole);
	const ntpot = from(times, (each) =>
		statisticsOf(each.map(({ latencyS, tokens }) => (tokens > 0 ? latencyS / tokens : 0)))
	);
	const tpot = from(streamed, (each) => statisticsOf(present(each.map(({ tpotS }) => tpotS))));
	const ttft = from(streamed, (each) => statisticsOf(present(each.map(({ ttftS }) => ttftS))));
	const itl = from(streamed, (each) => statisticsOf(each.flatMap(({ itlS }) => itlS)));
	const delay = statisticsOf(sent.map(({ sentMs, dueMs }) => msToS(sentMs - dueMs)));
	const durationS = sentToEndS(sent);
	const requestsPerS = rateOf(good.length, durationS);
	const inputTokens = reportedTokens(good, (request) => request.inputTokens, needsTokenizer);
	const outputTokensPerS = rateOf(from(textTokens, sumOf), durationS);
	const inputTokensPerS = rateOf(from(inputTokens, sumOf), durationS);
	const totalTokensPerS = from(all([inputTokensPerS, outputTokensPerS]), sumOf);
	const outputTokens = reportedTokens(good, (request) => request.outputTokens, needsTokenizer);
	const goodRequestCount = goodCount(recording, streamed);
	const goodputPerS = rateOf(goodRequestCount, sentToEndS(good));
	return {
		columns: columns.map(([name]) => name),
		rows: [
			metricRow('request_latency (s)', latency, 4),
			metricRow('normalized_time_per_output_token (s)', ntpot, 4),
			metricRow('time_per_output_token (s)', tpot, 4),
			metricRow('time_to_first_token (s)', ttft, 4),
			metricRow('inter_token_latency (s)', itl, 4),
			metricRow('schedule_delay (s)', delay, 4),
			valueRow('successes: count', good.length),
			valueRow('failures: count', sent.length - good.length),
			valueRow('benchmark_time_seconds', durationS),
			valueRow('input_tokens_per_sec', inputTokensPerS),
			valueRow('output_tokens_per_sec', outputTokensPerS),
			valueRow('total_tokens_per_sec', totalTokensPerS),
			valueRow('requests_per_sec', requestsPerS),
			valueRow('request_goodput', goodputPerS),
			valueRow(
				'goodput_percentage',
				from(rateOf(goodRequestCount, good.length), (share) => share * 100)
			)
		],
		result: {
			benchmark_time_seconds: durationS,
			load_summary: { count: sent.length, schedule_delay: metricFields(delay) },
			successes: {
				count: good.length,
				latency: {
					request_latency: metricFields(latency),
					normalized_time_per_output_token: metricFields(ntpot),
					time_per_output_token: metricFields(tpot),
					time_to_first_token: metricFields(ttft),
					inter_token_latency: metricFields(itl)
				},
				throughput: {
					input_tokens_per_sec: inputTokensPerS,
					output_tokens_per_sec: outputTokensPerS,
					total_tokens_per_sec: totalTokensPerS,
					requests_per_sec: requestsPerS
				},
				output_len: metricFields(from(textTokens, statisticsOf)),
				output_tokens: {
					total: from(outputTokens, sumOf),
					...metricFields(from(outputTokens, statisticsOf))
				},
				goodput_metrics: {
					goodput_percentage: from(rateOf(goodRequestCount, good.length), (share) => share * 100),
					request_goodput: goodputPerS,
					good_requests: goodRequestCount,
					total_requests: good.length
				}
			},
			failures: { count: sent.length - good.length }
		},
		common: {
			ttftMs: spreadOf(ttft, sToMs(1)),
			itlMs: spreadOf(itl, sToMs(1)),
			tpotMs: spreadOf(tpot, sToMs(1)),
			e2eMs: spreadOf(latency, sToMs(1)),
			requestsPerS,
			outputTokensPerS,
			goodputPerS
		},
		notes: [
			'inference-perf counts the tokens of the text with the tokenizer of the model. Here they are those of the reported usage, without reasoning and tool calls, by their share of the characters where the endpoint does not split them.',
			'Tokens of a chunk are one, and the rest of the answer by its length.',
			...leftOutBounds(recording.slo, expressible),
			'Later versions stop TTFT at reasoning where no tokenizer is given.'
		]
	};
};

export const inferencePerf: Dialect = {
	title: 'inference-perf',
	source:
		'inference-perf: reportgen/base.py at 010d12f, apis/streaming_parser.py at 35d21d6 (kubernetes-sigs/inference-perf)',
	speaks: ['openai-chat', 'anthropic-messages'],
	compute,
	differences: (traits) => [
		...(traits.packed > 0
			? [
					`every token of a chunk gets the time of the chunk, so that ITL holds zeros in ${ofAnswers(traits.packed, traits)}`
				]
			: []),
		...(traits.reasoningFirst > 0
			? [
					`only text counts: TTFT passes over the reasoning that ${ofAnswers(traits.reasoningFirst, traits)} began with, and its tokens are no output`
				]
			: []),
		...(traits.single > 0
			? [
					`answers of one token (${String(traits.single)}) have neither TTFT nor TPOT and miss any bound on them`
				]
			: []),
		...(traits.cutShort > 0
			? [`streams that stop without their end (${String(traits.cutShort)}) count as successes`]
			: []),
		...startsWhenSent(traits)
	]
};
