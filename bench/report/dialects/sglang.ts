/**
 * SGLang `bench_serving`, backend `sglang-oai-chat`. Rules from sgl-project/sglang: `python/sglang/benchmark/serving.py` (00f9ec4,
 * `async_request_openai_chat_completions`, `calculate_metrics`); the correction of ITL for speculative decoding is not followed.
 */
import { isCompleted } from '#core/outcome.ts';
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
import { gapsOf, statisticsOf, sumOf, type SampleStatistics } from './sample-statistics.ts';
import { peakChunksPerS, peakPerSecond, wholeRunS } from './sent-window.ts';
import { eventsOf, reportedTokens, timesOf, whyNoStreams } from './stream-times.ts';

const requestedLength = 'SGLang takes the requested length then, which is not kept';
const noGoodput = new Unknown('SGLang has no goodput');
const noRetokenizing = new Unknown(
	"SGLang's client counts these with the tokenizer of the model, which is not here"
);

interface Timed {
	ttftMs: number;
	itlMs: number[];
	latencyMs: number;
	startMs: number;
	endMs: number;
	chunkMs: number[];
}

/** A 200 whose body came whole and held any line; an error event inside it is passed over. */
const succeeded = (request: SentRequest): boolean =>
	request.events === null
		? isCompleted(request.outcome)
		: request.httpStatus === 200 && request.isWhole && request.events.length > 0;

const timed = (request: SentRequest): Timed => {
	const events = eventsOf(request);
	const chunkMs = timesOf(events, ['reasoning', 'text']);
	const endMs = events.at(-1)?.atMs ?? request.sentMs;
	return {
		// It begins as 0 and stays so where no text comes.
		ttftMs: (chunkMs[0] ?? request.sentMs) - request.sentMs,
		itlMs: gapsOf(chunkMs),
		latencyMs: endMs - request.sentMs,
		startMs: request.sentMs,
		endMs,
		chunkMs
	};
};

const shownPercents = [90, 95, 99];

const metricRows = (name: string, statistics: Known<SampleStatistics>): DialectRow[] => {
	const row = (word: string, of: (each: SampleStatistics) => number): DialectRow =>
		valueRow(`${word} ${name} (ms)`, from(statistics, of));
	return [
		row('Mean', ({ mean }) => mean),
		row('Median', ({ percentile }) => percentile(50)),
		...shownPercents.map((percent) =>
			row(`P${String(percent)}`, ({ percentile }) => percentile(percent))
		)
	];
};

const metricFields = (field: string, statistics: Known<SampleStatistics>): ResultFields => ({
	[`mean_${field}_ms`]: from(statistics, ({ mean }) => mean),
	[`median_${field}_ms`]: from(statistics, ({ percentile }) => percentile(50)),
	[`std_${field}_ms`]: from(statistics, ({ std }) => std),
	...Object.fromEntries(
		shownPercents.map((percent) => [
			`p${String(percent)}_${field}_ms`,
			from(statistics, ({ percentile }) => percentile(percent))
		])
	)
});

