import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '#bench/protocols/anthropic-messages.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { ChatCall, Protocol, ToolChoice } from '#bench/protocols/protocol.ts';
import { protocols } from '#bench/protocols/index.ts';
import { named, streamOf } from './recording.ts';

const parameters = {
	type: 'object',
	properties: { city: { type: 'string' } },
	required: ['city']
};

/** Two calls at once, their results, and the question of the user before them. */
const call: ChatCall = {
	system: null,
	messages: [
		{ role: 'user', content: 'Bern or Oslo?' },
		{
			role: 'assistant',
			content: '',
			toolCalls: [
				{ id: 'a', name: 'weather', arguments: '{"city": "Bern"}' },
				{ id: 'b', name: 'weather', arguments: '{"city": "Oslo"' }
			]
		},
		{ role: 'tool', toolCallId: 'a', content: '{"celsius":21}' },
		{ role: 'tool', toolCallId: 'b', content: '{"error":"no JSON"}' },
		{ role: 'assistant', content: 'Bern.' },
		{ role: 'user', content: 'Sure?' }
	],
	maxOutputTokens: 64,
	stream: true,
	temperature: null,
	seed: null,
	tools: [{ name: 'weather', description: 'Of a city', parameters }],
	toolChoice: 'auto',
	extraBody: {}
};

const bodyOf = (protocol: Protocol, changes: Partial<ChatCall> = {}): Record<string, unknown> => {
	const endpoint = { baseUrl: 'http://127.0.0.1', model: 'm', apiKey: null };
	const { body } = protocol.buildRequest(endpoint, { ...call, ...changes });
	return JSON.parse(body) as Record<string, unknown>;
};

describe('tools in a request of openai-chat', () => {
	it('are functions; calls carry their arguments as text and each result is a message', () => {
		expect(bodyOf(openaiChat)).toMatchObject({
			tools: [
				{ type: 'function', function: { name: 'weather', description: 'Of a city', parameters } }
			],
			tool_choice: 'auto',
			messages: [
				{ role: 'user', content: 'Bern or Oslo?' },
				{
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: 'a',
							type: 'function',
							function: { name: 'weather', arguments: '{"city": "Bern"}' }
						},
						// Servers parse the text and refuse a request whose arguments are broken.
						{ id: 'b', type: 'function', function: { name: 'weather', arguments: '{}' } }
					]
				},
				{ role: 'tool', tool_call_id: 'a', content: '{"celsius":21}' },
				{ role: 'tool', tool_call_id: 'b', content: '{"error":"no JSON"}' },
				{ role: 'assistant', content: 'Bern.' },
				{ role: 'user', content: 'Sure?' }
			]
		});
	});
});

