import { describe, expect, it } from 'vitest';
import { engineNames } from '#core/stage-telemetry.ts';
import { engineBehind, engineReaders } from '#bench/telemetry/engines/index.ts';
import type { EngineReading } from '#bench/telemetry/engines/engine-metrics.ts';
import { countOf, histogramBetween, histogramQuantile } from '#bench/telemetry/histogram.ts';
import { parseExposition } from '#bench/telemetry/prometheus-text.ts';
import { recordedText } from '../recordings.ts';
import { sglangText, tgiText, tritonText, trtllmServeText, vllmText } from './published-texts.ts';

const readingOf = (text: string): { name: string; reading: EngineReading } => {
	const exposition = parseExposition(text);
	expect(exposition.problems).toEqual([]);
	const reader = engineBehind(exposition);
	if (!reader) throw new Error('no engine was recognised');
	return { name: reader.name, reading: reader.read(exposition) };
};

describe('the metrics of engines', () => {
	it('are known for every engine that a stage may name, each once', () => {
		expect(engineReaders.map(({ name }) => name).sort()).toEqual([...engineNames].sort());
	});

	it('of a recorded llama.cpp server are what it did under eight requests at a time', () => {
		const { name, reading } = readingOf(recordedText('engine/load-c8-metrics.body'));
		expect(name).toBe('llama-cpp');
		expect(reading).toEqual({
			running: 8,
			waiting: 0,
			kvCacheShare: null,
			promptTokens: 13_101 + 261,
			cachedPromptTokens: 261,
			generatedTokens: 9_328,
			ttftMs: null,
			queueMs: null,
			e2eMs: null
		});
	});

	it('of the recorded loads of llama.cpp count the tokens that the clients were told', () => {
		const polled = recordedText('engine/metrics-poll.jsonl.gz')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { body: string });
		const [first, last] = [polled[0]?.body ?? '', polled.at(-1)?.body ?? ''];
		const [before, after] = [readingOf(first).reading, readingOf(last).reading];
		const requests = recordedText('engine/requests.jsonl.gz')
			.trim()
			.split('\n')
			.map(
				(line) =>
					JSON.parse(line) as { usage: { completion_tokens: number; prompt_tokens: number } }
			);
		const sum = (of: (usage: (typeof requests)[number]['usage']) => number): number =>
			requests.reduce((total, { usage }) => total + of(usage), 0);
		expect((after.generatedTokens ?? 0) - (before.generatedTokens ?? 0)).toBe(
			sum((usage) => usage.completion_tokens)
		);
		expect((after.promptTokens ?? 0) - (before.promptTokens ?? 0)).toBe(
			sum((usage) => usage.prompt_tokens)
		);
	});

	it('of vLLM are added up over its replicas, and the use of the cache is their mean', () => {
		const { name, reading } = readingOf(vllmText(10));
		expect(name).toBe('vllm');
		expect(reading).toMatchObject({
			running: 7,
			waiting: 2,
			kvCacheShare: 0.5,
			promptTokens: 3_200,
			cachedPromptTokens: 160,
			generatedTokens: 2_560
		});
		expect(reading.ttftMs && countOf(reading.ttftMs)).toBe(80);
	});

	it('of vLLM have quantiles over a stage by the difference of two readings', () => {
		const [before, after] = [readingOf(vllmText(10)).reading, readingOf(vllmText(30)).reading];
		const between = histogramBetween(before.ttftMs, after.ttftMs);
		expect(between && countOf(between)).toBe(160);
		expect(between && histogramQuantile(between, 0.5)).toEqual({ value: 60, low: 40, high: 60 });
		const queue = histogramBetween(before.queueMs, after.queueMs);
		expect(queue && histogramQuantile(queue, 0.95)).toEqual({ value: 285, low: 0, high: 300 });
	});

	it('of SGLang are those of its documentation', () => {
		const { name, reading } = readingOf(sglangText);
		expect(name).toBe('sglang');
		expect(reading).toMatchObject({
			running: 162,
			waiting: 2_826,
			kvCacheShare: 0.28,
			promptTokens: 8_128_902,
			generatedTokens: 7_557_572,
			queueMs: null
		});
		// More than half of them took longer than the last bound, so that the median has no value.
		expect(reading.ttftMs && histogramQuantile(reading.ttftMs, 0.5)).toEqual({
			value: null,
			low: 30_000,
			high: null
		});
	});

	it('of TGI have tokens and queue, and no time to first token', () => {
		const { name, reading } = readingOf(tgiText);
		expect(name).toBe('tgi');
		expect(reading).toMatchObject({
			running: 5,
			waiting: 3,
			promptTokens: 18_000,
			generatedTokens: 12_500,
			ttftMs: null,
			kvCacheShare: null
		});
		expect(reading.queueMs && histogramQuantile(reading.queueMs, 0.5)?.high).toBe(10);
	});

	it('of TensorRT-LLM are read behind Triton and from its own server', () => {
		const triton = readingOf(tritonText);
		expect(triton.name).toBe('tensorrt-llm');
		expect(triton.reading).toMatchObject({ running: 1, waiting: 0, generatedTokens: null });
		expect(triton.reading.kvCacheShare).toBeCloseTo(1 / 6_239, 9);
		const own = readingOf(trtllmServeText);
		expect(own.name).toBe('tensorrt-llm');
		expect(own.reading).toMatchObject({
			running: 6,
			waiting: 1,
			kvCacheShare: 0.4,
			generatedTokens: 1_280
		});
	});

	it('of something else belong to no engine', () => {
		expect(engineBehind(parseExposition('process_cpu_seconds_total 12'))).toBeNull();
		expect(engineBehind(parseExposition(''))).toBeNull();
	});
});
