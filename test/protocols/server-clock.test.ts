import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverClocksOf } from '#bench/protocols/server-clock.ts';
import { serverTimingsOf } from '#bench/protocols/server-timings.ts';

const ofHeaders = (headers: Record<string, string>): unknown =>
	serverTimingsOf({ headers: Object.entries(headers) }, {});

describe('the clock of a server', () => {
	it.each<[string, unknown, unknown, [string, number][]]>([
		[
			'llama.cpp',
			{ timings: { cache_n: 0, prompt_n: 20, prompt_ms: 120.5, predicted_ms: 380 } },
			null,
			[
				['ttft', 120.5],
				['e2e', 500.5]
			]
		],
		[
			'the embedded engine, which tells the wait for a slot as well',
			{ timings: { queue_ms: 40, prompt_ms: 100, predicted_ms: 300 } },
			null,
			[
				['ttft', 140],
				['e2e', 440]
			]
		],
		[
			'Ollama, in nanoseconds',
			{ total_duration: 5e9, load_duration: 1e9, prompt_eval_duration: 25e7, eval_duration: 3e9 },
			null,
			[
				['ttft', 1_250],
				['e2e', 5_000]
			]
		],
		[
			'Groq, in seconds',
			{
				x_groq: {
					usage: { queue_time: 0.125, prompt_time: 0.25, completion_time: 0.5, total_time: 0.75 }
				}
			},
			null,
			[
				['ttft', 375],
				['e2e', 875]
			]
		],
		[
			'Groq in a whole answer',
			null,
			{ prompt_tokens: 1, queue_time: 0.125, prompt_time: 0.25, total_time: 0.75 },
			[
				['ttft', 375],
				['e2e', 875]
			]
		],
		['vLLM', { metrics: { time_to_first_token_ms: 80, queue_time_ms: 9 } }, null, [['ttft', 80]]],
		['Bedrock', { metrics: { latencyMs: 700 } }, null, [['e2e', 700]]],
		['OpenAI', ofHeaders({ 'openai-processing-ms': '231' }), null, [['headers', 231]]],
		['Google', ofHeaders({ 'server-timing': 'gfet4t7; dur=1482' }), null, [['headers', 1_482]]],
		['Mistral', ofHeaders({ 'x-envoy-upstream-service-time': '95' }), null, [['headers', 95]]],
		['one that says nothing', null, null, []],
		['one that says nonsense', ofHeaders({ 'openai-processing-ms': 'soon' }), 'x', []],
		['one that says the impossible', { timings: { prompt_ms: -1, predicted_ms: 'x' } }, [], []]
	])('of %s is read in ms', (_, timings, usage, expected) => {
		const clocks = serverClocksOf(timings, usage);
		expect(clocks.map(({ figure, valueMs }) => [figure, valueMs])).toEqual(expected);
	});

	it('has each figure once, none of them below 0, whatever came', () => {
		const fields = fc.record({
			timings: fc.dictionary(fc.constantFrom('prompt_ms', 'predicted_ms'), fc.jsonValue()),
			metrics: fc.dictionary(fc.constantFrom('latencyMs'), fc.jsonValue()),
			headers: fc.dictionary(fc.constantFrom('server-timing', 'openai-processing-ms'), fc.string()),
			total_duration: fc.double()
		});
		fc.assert(
			fc.property(fc.oneof(fields, fc.jsonValue()), fc.jsonValue(), (timings, usage) => {
				const clocks = serverClocksOf(timings, usage);
				expect(new Set(clocks.map(({ figure }) => figure)).size).toBe(clocks.length);
				expect(clocks.every(({ valueMs }) => Number.isFinite(valueMs) && valueMs >= 0)).toBe(true);
			})
		);
	});
});
