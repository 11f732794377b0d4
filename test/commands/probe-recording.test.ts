import { writeFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { DecodedRecording } from '#bench/report/decoded-recording.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';
import { chunk, data, done, named } from '../protocols/recording.ts';

const openWorkplace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return workplace;
};

const saved = (content: string | Uint8Array): string => {
	const file = openWorkplace().file('answer');
	writeFileSync(file, content);
	return file;
};

const decode = (content: string | Uint8Array, ...more: string[]): Promise<Recorded> =>
	callCommand('probe', ['--recording', saved(content), ...more]);

const decoded = async (
	content: string | Uint8Array,
	protocol = 'openai-chat',
	...more: string[]
): Promise<DecodedRecording> => {
	const { stdout, error } = await decode(content, '--protocol', protocol, '--json', ...more);
	if (error) throw error;
	return JSON.parse(stdout) as DecodedRecording;
};

const usage = {
	prompt_tokens: 20,
	completion_tokens: 12,
	total_tokens: 32,
	prompt_tokens_details: { cached_tokens: 8 },
	completion_tokens_details: { reasoning_tokens: 5 }
};

const thinking =
	chunk({ role: 'assistant', content: '' }) +
	chunk({ reasoning: 'Let me see.' }) +
	chunk({ content: 'Hello' }) +
	chunk({ content: ' there' }) +
	chunk({}, 'stop') +
	data({ model: 'm-1', choices: [], usage }) +
	done;

