/**
 * guidellm, backend `openai_http`, `chat_completions`. Rules from vllm-project/guidellm: `src/guidellm/backends/openai/http.py`
 * (03358ed, `_resolve_streaming`), `schemas/base/request_stats.py` (31c74ea), `benchmark/schemas/generative/metrics.py` (06cef29);
 * reasoning is taken for tokens as v0.7.3 does. Neither warm-up nor cool-down is cut off.
 */
import { isCompleted } from '#core/outcome.ts';
import { msToS, sToMs } from '#core/units.ts';
import type { Dialect, DialectFigures, DialectRow, ResultFields, Spread } from './dialect.ts';
import {
	rateDistribution,
	unweighted,
	weightedDistribution,
	type Occurrence,
	type WeightedDistribution
} from './guidellm-distribution.ts';
import { from, Unknown, type Known } from './known.ts';
import { sentRequests, type Recording, type SentRequest } from './recording.ts';
import { ofAnswers, startsWhenSent } from './recording-traits.ts';
import { sumOf } from './sample-statistics.ts';
import { timesOf, whyNoStreams } from './stream-times.ts';

const noGoodput = new Unknown('guidellm has no goodput in the version read');

/** A 2xx whose body came whole; an error event inside it is passed over. */
const succeeded = (request: SentRequest): boolean =>
	request.events === null
		? isCompleted(request.outcome)
		: request.isWhole &&
			request.httpStatus !== null &&
			request.httpStatus >= 200 &&
			request.httpStatus < 300;

interface Timed {
	/** Moments of the chunks that it takes for tokens, ms. */
	tokenMs: readonly number[];
	/** First one that is no reasoning; null where none came or its moment is not kept. */
	firstOutputMs: number | null;
	startMs: number;
	endMs: number;
	/** Usage, else the number of chunks. */
	tokens: number;
}

const timed = (request: SentRequest): Timed => {
	const { events, deltaMs, sentMs, endMs, outputTokens } = request;
	const tokenMs =
		events === null ? (deltaMs ?? []) : timesOf(events, ['text', 'reasoning', 'tool']);
	return {
		tokenMs,
		firstOutputMs: events === null ? null : (timesOf(events, ['text', 'tool'])[0] ?? null),
		startMs: sentMs,
		endMs: endMs ?? sentMs,
		tokens: outputTokens ?? tokenMs.length
	};
};

const latencyS = ({ startMs, endMs }: Timed): number => msToS(endMs - startMs);

/** From the sending to the last token, for each token. It counts with the weight of the tokens. */
const tpotOf = ({ tokenMs, startMs, endMs, tokens }: Timed) => ({
	value: tokens === 0 ? 0 : ((tokenMs.at(-1) ?? endMs) - startMs) / tokens,
	weight: tokens
});

/** From the first token to the last, for each token but the first. It counts with the weight of those tokens. */
const itlOf = ({ tokenMs, tokens }: Timed) => {
	const [first, last] = [tokenMs[0], tokenMs.at(-1)];
	const isSpan = first !== undefined && last !== undefined && tokens > 1;
	return {
		value: isSpan ? (last - first) / (tokens - 1) : 0,
		weight: Math.max(0, (tokens || 1) - 1)
	};
};

/** Tokens of an answer in time: the first chunk brings one, the rest are spread evenly up to the last. */
const tokensInTime = ({ tokenMs, endMs, tokens }: Timed): Occurrence[] => {
	const [first, last] = [tokenMs[0], tokenMs.at(-1)];
	if (first === undefined || last === undefined || tokenMs.length <= 1) {
		return [{ atS: msToS(last ?? endMs), times: tokens }];
	}
	const start = { atS: msToS(first), times: tokens > 0 ? 1 : 0 };
	if (tokens <= 1) return [start];
	const steps = tokenMs.length - 1;
	return [
		start,
		...Array.from({ length: steps }, (_, i) => ({
			atS: msToS(first + ((last - first) * (i + 1)) / steps),
			times: (tokens - 1) / steps
		}))
	];
};

const shownPercents = [5, 10, 25, 50, 75, 90, 95, 99];

const metricFields = (distribution: Known<WeightedDistribution>): ResultFields => ({
	successful: {
		mean: from(distribution, ({ mean }) => mean),
		median: from(distribution, ({ median }) => median),
		std_dev: from(distribution, ({ stdDev }) => stdDev),
		min: from(distribution, ({ min }) => min),
		max: from(distribution, ({ max }) => max),
		count: from(distribution, ({ count }) => count),
		percentiles: Object.fromEntries(
			shownPercents.map((percent) => [
				`p${String(percent).padStart(2, '0')}`,
				from(distribution, ({ quantile }) => quantile(percent / 100))
			])
		)
	}
});

const columns: [name: string, of: (each: WeightedDistribution) => number][] = [
	['Mean', ({ mean }) => mean],
	['Median', ({ median }) => median],
	['p95', ({ quantile }) => quantile(0.95)],
	['p99', ({ quantile }) => quantile(0.99)],
	['Std Dev', ({ stdDev }) => stdDev]
];

const metricRow = (label: string, distribution: Known<WeightedDistribution>): DialectRow => ({
	label,
	values: columns.map(([, of]) => from(distribution, of)),
	digits: 2
});

