import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '#bench/protocols/anthropic-messages.ts';
import { azureOpenai } from '#bench/protocols/azure-openai.ts';
import {
	nonceDigits,
	noncePlaceholder,
	promptOf,
	withoutNonce
} from '#bench/protocols/cache-nonce.ts';
import { mistral } from '#bench/protocols/mistral.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import { openaiResponses } from '#bench/protocols/openai-responses.ts';
import type { ChatCall, Protocol } from '#bench/protocols/protocol.ts';

const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 4_096,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};
const look = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
const find = { ...look, name: 'find' };
const bodyOf = (protocol: Protocol, changes: Partial<ChatCall>): Record<string, unknown> =>
	JSON.parse(
		protocol.buildRequest(
			{ baseUrl: 'https://api.example.com', model: 'm', apiKey: null },
			{ ...call, ...changes }
		).body
	) as Record<string, unknown>;

const responseFormat = {
	name: 'invoice',
	schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
	strict: true
};

describe('what a call asks for, in the words of openai-chat', () => {
	const body = (changes: Partial<ChatCall>) => bodyOf(openaiChat, changes);

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema',
			{ responseFormat },
			{ response_format: { type: 'json_schema', json_schema: responseFormat } }
		],
		['texts to stop at', { stop: ['END', '\n\n'] }, { stop: ['END', '\n\n'] }],
		['an effort', { reasoning: { effort: 'high' } }, { reasoning_effort: 'high' }],
		['a service tier', { serviceTier: 'flex' }, { service_tier: 'flex' }],
		['a time in the cache', { cache: { ttl: '30m' } }, { prompt_cache_options: { ttl: '30m' } }],
		[
			'a certain tool',
			{ tools: [look, find], toolChoice: { tool: 'find' } },
			{ tool_choice: { type: 'function', function: { name: 'find' } } }
		]
	])('has %s', (_, changes, expected) => {
		expect(body(changes)).toMatchObject(expected);
	});

	it('sends nothing that nobody asked for', () => {
		expect(Object.keys(body({})).sort()).toEqual([
			'max_tokens',
			'messages',
			'model',
			'stream',
			'stream_options'
		]);
	});
});

describe('what a call asks for, in the words of anthropic-messages', () => {
	const body = (changes: Partial<ChatCall>) => bodyOf(anthropicMessages, changes);
	const kept = (ttl: string) => ({ cache_control: { type: 'ephemeral', ttl } });

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema',
			{ responseFormat },
			{ output_config: { format: { type: 'json_schema', schema: responseFormat.schema } } }
		],
		['texts to stop at', { stop: ['END'] }, { stop_sequences: ['END'] }],
		['an effort', { reasoning: { effort: 'max' } }, { output_config: { effort: 'max' } }],
		[
			'a budget of thinking',
			{ reasoning: { budgetTokens: 2_048 } },
			{ thinking: { type: 'enabled', budget_tokens: 2_048 } }
		],
		['a service tier', { serviceTier: 'standard_only' }, { service_tier: 'standard_only' }],
		[
			'a certain tool',
			{ tools: [look, find], toolChoice: { tool: 'find' } },
			{ tool_choice: { type: 'tool', name: 'find' } }
		]
	])('has %s', (_, changes, expected) => {
		expect(body(changes)).toMatchObject(expected);
	});

	it('sends nothing that nobody asked for', () => {
		expect(Object.keys(body({})).sort()).toEqual([
			'max_tokens',
			'messages',
			'model',
			'stream',
			'system'
		]);
	});

	it.each(['5m', '1h'] as const)(
		'keeps tools and system prompt for %s, and no single question',
		(ttl) => {
			expect(body({ cache: { ttl }, tools: [look] })).toMatchObject({
				system: [{ type: 'text', text: 'Be brief.', ...kept(ttl) }],
				tools: [{ name: 'look' }],
				messages: [{ role: 'user', content: 'Hi' }]
			});
			expect(
				JSON.stringify(body({ cache: { ttl }, tools: [look] })).match(/cache_control/gu)
			).toHaveLength(1);
		}
	);

	it('keeps the tools where there is no system prompt, and the question where there is neither', () => {
		const toolsAlone = body({ cache: { ttl: '1h' }, system: null, tools: [look, find] });
		expect(toolsAlone).toMatchObject({
			tools: [{ name: 'look' }, { name: 'find', ...kept('1h') }],
			messages: [{ content: 'Hi' }]
		});
		expect(body({ cache: { ttl: '1h' }, system: '' })).toMatchObject({
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', ...kept('1h') }] }]
		});
	});

	it('keeps the last message of a conversation that has gone on, results of tools included', () => {
		const messages: ChatCall['messages'] = [
			{ role: 'user', content: 'Hi' },
			{ role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'look', arguments: '{}' }] },
			{ role: 'tool', toolCallId: 'a', content: 'nothing' }
		];
		expect(body({ cache: { ttl: '5m' }, messages, tools: [look] })).toMatchObject({
			system: [kept('5m')],
			messages: [
				{ content: 'Hi' },
				{ role: 'assistant' },
				{ role: 'user', content: [{ type: 'tool_result', content: 'nothing', ...kept('5m') }] }
			]
		});
	});
});

describe.each(
	[openaiChat, anthropicMessages, openaiResponses, azureOpenai, mistral].map(
		(protocol) => [protocol.name, protocol] as const
	)
)('a call of %s that no cache may answer', (_, protocol) => {
	const placeholders = (changes: Partial<ChatCall>): number =>
		JSON.stringify(bodyOf(protocol, { ...changes, cache: 'defeat' })).split(noncePlaceholder)
			.length - 1;

	it('has one place for a nonce, before everything that is said', () => {
		expect(placeholders({})).toBe(1);
		expect(placeholders({ system: null })).toBe(1);
		expect(placeholders({ system: '' })).toBe(1);
		const said = JSON.stringify(bodyOf(protocol, { cache: 'defeat' }));
		expect(said.indexOf(noncePlaceholder)).toBeLessThan(said.indexOf('Be brief.'));
		const asked = JSON.stringify(bodyOf(protocol, { cache: 'defeat', system: null }));
		expect(asked.indexOf(noncePlaceholder)).toBeLessThan(asked.indexOf('Hi'));
	});

	it('is found without it again, whatever the digits', () => {
		const { system } = promptOf({ ...call, cache: 'defeat' });
		const sent = system?.replace('0'.repeat(nonceDigits), 'f00dfacecafe0123') ?? '';
		expect(sent).not.toBe('Be brief.');
		expect(withoutNonce(sent)).toBe('Be brief.');
		expect(withoutNonce(`${sent}${sent}`)).toBe(`Be brief.${sent}`);
		expect(withoutNonce('Be brief.')).toBe('Be brief.');
	});

	it('ends its placeholder in as many zeros as are replaced', () => {
		expect(noncePlaceholder.endsWith('0'.repeat(nonceDigits))).toBe(true);
		expect(noncePlaceholder.at(-nonceDigits - 1)).not.toBe('0');
	});
});