describe('bench probe --recording', () => {
	it('gives text, reasoning, usage and pieces of a stream, and no times', async () => {
		expect(await decoded(thinking)).toEqual({
			protocol: 'openai-chat',
			stream: true,
			text: 'Hello there',
			reasoning: 'Let me see.',
			refusal: '',
			toolCalls: [],
			outcome: 'ok',
			finishReason: 'stop',
			finish: 'stop',
			usage: {
				uncachedInputTokens: 12,
				cacheReadTokens: 8,
				cacheWriteTokens: null,
				visibleOutputTokens: 7,
				reasoningTokens: 5,
				outputTokens: 12,
				source: 'provider',
				raw: usage
			},
			deltas: [
				{ channel: 'reasoning', length: 11, atMs: null },
				{ channel: 'text', length: 5, atMs: null },
				{ channel: 'text', length: 6, atMs: null }
			],
			events: 7,
			model: 'm-1',
			error: null,
			warnings: [],
			priced: null
		});
	});

	it('gives calls of tools, put together from their pieces', async () => {
		const piece = (fields: object): string => chunk({ tool_calls: [{ index: 0, ...fields }] });
		const stream =
			piece({ id: 'c1', function: { name: 'get_weather', arguments: '{"ci' } }) +
			piece({ function: { arguments: 'ty":"Paris"}' } }) +
			chunk({}, 'tool_calls') +
			done;
		expect(await decoded(stream)).toMatchObject({
			toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{"city":"Paris"}' }],
			outcome: 'ok',
			finishReason: 'tool_calls',
			finish: 'tool'
		});
	});

	it('says of a stream that is cut that it is truncated, with what came until then', async () => {
		const half = thinking.slice(0, thinking.indexOf(' there'));
		expect(await decoded(half)).toMatchObject({
			text: 'Hello',
			outcome: 'truncated',
			finishReason: null,
			usage: null,
			error: {
				code: 'no-terminal-event',
				message: expect.stringMatching(/ended before/) as string
			},
			warnings: ['the stream ended inside an event']
		});
	});

	it('takes a whole answer with --no-stream, of any protocol', async () => {
		const answer = {
			model: 'm',
			content: [{ type: 'text', text: 'Hi' }],
			stop_reason: 'max_tokens',
			usage: { input_tokens: 4, output_tokens: 2 }
		};
		const found = await decoded(JSON.stringify(answer), 'anthropic-messages', '--no-stream');
		expect(found).toMatchObject({
			stream: false,
			text: 'Hi',
			outcome: 'length',
			finishReason: 'max_tokens',
			deltas: []
		});
	});

	it('tells an error in the stream, and what is odd', async () => {
		const stream =
			named({ type: 'message_start', message: { model: 'm', usage: { input_tokens: 4 } } }) +
			named({ type: 'novelty' }) +
			named({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
		expect(await decoded(stream, 'anthropic-messages')).toMatchObject({
			outcome: 'error',
			error: { code: 'server', message: 'overloaded_error: Overloaded' },
			warnings: ['unknown event type "novelty"']
		});
	});

	it('prints the same as text for a person', async () => {
		const { stdout, error } = await decode(thinking, '--protocol', 'openai-chat');
		expect(error).toBe(null);
		expect(stdout).toMatch(/^outcome +ok\n/);
		expect(stdout).toMatch(/usage +20 input \(8 from a cache\), 12 output \(5 reasoning\)/);
		expect(stdout).toMatch(/deltas +reasoning 1 \(11 characters\), text 2 \(11 characters\)/);
		expect(stdout).toMatch(/text +Hello there\n$/);
	});

	it.each([
		['an empty file', '', /is empty/],
		['a binary file', Uint8Array.of(0, 1, 2, 3, 255), /is binary, and no body of openai-chat/],
		['a compressed one', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), /is binary/]
	])('refuses %s and says what it is', async (_, content, message) => {
		const { error } = await decode(content, '--protocol', 'openai-chat');
		expect(error).toBeInstanceOf(BenchError);
		expect(error).toMatchObject({ code: 'E_FILE', exitCode: 2 });
		expect((error as BenchError).message).toMatch(message);
		expect((error as BenchError).hint).toMatch(/curl/);
	});

	it('refuses a file that is missing, and a protocol that is missing or unknown', async () => {
		const file = openWorkplace().file('none.sse');
		const call = (...more: string[]): Promise<Recorded> =>
			callCommand('probe', ['--recording', file, ...more]);
		expect((await call('--protocol', 'openai-chat')).error).toMatchObject({ code: 'E_FILE' });
		const without = (await call()).error as BenchError;
		expect(without).toMatchObject({ code: 'E_USAGE' });
		expect(without.hint).toMatch(/openai-chat, anthropic-messages/);
		const unknown = (await call('--protocol', 'smoke-signals')).error;
		expect(unknown).toBeInstanceOf(CommanderError);
		expect(unknown?.message).toMatch(/Allowed choices are openai-chat/);
	});

	it.each([
		['--model', 'm'],
		['--config', 'bench.yaml'],
		['--max-spend', '1'],
		['--timeout', '5s'],
		['--max-context-probe'],
		['--no-max-context-probe']
	])('does not pass over a flag that says something of an endpoint: %s', async (...flag) => {
		const { error } = await decode(thinking, '--protocol', 'openai-chat', ...flag);
		expect(error).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(error?.message).toBe(`${flag[0]} does not belong to --recording, which asks nobody`);
	});

	it('prices its usage line by line by a price list, to the millionth of a dollar', async () => {
		const prices = openWorkplace().file('prices.yaml');
		writeFileSync(
			prices,
			`entries:
  - providerId: someone
    modelId: some/model
    terms: list
    inputUsdPerMtok: 2
    cacheReadUsdPerMtok: 0.2
    outputUsdPerMtok: 10
    sourceUrl: https://example.com/prices
    asOf: 2026-11-01
    enteredBy: test
`
		);
		const flags = ['--price', 'someone/some/model', '--prices', prices];
		const { priced } = await decoded(thinking, 'openai-chat', ...flags);
		// 12 × 2 + 8 × 0.2 + 12 × 10 = 145.6 millionths.
		expect(priced).toMatchObject({ usd: '0.0001456', microUsd: '146', missing: [] });
		expect(priced?.lines.map(({ label, quantity, usd }) => [label, quantity, usd])).toEqual([
			['input', '12', '0.000024'],
			['cache read', '8', '0.0000016'],
			['output', '12', '0.00012']
		]);
		expect(priced?.ofWhichReasoning).toEqual({ tokens: 5, usd: '0.00005' });
		const { stdout } = await decode(thinking, '--protocol', 'openai-chat', ...flags);
		expect(stdout).toMatch(/ {2}of which reasoning +5 +10 +0\.000050\n/u);
		expect(stdout).toMatch(/total +0\.000146/u);
	});

	it('says which price it does not know, and that a cost is doubtful', async () => {
		const price = ['--protocol', 'openai-chat', '--price'];
		const { error: none } = await decode(thinking, ...price, 'gpt-5-mini');
		expect(none).toMatchObject({ code: 'E_USAGE', message: '"gpt-5-mini" names no price list' });
		const { error: nobody } = await decode(thinking, ...price, 'nobody/x');
		expect(nobody?.message).toBe('the price book has no provider "nobody"');
		const { error: nothing } = await decode(thinking, ...price, 'openai/gpt-5-min');
		expect((nothing as BenchError).hint).toContain('openai/gpt-5-mini');
		const wrong = data({ model: 'm-1', choices: [], usage: { ...usage, total_tokens: 99 } });
		const { stdout } = await decode(thinking + wrong, ...price, 'openai/gpt-5-mini');
		expect(stdout).not.toContain('doubtful');
		const doubtful = thinking.replace('"total_tokens":32', '"total_tokens":99');
		expect((await decode(doubtful, ...price, 'openai/gpt-5-mini')).stdout).toContain('doubtful: ');
		const { error: alone } = await callCommand('probe', ['x', '--price', 'openai/gpt-5-mini']);
		expect(alone?.message).toBe('--price and --prices belong to --recording');
	});

	it('ends with 0 whatever the recording says, and with 2 for a protocol that nobody knows', async () => {
		const workplace = openWorkplace();
		writeFileSync(workplace.file('cut.sse'), thinking.slice(0, 200));
		const args = ['probe', '--recording', 'cut.sse', '--json', '--protocol'];
		const [known, unknown] = await Promise.all([
			runBench([...args, 'openai-chat'], { workplace }),
			runBench([...args, 'smoke-signals'], { workplace })
		]);
		expect(known).toMatchObject({ code: 0, stderr: '' });
		expect(JSON.parse(known.stdout)).toMatchObject({ outcome: 'truncated' });
		expect(unknown.code).toBe(2);
	});

	describe('prices an answer as it says that it was served', () => {
		const chatOf = (fields: object, counts: object): string =>
			[
				{ ...fields, choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
				{ ...fields, choices: [], usage: counts }
			]
				.map(data)
				.join('') + done;
		const anthropicOf = (start: object, end: object): string =>
			named({ type: 'message_start', message: { model: 'm', usage: start } }) +
			named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: end }) +
			named({ type: 'message_stop' });
		const geminiOf = (usageMetadata: object): string =>
			data({
				candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP', index: 0 }],
				usageMetadata
			});
		const responsesOf = (fields: object, items: readonly object[]): string =>
			items
				.map((item, index) =>
					named({ type: 'response.output_item.done', output_index: index, item })
				)
				.join('') +
			named({
				type: 'response.completed',
				response: {
					status: 'completed',
					output: items,
					usage: {
						input_tokens: 1_000,
						input_tokens_details: { cached_tokens: 500 },
						output_tokens: 100,
						output_tokens_details: { reasoning_tokens: 0 },
						total_tokens: 1_100
					},
					...fields
				}
			});
		const cached = {
			prompt_tokens: 10_000,
			completion_tokens: 100,
			total_tokens: 10_100,
			prompt_tokens_details: { cached_tokens: 8_000 }
		};
		const long = { input_tokens: 1_000, output_tokens: 1 };
		const search = (type: string): object => ({ type: 'web_search_call', action: { type } });

		it.each([
			// (2000 × 2.5 + 8000 × 0.25 + 100 × 15) / 2
			['flex', 'openai-chat', 'openai/gpt-5.4', chatOf({ service_tier: 'flex' }, cached), '4250'],
			[
				'the standard tier',
				'openai-chat',
				'openai/gpt-5.4',
				chatOf({ service_tier: 'default' }, cached),
				'8500'
			],
			// (500 × 2.5 + 500 × 0.25 + 100 × 15) × 2
			[
				'priority',
				'openai-responses',
				'openai/gpt-5.4',
				responsesOf({ service_tier: 'priority' }, []),
				'5750'
			],
			// 500 × 0.25 + 500 × 0.025 + 100 × 2, and 0.01 USD for the one search; opening a page is none.
			[
				'a search of the provider',
				'openai-responses',
				'openai/gpt-5-mini',
				responsesOf({}, [search('search'), search('open_page')]),
				'10338'
			],
			// 1000 × 3 + 100 × 15, and 0.01 USD for each search.
			[
				'searches in the usage',
				'anthropic-messages',
				'anthropic/claude-sonnet-4-5',
				anthropicOf(long, { output_tokens: 100, server_tool_use: { web_search_requests: 2 } }),
				'24500'
			],
			// (1000 × 3 + 100 × 15) / 2
			[
				'a batch',
				'anthropic-messages',
				'anthropic/claude-sonnet-4-5',
				anthropicOf({ ...long, service_tier: 'batch' }, { output_tokens: 100 }),
				'2250'
			],
			// (1000 × 5 + 100 × 25) × 1.1
			[
				'a region',
				'anthropic-messages',
				'anthropic/claude-opus-4-6',
				anthropicOf({ ...long, inference_geo: 'us' }, { output_tokens: 100 }),
				'8250'
			],
			// 1000 × 10 + 100 × 50
			[
				'fast mode',
				'anthropic-messages',
				'anthropic/claude-opus-4-8',
				anthropicOf({ ...long, service_tier: 'standard', speed: 'fast' }, { output_tokens: 100 }),
				'15000'
			],
			// (1000 × 0.3 + 100 × 2.5) / 2
			[
				'flex in the usage',
				'gemini',
				'google/gemini-2.5-flash',
				geminiOf({
					...{ promptTokenCount: 1_000, candidatesTokenCount: 100, totalTokenCount: 1_100 },
					serviceTier: 'flex'
				}),
				'275'
			]
		])('%s', async (_, protocol, price, content, microUsd) => {
			const { priced } = await decoded(content, protocol, '--price', price);
			expect(priced).toMatchObject({ microUsd, missing: [] });
		});

		it.each([
			[
				'a tier that the list has no price for',
				'anthropic-messages',
				'anthropic/claude-sonnet-4-5',
				anthropicOf({ ...long, service_tier: 'priority' }, { output_tokens: 100 }),
				'price of service tier priority'
			],
			[
				'a tier that no list has',
				'openai-chat',
				'openai/gpt-5.4',
				chatOf({ service_tier: 'scale' }, cached),
				'price of service tier scale'
			],
			[
				'a tool without a price',
				'openai-responses',
				'openai/gpt-5-mini',
				responsesOf({}, [{ type: 'code_interpreter_call' }]),
				'price of code-interpreter calls'
			],
			[
				'sound that is dearer than text',
				'gemini',
				'google/gemini-2.5-flash',
				geminiOf({
					...{ promptTokenCount: 1_000, candidatesTokenCount: 100, totalTokenCount: 1_100 },
					promptTokensDetails: [
						{ modality: 'TEXT', tokenCount: 700 },
						{ modality: 'AUDIO', tokenCount: 300 }
					]
				}),
				'price of audio tokens beside those of text in the input'
			]
		])('tells no sum of %s', async (_, protocol, price, content, missing) => {
			const { priced } = await decoded(content, protocol, '--price', price);
			expect(priced).toMatchObject({ usd: null, microUsd: null, missing: [missing] });
		});

		it.each([
			['image that went in', 'openai/gpt-image-1', { text_tokens: 10, image_tokens: 40 }, 'input'],
			['image that came out', 'openai/gpt-image-1.5', { text_tokens: 50 }, 'output']
		])(
			'tells no sum of an %s, where the list has images apart',
			async (_, price, details, side) => {
				const answer = {
					data: [{ b64_json: 'iVBORw0KGgo=' }],
					usage: {
						...{ input_tokens: 50, output_tokens: 1_056, total_tokens: 1_106 },
						input_tokens_details: details
					}
				};
				const { priced } = await decoded(
					JSON.stringify(answer),
					'openai-images',
					...['--no-stream', '--price', price]
				);
				expect(priced).toMatchObject({
					usd: null,
					missing: [`price of image tokens beside those of text in the ${side}`]
				});
			}
		);

		it('says beside the price which tier it is that of', async () => {
			const { stdout } = await decode(
				chatOf({ service_tier: 'flex' }, cached),
				...['--protocol', 'openai-chat', '--price', 'openai/gpt-5.4']
			);
			expect(stdout).toMatch(/^priced by openai\/gpt-5\.4 of .*, service tier flex$/mu);
		});
	});
});