describe('tools in a request of anthropic-messages', () => {
	it('have an input schema; arguments are objects and the results of one turn stand in one message', () => {
		expect(bodyOf(anthropicMessages)).toMatchObject({
			tools: [{ name: 'weather', description: 'Of a city', input_schema: parameters }],
			tool_choice: { type: 'auto' },
			messages: [
				{ role: 'user', content: 'Bern or Oslo?' },
				{
					role: 'assistant',
					content: [
						{ type: 'tool_use', id: 'a', name: 'weather', input: { city: 'Bern' } },
						{ type: 'tool_use', id: 'b', name: 'weather', input: {} }
					]
				},
				{
					role: 'user',
					content: [
						{ type: 'tool_result', tool_use_id: 'a', content: '{"celsius":21}' },
						{ type: 'tool_result', tool_use_id: 'b', content: '{"error":"no JSON"}' }
					]
				},
				{ role: 'assistant', content: 'Bern.' },
				{ role: 'user', content: 'Sure?' }
			]
		});
	});

	it('sends reasoning back as it came, before text and calls, its signature untouched', () => {
		const block = (index: number, content_block: object) =>
			named({ type: 'content_block_start', index, content_block });
		const piece = (index: number, delta: object) =>
			named({ type: 'content_block_delta', index, delta });
		const reading = anthropicMessages.read(
			streamOf([
				named({ type: 'message_start', message: { model: 'c', content: [] } }),
				block(0, { type: 'thinking', thinking: '', signature: '' }),
				piece(0, { type: 'thinking_delta', thinking: 'I should ' }),
				piece(0, { type: 'thinking_delta', thinking: 'look.' }),
				piece(0, { type: 'signature_delta', signature: 'c2ln' }),
				block(1, { type: 'redacted_thinking', data: 'eHh4' }),
				block(2, { type: 'text', text: '' }),
				piece(2, { type: 'text_delta', text: 'One moment.' }),
				block(3, { type: 'tool_use', id: 't', name: 'weather', input: {} }),
				piece(3, { type: 'input_json_delta', partial_json: '{"city":' }),
				piece(3, { type: 'input_json_delta', partial_json: '"Bern"}' }),
				named({ type: 'message_delta', delta: { stop_reason: 'tool_use' } }),
				named({ type: 'message_stop' })
			]),
			true
		);
		const { text, reasoningBlocks } = reading;
		const toolCalls = reading.toolCalls.map((each) => ({ ...each, id: each.id ?? '' }));
		const { messages } = bodyOf(anthropicMessages, {
			messages: [{ role: 'assistant', content: text, toolCalls, reasoningBlocks }]
		});
		expect(messages).toEqual([
			{
				role: 'assistant',
				content: [
					{ type: 'thinking', thinking: 'I should look.', signature: 'c2ln' },
					{ type: 'redacted_thinking', data: 'eHh4' },
					{ type: 'text', text: 'One moment.' },
					{ type: 'tool_use', id: 't', name: 'weather', input: { city: 'Bern' } }
				]
			}
		]);
	});
});

/** Some protocols know of no tools. */
const withTools = Object.values(protocols).filter(({ capabilities }) => capabilities.tools);

interface ChoiceWords {
	/** Where the choice stands in a body. */
	choiceOf: (body: Record<string, unknown>) => unknown;
	/** What is sent for `auto`, `required` and `none`. */
	sent: readonly unknown[];
}

const usualWords: ChoiceWords = {
	choiceOf: (body) => body['tool_choice'],
	sent: ['auto', 'required', 'none']
};
const wordsOfChoice: Partial<Record<Protocol['name'], ChoiceWords>> = {
	'anthropic-messages': {
		...usualWords,
		sent: [{ type: 'auto' }, { type: 'any' }, { type: 'none' }]
	},
	gemini: {
		choiceOf: (body) => body['toolConfig'],
		sent: ['AUTO', 'ANY', 'NONE'].map((mode) => ({ functionCallingConfig: { mode } }))
	},
	// Tools that are forbidden are not spoken of.
	'bedrock-converse': {
		choiceOf: ({ toolConfig }) =>
			toolConfig === undefined ? 'no tools' : (toolConfig as { toolChoice: unknown }).toolChoice,
		sent: [{ auto: {} }, { any: {} }, 'no tools']
	},
	// It knows no choice: a model that has tools may call them.
	ollama: {
		choiceOf: ({ tools }) => (tools === undefined ? 'no tools' : 'tools'),
		sent: ['tools', 'tools', 'no tools']
	}
};

describe.each(withTools)('tools of $name', (protocol) => {
	it('are not spoken of where a call has none', () => {
		const body = bodyOf(protocol, { tools: [], toolChoice: 'auto' });
		expect(body).not.toHaveProperty('tools');
		expect(body).not.toHaveProperty('tool_choice');
	});

	it('can be left to the model, wanted and forbidden', () => {
		const choices: ToolChoice[] = ['auto', 'required', 'none'];
		const { choiceOf, sent } = wordsOfChoice[protocol.name] ?? usualWords;
		const bodies = choices.map((toolChoice) => bodyOf(protocol, { toolChoice }));
		expect(bodies.map(choiceOf)).toEqual(sent);
	});
});
