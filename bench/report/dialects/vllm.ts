/**
 * `vllm bench serve`, backend `openai-chat`. Rules from vllm-project/vllm: `vllm/benchmarks/lib/endpoint_request_func.py` (02cfb53,
 * `async_request_openai_chat_completions`) and `vllm/benchmarks/serve.py` (009e6d4, `calculate_metrics`).
 */
import { isCompleted } from '#core/outcome.ts';
import type { Slo } from '#core/slo.ts';
import {
	goodRequests,
	leftOutBounds,
	noObjective,
	rateOf,
	spreadOf,
	valueRow,
	type Bound,
	type Dialect,
	type DialectFigures,
	type DialectRow,
	type ResultFields
} from './dialect.ts';
import { from, isKnown, Unknown, type Known } from './known.ts';
import { sentRequests, type Recording, type SentRequest } from './recording.ts';
import { countsFromStart, ofAnswers, startsWhenSent } from './recording-traits.ts';
import { gapsOf, statisticsOf, sumOf, type SampleStatistics } from './sample-statistics.ts';
import { peakChunksPerS, peakInFlight, wholeRunS } from './sent-window.ts';
import { chunkTimesOf, eventsOf, reportedTokens, whyNoStreams } from './stream-times.ts';

const needsTokenizer = 'vLLM counts with the tokenizer of the model then, which is not here';

interface Timed {
	ttftMs: number;
	itlMs: number[];
	latencyMs: number;
	startMs: number;
	endMs: number;
	chunkMs: number[];
}

/** A 200 whose body came whole and held a chunk with choices; an error event inside it is passed over. */
const succeeded = (request: SentRequest): boolean =>
	request.events === null
		? isCompleted(request.outcome)
		: request.httpStatus === 200 && request.isWhole && chunkTimesOf(request.events).length > 0;

const timed = (request: SentRequest): Timed => {
	const chunkMs = chunkTimesOf(eventsOf(request));
	const firstMs = chunkMs[0] ?? request.sentMs;
	const lastMs = chunkMs.at(-1) ?? request.sentMs;
	return {
		ttftMs: firstMs - request.sentMs,
		itlMs: gapsOf(chunkMs),
		latencyMs: lastMs - request.sentMs,
		startMs: request.sentMs,
		endMs: lastMs,
		chunkMs
	};
};

/** Null for an answer of at most one token. */
const tpotOf = ({ latencyMs, ttftMs }: Timed, tokens: number): number | null =>
	tokens > 1 ? (latencyMs - ttftMs) / (tokens - 1) : null;

const expressible = ['ttftMs', 'tpotMs', 'e2eMs'] as const satisfies (keyof Slo)[];

const goodCount = (
	{ slo }: Recording,
	times: Known<Timed[]>,
	tokens: Known<number[]>
): Known<number> => {
	if (slo === null) return noObjective;
	if (!expressible.some((metric) => slo[metric] !== undefined)) {
		return new Unknown('vLLM cannot express this objective');
	}
	return from(times, (each) => {
		const counts = slo.tpotMs === undefined ? each.map(() => 0) : tokens;
		return from(counts, (output) =>
			goodRequests(
				each.map((request, i): Bound[] => [
					{ limitMs: slo.ttftMs ?? Infinity, valueMs: request.ttftMs },
					// An answer of one token counts as one with a TPOT of 0.
					{ limitMs: slo.tpotMs ?? Infinity, valueMs: tpotOf(request, output[i] ?? 0) ?? 0 },
					{ limitMs: slo.e2eMs ?? Infinity, valueMs: request.latencyMs }
				])
			)
		);
	});
};

const metricRows = (name: string, statistics: Known<SampleStatistics>): DialectRow[] =>
	(
		[
			['Mean', ({ mean }) => mean],
			['Median', ({ percentile }) => percentile(50)],
			['P99', ({ percentile }) => percentile(99)]
		] as [string, (each: SampleStatistics) => number][]
	).map(([word, of]) => valueRow(`${word} ${name} (ms)`, from(statistics, of)));

const metricFields = (field: string, statistics: Known<SampleStatistics>): ResultFields => ({
	[`mean_${field}_ms`]: from(statistics, ({ mean }) => mean),
	[`median_${field}_ms`]: from(statistics, ({ percentile }) => percentile(50)),
	[`std_${field}_ms`]: from(statistics, ({ std }) => std),
	[`p99_${field}_ms`]: from(statistics, ({ percentile }) => percentile(99))
});

