import { describe, expect, it } from 'vitest';
import {
	anthropicFinishReasons,
	bedrockFinishReasons,
	chatFinishReasons,
	geminiFinishReasons,
	ollamaFinishReasons,
	tgiFinishReasons,
	type FinishMeaning,
	type FinishReasons
} from '#bench/protocols/finish-reasons.ts';
import { encodeAwsEvent } from '#bench/endpoints/emulator/aws-message.ts';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ProtocolName } from '#core/target.ts';
import type { Outcome } from '#core/outcome.ts';
import type { Piece } from './contract/implementation.ts';
import { chunk, data, named, streamOf } from './recording.ts';

type EndsWith = (reason: string) => Piece[];

const chat: EndsWith = (reason) => [chunk({ content: 'a' }), chunk({}, reason)];

/** An answer of one letter that ends with a reason, as each protocol says it. */
const kinds: [ProtocolName, FinishReasons, EndsWith][] = [
	['openai-chat', chatFinishReasons, chat],
	['mistral', chatFinishReasons, chat],
	['azure-openai', chatFinishReasons, chat],
	['llama-cpp', chatFinishReasons, chat],
	[
		'anthropic-messages',
		anthropicFinishReasons,
		(reason) => [
			named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } }),
			named({ type: 'message_delta', delta: { stop_reason: reason } }),
			named({ type: 'message_stop' })
		]
	],
	[
		'gemini',
		geminiFinishReasons,
		(reason) => [
			data({ candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: reason }] })
		]
	],
	[
		'bedrock-converse',
		bedrockFinishReasons,
		(reason) => [
			encodeAwsEvent('contentBlockDelta', '{"contentBlockIndex":0,"delta":{"text":"a"}}'),
			encodeAwsEvent('messageStop', JSON.stringify({ stopReason: reason }))
		]
	],
	[
		'tgi',
		tgiFinishReasons,
		(reason) => [
			data({ index: 1, token: { id: 1, text: 'a', special: false }, generated_text: null }),
			data({
				index: 2,
				token: { id: 2, text: '</s>', special: true },
				generated_text: 'a',
				details: { finish_reason: reason, generated_tokens: 2 }
			})
		]
	],
	[
		'ollama',
		ollamaFinishReasons,
		(reason) => [
			`${JSON.stringify({ message: { content: 'a' }, done: false })}\n`,
			`${JSON.stringify({ done: true, done_reason: reason })}\n`
		]
	]
];

const outcomes: Record<FinishMeaning, Outcome> = {
	stop: 'ok',
	tool: 'ok',
	other: 'ok',
	length: 'length',
	refused: 'refused',
	failed: 'error'
};

describe.each(kinds)('an answer of %s', (name, reasons, endsWith) => {
	const read = (reason: string) => {
		const response = streamOf(endsWith(reason));
		const reading = protocols[name].read(response, true);
		return { reading, ...outcomeOf(response, reading, true) };
	};

	it.each(Object.entries(reasons))('that ends with %s counts as %s', (reason, meaning) => {
		const { reading, outcome, errorMessage } = read(reason);
		expect(outcome).toBe(outcomes[meaning]);
		expect(reading).toMatchObject({ text: 'a', finishRaw: reason, terminated: true, warnings: [] });
		if (meaning === 'failed') expect(errorMessage).toContain(`"${reason}"`);
		else expect(errorMessage).toBeNull();
	});

	it('that ends with a reason that nobody knows is an answer, with a warning', () => {
		const { reading, outcome } = read('novelty');
		expect([outcome, reading.finish]).toEqual(['ok', 'other']);
		expect(reading.warnings).toEqual([expect.stringMatching(/^unknown .*"novelty"$/u)]);
	});
});

it.each([
	['openai-chat', { choices: [{ index: 0, message: { content: 'a' } }] }, 'finish'],
	['anthropic-messages', { content: [{ type: 'text', text: 'a' }] }, 'stop']
] as const)('a whole body of %s without a reason is an answer, with a warning', (...row) => {
	const [name, json, word] = row;
	const response = { ...streamOf([JSON.stringify(json)]) };
	const reading = protocols[name].read(response, false);
	expect(outcomeOf(response, reading, false).outcome).toBe('ok');
	expect(reading.warnings).toEqual([`the answer holds no ${word} reason`]);
});
