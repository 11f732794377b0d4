import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billedFields } from '#bench/protocols/billed-fields.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { protocolNames } from '#core/target.ts';
import { isObject } from '#core/json.ts';

const pathsOf = (extraBody: unknown): string[] =>
	billedFields(extraBody).map(({ path }) => path.join('.'));
const messageOf = (extraBody: unknown): string => billedFields(extraBody)[0]?.message ?? '';

/** Each field of a body with that text in its value, alone in the objects around it. */
const fieldsWith = (text: string, body: unknown): Record<string, unknown>[] =>
	isObject(body)
		? Object.entries(body).flatMap(([key, value]) =>
				isObject(value)
					? fieldsWith(text, value).map((inner) => ({ [key]: inner }))
					: JSON.stringify(value).includes(text)
						? [{ [key]: value }]
						: []
			)
		: [];

/** Objects and lists around a value, with harmless names. */
const nested = (inner: unknown): fc.Arbitrary<unknown> =>
	fc
		.array(fc.constantFrom('thinking', 'extra_body', 'sampling', 0), { maxLength: 4 })
		.map((steps) =>
			steps.reduce<unknown>((value, step) => (step === 0 ? [value] : { [step]: value }), inner)
		);

describe('fields that decide how much a request is billed', () => {
	it.each([
		['max_tokens', /"maxOutputTokens"/u],
		['max_completion_tokens', /"maxOutputTokens"/u],
		['max_output_tokens', /"maxOutputTokens"/u],
		['maxOutputTokens', /"maxOutputTokens"/u],
		['maxTokens', /"maxOutputTokens"/u],
		['max_new_tokens', /"maxOutputTokens"/u],
		['num_predict', /"maxOutputTokens"/u],
		['n_predict', /"maxOutputTokens"/u],
		['n', /more than one answer/u],
		['best_of', /more than one answer/u],
		['candidateCount', /more than one answer/u],
		['num_completions', /more than one answer/u],
		['model', /"model" of the target/u],
		['service_tier', /"serviceTier"/u],
		['serviceTier', /"serviceTier"/u],
		['speed', /"serviceTier"/u],
		['size', /"imageQuality"/u],
		['quality', /"imageQuality"/u],
		['budget_tokens', /"thinkingBudgetTokens"/u],
		['thinkingBudget', /"thinkingBudgetTokens"/u],
		['tools', /billed beside the tokens/u],
		['web_search_options', /billed beside the tokens/u],
		['previous_response_id', /stands in no scenario/u],
		['cachedContent', /stands in no scenario/u],
		['modalities', /a price of its own/u]
	])('are found whatever they hold, and the message says what to set: %s', (name, expected) => {
		for (const value of [5_000, null, 'x', {}]) {
			expect(pathsOf({ [name]: value })).toEqual([name]);
			expect(messageOf({ [name]: value })).toMatch(expected);
		}
	});

	it.each(protocolNames)(
		'are those of %s by which the limit, the number and the model are asked for',
		(name) => {
			const call: ChatCall = {
				system: null,
				messages: [{ role: 'user', content: 'q' }],
				maxOutputTokens: 4_711,
				stream: false,
				temperature: null,
				seed: null,
				extraBody: {},
				serviceTier: 'tier-4711',
				...(name === 'openai-images' && {
					image: { size: '4711x4711', n: 4_711, format: 'png', quality: 'quality-4711' }
				})
			};
			const endpoint = { baseUrl: 'http://127.0.0.1:1', apiKey: null, model: 'model-4711' };
			const body: unknown = JSON.parse(protocols[name].buildRequest(endpoint, call).body);
			const marked = fieldsWith('4711', body);
			for (const each of marked) expect([each, pathsOf(each)]).toEqual([each, [expect.anything()]]);
			// An embedding has no limit of output, and an image is asked for by its size.
			expect(marked.length).toBeGreaterThanOrEqual(1);
		}
	);

	it('are found in every spelling and at any depth', () => {
		const spelling = fc.constantFrom('max_tokens', 'maxTokens', 'MAX-TOKENS', 'Max_Tokens');
		fc.assert(
			fc.property(
				spelling.chain((name) => nested({ [name]: 1 })),
				(extraBody) => {
					expect(billedFields(extraBody)).toHaveLength(1);
				}
			)
		);
	});

	it('are named with the steps that lead to them, all at once', () => {
		expect(
			pathsOf({
				generationConfig: { maxOutputTokens: 5_000, candidateCount: 8, topK: 40 },
				thinking: { type: 'enabled', budget_tokens: 9_000 },
				requests: [{ a: 1 }, { n: 3 }]
			})
		).toEqual([
			'generationConfig.maxOutputTokens',
			'generationConfig.candidateCount',
			'thinking.budget_tokens',
			'requests.1.n'
		]);
	});

	it('are the objects that hold the limit as well, where they are taken away or written another way', () => {
		for (const name of ['generationConfig', 'inferenceConfig', 'options', 'parameters']) {
			expect(pathsOf({ [name]: null })).toEqual([name]);
			expect(pathsOf({ [name]: [] })).toEqual([name]);
			expect(pathsOf({ [name]: { top_k: 5 } })).toEqual([]);
		}
		expect(messageOf({ generation_config: { top_k: 5 } })).toContain('beside "generationConfig"');
	});

	it('are none that only say how the model answers, and none in schemas, whose names are those of answers', () => {
		expect(
			pathsOf({
				top_k: 40,
				top_p: 0.9,
				min_p: 0.1,
				repetition_penalty: 1.1,
				response_format: 'b64_json',
				encoding_format: 'base64',
				dimensions: 32,
				user: 'u',
				keep_alive: '10m',
				options: { num_ctx: 8_192 },
				thinking: { type: 'disabled' },
				chat_template_kwargs: { enable_thinking: false },
				provider: { order: ['deepinfra'], allow_fallbacks: false },
				min_tokens: 10,
				ignore_eos: true
			})
		).toEqual([]);
		const schema = { type: 'object', properties: { size: {}, model: {}, n: {} } };
		expect(pathsOf({ guided_json: schema, response_format: { json_schema: { schema } } })).toEqual(
			[]
		);
		for (const nothing of [undefined, null, 'max_tokens', 3, []]) {
			expect(billedFields(nothing)).toEqual([]);
		}
	});
});