const compute = (recording: Recording): DialectFigures => {
	const sent = sentRequests(recording);
	const good = sent.filter(succeeded);
	const times: Known<Timed[]> = whyNoStreams(recording, good, 'every-event') ?? good.map(timed);
	const outputTokens = reportedTokens(good, (request) => request.outputTokens, needsTokenizer);
	const inputTokens = reportedTokens(good, (request) => request.inputTokens, needsTokenizer);
	const ttft = from(times, (each) => statisticsOf(each.map(({ ttftMs }) => ttftMs)));
	const itl = from(times, (each) => statisticsOf(each.flatMap(({ itlMs }) => itlMs)));
	const e2el = from(times, (each) => statisticsOf(each.map(({ latencyMs }) => latencyMs)));
	const tpot = from(times, (each) =>
		from(outputTokens, (output) =>
			statisticsOf(each.flatMap((request, i) => tpotOf(request, output[i] ?? 0) ?? []))
		)
	);
	const durationS = wholeRunS(sent);
	const totalOutput = from(outputTokens, sumOf);
	const totalInput = from(inputTokens, sumOf);
	const requestsPerS = rateOf(good.length, durationS);
	const outputTokensPerS = rateOf(totalOutput, durationS);
	const totalTokensPerS = rateOf(
		from(totalInput, (input) => from(totalOutput, (output) => input + output)),
		durationS
	);
	const goodputPerS = rateOf(goodCount(recording, times, outputTokens), durationS);
	const peakTokens = from(times, (each) =>
		peakChunksPerS(
			each.map(({ chunkMs }) => chunkMs),
			each
		)
	);
	const peakRequests = from(times, peakInFlight);
	return {
		columns: ['value'],
		rows: [
			valueRow('Successful requests', good.length),
			valueRow('Failed requests', sent.length - good.length),
			valueRow('Benchmark duration (s)', durationS),
			valueRow('Total input tokens', totalInput),
			valueRow('Total generated tokens', totalOutput),
			valueRow('Request throughput (req/s)', requestsPerS),
			valueRow('Request goodput (req/s)', goodputPerS),
			valueRow('Output token throughput (tok/s)', outputTokensPerS),
			valueRow('Peak output token throughput (tok/s)', peakTokens),
			valueRow('Peak concurrent requests', peakRequests),
			valueRow('Total token throughput (tok/s)', totalTokensPerS),
			...metricRows('TTFT', ttft),
			...metricRows('TPOT', tpot),
			...metricRows('ITL', itl),
			...metricRows('E2EL', e2el)
		],
		result: {
			duration: durationS,
			completed: good.length,
			failed: sent.length - good.length,
			total_input_tokens: totalInput,
			total_output_tokens: totalOutput,
			request_throughput: requestsPerS,
			request_goodput: goodputPerS,
			output_throughput: outputTokensPerS,
			total_token_throughput: totalTokensPerS,
			max_output_tokens_per_s: peakTokens,
			max_concurrent_requests: peakRequests,
			...metricFields('ttft', ttft),
			...metricFields('tpot', tpot),
			...metricFields('itl', itl),
			...metricFields('e2el', e2el)
		},
		common: {
			ttftMs: spreadOf(ttft),
			itlMs: spreadOf(itl),
			tpotMs: spreadOf(tpot),
			e2eMs: spreadOf(e2el),
			requestsPerS,
			outputTokensPerS,
			goodputPerS
		},
		notes: [
			...(isKnown(outputTokens)
				? ['Tokens are those of the reported usage, as vLLM uses them.']
				: []),
			...leftOutBounds(recording.slo, expressible),
			'Peak output tokens are chunks in a second, whatever they hold.'
		]
	};
};

export const vllm: Dialect = {
	title: 'vLLM',
	source:
		'vllm bench serve, openai-chat: endpoint_request_func.py at 02cfb53, serve.py at 009e6d4 (vllm-project/vllm)',
	speaks: ['openai-chat'],
	compute,
	differences: (traits) => [
		...(traits.emptyFirst > 0
			? [
					`TTFT ends at the first chunk, which was empty in ${ofAnswers(traits.emptyFirst, traits)}, and the wait for the first token counts as an ITL`
				]
			: []),
		...(traits.emptyLast > 0
			? [
					`the empty chunk with the finish reason is one more ITL and ends TPOT and E2EL in ${ofAnswers(traits.emptyLast, traits)}`
				]
			: []),
		...(traits.packed > 0
			? [
					`ITL is the gap between chunks, which held several tokens in ${ofAnswers(traits.packed, traits)}`
				]
			: []),
		...(traits.endedLater > 0
			? ['E2EL ends at the last chunk with choices, before usage and [DONE]']
			: []),
		...(traits.single > 0
			? [`answers of one token (${String(traits.single)}) have no TPOT and meet any bound on it`]
			: []),
		...(traits.cutShort > 0
			? [`streams that stop without their end (${String(traits.cutShort)}) count as successes`]
			: []),
		...countsFromStart(traits),
		...startsWhenSent(traits)
	]
};