const compute = (recording: Recording): DialectFigures => {
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded);
	const times: Known<Timed[]> = whyNoStreams(recording, good, 'every-event') ?? good.map(timed);
	const outputTokens = reportedTokens(good, (request) => request.outputTokens, requestedLength);
	const inputTokens = reportedTokens(
		good,
		(request) => request.inputTokens,
		'SGLang counts with the tokenizer of the model'
	);
	const ttft = from(times, (each) => statisticsOf(each.map(({ ttftMs }) => ttftMs)));
	const itl = from(times, (each) => statisticsOf(each.flatMap(({ itlMs }) => itlMs)));
	const e2e = from(times, (each) => statisticsOf(each.map(({ latencyMs }) => latencyMs)));
	const tpot = from(times, (each) =>
		from(outputTokens, (output) =>
			statisticsOf(
				each.flatMap(({ latencyMs, ttftMs }, i) => {
					const tokens = output[i] ?? 0;
					return tokens > 1 ? (latencyMs - ttftMs) / (tokens - 1) : [];
				})
			)
		)
	);
	const durationS = wholeRunS(sent);
	const totalOutput = from(outputTokens, sumOf);
	const totalInput = from(inputTokens, sumOf);
	const total = from(totalInput, (input) => from(totalOutput, (output) => input + output));
	const requestsPerS = rateOf(good.length, durationS);
	const inputTokensPerS = rateOf(totalInput, durationS);
	const outputTokensPerS = rateOf(totalOutput, durationS);
	const totalTokensPerS = rateOf(total, durationS);
	const concurrency = rateOf(
		from(e2e, ({ sum }) => sum / 1_000),
		durationS
	);
	const peakTokens = from(times, (each) =>
		peakChunksPerS(
			each.map(({ chunkMs }) => chunkMs),
			each
		)
	);
	const peakRequests = from(times, peakPerSecond);
	return {
		columns: ['value'],
		rows: [
			valueRow('Successful requests', good.length),
			valueRow('Benchmark duration (s)', durationS),
			valueRow('Total input tokens', totalInput),
			valueRow('Total generated tokens', totalOutput),
			valueRow('Request throughput (req/s)', requestsPerS),
			valueRow('Input token throughput (tok/s)', inputTokensPerS),
			valueRow('Output token throughput (tok/s)', outputTokensPerS),
			valueRow('Peak output token throughput (tok/s)', peakTokens),
			valueRow('Peak concurrent requests', peakRequests),
			valueRow('Total token throughput (tok/s)', totalTokensPerS),
			valueRow('Concurrency', concurrency),
			...metricRows('E2E Latency', e2e),
			...metricRows('TTFT', ttft),
			...metricRows('TPOT', tpot),
			...metricRows('ITL', itl),
			valueRow(
				'Max ITL (ms)',
				from(itl, ({ max }) => max)
			)
		],
		result: {
			duration: durationS,
			completed: good.length,
			total_input_tokens: totalInput,
			total_output_tokens: totalOutput,
			total_output_tokens_retokenized: noRetokenizing,
			request_throughput: requestsPerS,
			input_throughput: inputTokensPerS,
			output_throughput: outputTokensPerS,
			total_throughput: totalTokensPerS,
			...metricFields('e2e_latency', e2e),
			...metricFields('ttft', ttft),
			...metricFields('tpot', tpot),
			...metricFields('itl', itl),
			concurrency,
			max_output_tokens_per_s: peakTokens,
			max_concurrent_requests: peakRequests
		},
		common: {
			ttftMs: spreadOf(ttft),
			itlMs: spreadOf(itl),
			tpotMs: spreadOf(tpot),
			e2eMs: spreadOf(e2e),
			requestsPerS,
			outputTokensPerS,
			goodputPerS: noGoodput
		},
		notes: [
			'Tokens are those of the reported usage. A run of SGLang with single requests does not ask for usage and counts the requested length instead.',
			'SGLang opens a connection for every request, whose time is in its TTFT and E2E; here connections were open already.',
			'Peak output tokens are chunks in a second, whatever they hold.'
		]
	};
};

export const sglang: Dialect = {
	title: 'SGLang',
	source: 'bench_serving, sglang-oai-chat: benchmark/serving.py at 00f9ec4 (sgl-project/sglang)',
	speaks: ['openai-chat'],
	compute,
	differences: (traits) => [
		...(traits.packed > 0
			? [
					`ITL is the gap between chunks, which held several tokens in ${ofAnswers(traits.packed, traits)}`
				]
			: []),
		...(traits.endedLater > 0
			? ['E2E and TPOT end at the last line of the stream, usage and [DONE] included']
			: []),
		...(traits.withoutText > 0
			? [`answers without text (${String(traits.withoutText)}) count with a TTFT of 0`]
			: []),
		...(traits.cutShort > 0
			? [`streams that stop without their end (${String(traits.cutShort)}) count as successes`]
			: []),
		...countsFromStart(traits),
		...startsWhenSent(traits)
	]
};