const spreadOf = (
	distribution: Known<WeightedDistribution>,
	n: number,
	unitMs = 1
): Known<Spread> =>
	from(distribution, ({ mean, median, quantile }) => ({
		n,
		mean: mean * unitMs,
		p50: median * unitMs,
		p99: quantile(0.99) * unitMs
	}));

const compute = (recording: Recording): DialectFigures => {
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded);
	const each = good.map(timed);
	const streamed: Known<Timed[]> = whyNoStreams(recording, good, 'output-only') ?? each;
	const withChannels: Known<Timed[]> = whyNoStreams(recording, good, 'every-event') ?? each;
	const whole: Known<Timed[]> = each;
	const needsTokens = good.some(({ outputTokens }) => outputTokens === null);
	const counted: Known<Timed[]> = needsTokens ? streamed : whole;

	const ttft = from(streamed, (all) =>
		weightedDistribution(
			unweighted(all.map(({ tokenMs, startMs }) => (tokenMs[0] ?? startMs) - startMs))
		)
	);
	const ttfot = from(withChannels, (all) =>
		weightedDistribution(
			unweighted(all.map(({ firstOutputMs, startMs }) => (firstOutputMs ?? startMs) - startMs))
		)
	);
	const itl = from(streamed, (all) => weightedDistribution(all.map(itlOf)));
	const tpot = from(streamed, (all) => weightedDistribution(all.map(tpotOf)));
	const latency = from(whole, (all) => weightedDistribution(unweighted(all.map(latencyS))));
	const tokens = from(counted, (all) =>
		weightedDistribution(unweighted(all.map((request) => request.tokens)))
	);
	const ends = sent.map(({ endMs, sentMs }) => endMs ?? sentMs);
	const window = {
		startS: msToS(sent.reduce((first, { sentMs }) => Math.min(first, sentMs), Infinity)),
		endS: msToS(ends.reduce((last, endMs) => Math.max(last, endMs), -Infinity))
	};
	const requestRates = from(whole, (all) =>
		rateDistribution(
			all.map(({ endMs }) => ({ atS: msToS(endMs), times: 1 })),
			window
		)
	);
	const tokenRates = from(streamed, (all) => rateDistribution(all.flatMap(tokensInTime)));
	const totals = { successful: good.length, errored: sent.length - good.length };
	return {
		columns: columns.map(([name]) => name),
		rows: [
			metricRow('Request Latency (sec)', latency),
			metricRow('Time to First Token (ms)', ttft),
			metricRow('Time to First Output Token (ms)', ttfot),
			metricRow('Inter Token Latency (ms)', itl),
			metricRow('Time per Output Token (ms)', tpot),
			metricRow('Output Tokens per Request', tokens),
			metricRow('Requests per Second', requestRates),
			metricRow('Output Tokens per Second', tokenRates),
			{ label: 'Requests, successful', values: [totals.successful], digits: 0 },
			{ label: 'Requests, errored', values: [totals.errored], digits: 0 }
		],
		result: {
			request_totals: { ...totals, total: sent.length },
			requests_per_second: metricFields(requestRates),
			request_latency: metricFields(latency),
			output_token_count: metricFields(tokens),
			time_to_first_token_ms: metricFields(ttft),
			time_to_first_output_token_ms: metricFields(ttfot),
			inter_token_latency_ms: metricFields(itl),
			time_per_output_token_ms: metricFields(tpot),
			output_tokens_per_second: metricFields(tokenRates)
		},
		common: {
			ttftMs: spreadOf(ttft, good.length),
			itlMs: spreadOf(itl, good.length),
			tpotMs: spreadOf(tpot, good.length),
			e2eMs: spreadOf(latency, good.length, sToMs(1)),
			requestsPerS: from(requestRates, ({ mean }) => mean),
			outputTokensPerS: from(tokenRates, ({ mean }) => mean),
			goodputPerS: noGoodput
		},
		notes: [
			'Percentiles are values that occurred: the first at which the cumulated weight reaches the share.',
			'ITL and TPOT are weighted by the tokens of each answer, so that long answers count more.',
			...(needsTokens && sumOf(each.map((request) => request.tokens)) > 0
				? ['Where no usage was reported, guidellm takes a chunk for a token.']
				: [])
		]
	};
};

export const guidellm: Dialect = {
	title: 'guidellm',
	source:
		'guidellm, chat_completions: http.py at 03358ed, request_stats.py at 31c74ea, statistics.py at 0280467, metrics.py at 06cef29 (vllm-project/guidellm)',
	speaks: ['openai-chat'],
	compute,
	differences: (traits) => [
		...(traits.answers > 0
			? [
					'TPOT includes TTFT',
					'ITL is one mean for each request, and both are weighted by tokens',
					'output tokens/s are counted from the first token to the last'
				]
			: []),
		...(traits.reasoningFirst > 0
			? [`TTFT ends at the first reasoning in ${ofAnswers(traits.reasoningFirst, traits)}`]
			: []),
		...(traits.cutShort > 0
			? [`streams that stop without their end (${String(traits.cutShort)}) count as successes`]
			: []),
		...startsWhenSent(traits)
	]
};
