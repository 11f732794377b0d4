import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { llamaCpp } from '#bench/protocols/llama-cpp.ts';
import { llamaCppUsage } from '#bench/protocols/llama-cpp-usage.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { usageSchema } from '#core/usage.ts';
import { chunk, done, recording, streamOf } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: null,
	seed: 7,
	extraBody: {}
};
const bodyOf = (changes: Partial<ChatCall>): Record<string, unknown> => {
	const endpoint = { baseUrl: 'http://127.0.0.1:8080', model: 'm', apiKey: null };
	const { body, url } = llamaCpp.buildRequest(endpoint, { ...call, ...changes });
	expect(url.pathname).toBe('/v1/chat/completions');
	return JSON.parse(body) as Record<string, unknown>;
};

describe('the request of llama-cpp', () => {
	it('is that of openai-chat', () => {
		expect(bodyOf({})).toEqual({
			model: 'm',
			messages: [{ role: 'user', content: 'Hi' }],
			max_tokens: 64,
			seed: 7,
			stream: true,
			stream_options: { include_usage: true }
		});
	});

	it('turns the cache off where nothing may come from it, unless it is told otherwise', () => {
		expect(bodyOf({ cache: 'defeat' })).toMatchObject({ cache_prompt: false });
		const extraBody = { cache_prompt: true, id_slot: 2 };
		expect(bodyOf({ cache: 'defeat', extraBody })).toMatchObject(extraBody);
	});
});

describe('an answer of llama-cpp', () => {
	const timings = { cache_n: 10, prompt_n: 5, prompt_ms: 30.5, predicted_n: 2, predicted_ms: 9 };

	it('is counted by its timings where no usage came, and they are kept whole as timings of the server', () => {
		const reading = llamaCpp.read(
			streamOf([
				chunk({ content: 'a' }, null, { timings: { ...timings, predicted_n: 1 } }),
				chunk({ content: 'b' }, null, { timings }),
				chunk({}, 'stop', { timings }),
				done
			]),
			true
		);
		expect(reading).toMatchObject({
			usage: { uncachedInputTokens: 5, cacheReadTokens: 10, outputTokens: 2 },
			serverTimings: { timings },
			warnings: []
		});
	});

	it('in one piece has its timings beside the usage', () => {
		const answer = {
			choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
			usage: { prompt_tokens: 15, completion_tokens: 2, total_tokens: 17 },
			timings
		};
		const reading = llamaCpp.read(recording(JSON.stringify(answer)), false);
		expect(reading).toMatchObject({
			usage: { uncachedInputTokens: 5, cacheReadTokens: 10, outputTokens: 2 },
			warnings: []
		});
	});
});

describe('llamaCppUsage', () => {
	it('is marked where more reasoning is named than was generated', () => {
		const details = { completion_tokens_details: { reasoning_tokens: 7 } };
		const usageOf = (predicted_n: number) =>
			llamaCppUsage({ ...details, timings: { predicted_n } }, () => undefined);
		expect(usageOf(6)).toMatchObject({ outputTokens: 6, reasoningTokens: 7, isInconsistent: true });
		expect(usageOf(7)).not.toHaveProperty('isInconsistent');
	});

	const sent = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

	// At 2 USD in, 0.2 from the cache and 10 out, per million tokens.
	it.each<[string, Record<string, unknown>, (number | null)[], string | null]>([
		['usage alone', sent, [100, null, 20], '0.0004'],
		[
			'usage with a cache that timings tell apart',
			{ ...sent, timings: { cache_n: 60, prompt_n: 40, predicted_n: 20 } },
			[40, 60, 20],
			'0.000292'
		],
		[
			'usage that tells the cache apart itself',
			{
				...sent,
				prompt_tokens_details: { cached_tokens: 60 },
				timings: { cache_n: 60, prompt_n: 40, predicted_n: 20 }
			},
			[40, 60, 20],
			'0.000292'
		],
		[
			'timings of a server that does not count its cache',
			{ ...sent, timings: { prompt_n: 40, predicted_n: 20 } },
			[100, null, 20],
			'0.0004'
		],
		[
			'timings alone',
			{ timings: { cache_n: 0, prompt_n: 9, predicted_n: 1 } },
			[9, 0, 1],
			'0.000028'
		],
		[
			'timings without what was generated',
			{ timings: { cache_n: 0, prompt_n: 9 } },
			[9, 0, null],
			null
		]
	])('counts %s once, and prices it', (_, raw, [uncached, cached, output], usd) => {
		const warnings: string[] = [];
		const usage = usageSchema.parse(llamaCppUsage(raw, (warning) => warnings.push(warning)));
		expect(usage).toEqual({
			uncachedInputTokens: uncached,
			cacheReadTokens: cached,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: output,
			source: 'provider',
			raw
		});
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it.each([
		['the prompt', { cache_n: 60, prompt_n: 41, predicted_n: 20 }],
		['the answer', { cache_n: 60, prompt_n: 40, predicted_n: 19 }]
	])('is marked where usage and timings count %s differently', (_, timings) => {
		const warnings: string[] = [];
		const usage = llamaCppUsage({ ...sent, timings }, (warning) => warnings.push(warning));
		expect(usage.isInconsistent).toBe(true);
		expect(warnings).toHaveLength(1);
	});
});
