/** What is said of a saved body in which nothing of its protocol was found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProtocolName } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';
import { readSavedBody } from '#bench/protocols/saved-body.ts';
import { decodedOf, renderDecoded } from '#bench/report/decoded-recording.ts';
import { chunk, done, named } from '../protocols/recording.ts';

const decoded = (text: string, protocol: ProtocolName) =>
	decodedOf(
		readSavedBody(protocols[protocol], new TextEncoder().encode(text), true),
		protocol,
		true
	);

const stream = chunk({ content: 'Hello' }) + chunk({}, 'stop') + done;
const lines = '{"message":{"content":"Hi"},"done":false}\n{"done":true,"done_reason":"stop"}\n';

/** Protocols to which a stream in the chunks of OpenAI says nothing. */
const others = ['anthropic-messages', 'openai-responses', 'gemini', 'ollama'] as const;

describe('a decoded recording', () => {
	it('asks whether the protocol is right where nothing of it was found', () => {
		for (const name of others) {
			expect(decoded(stream, name).warnings.at(-1)).toBe(
				`no output, usage or finish reason of ${name} was found: either the file is cut before any, or it is of another protocol`
			);
		}
		expect(decoded(lines, 'openai-chat').warnings.at(-1)).toMatch(/of another protocol$/);
		expect(renderDecoded(decoded(stream, 'ollama'), null)).toMatch(/^warning +no output/mu);
	});

	it('asks as well where nothing but token counts was found', () => {
		const start = named({
			type: 'message_start',
			message: { model: 'm' },
			usage: { input_tokens: 4 }
		});
		const end = named({ type: 'message_delta', usage: { output_tokens: 2 } });
		expect(decoded(start + end, 'openai-chat').warnings.at(-1)).toMatch(/of another protocol$/);
	});

	it('does not ask of a recording from which any output came, wherever it is cut', () => {
		fc.assert(
			fc.property(fc.nat(stream.length), (length) => {
				const { text, finishReason, warnings } = decoded(stream.slice(0, length), 'openai-chat');
				const isAsked = warnings.some((warning) => warning.includes('another protocol'));
				expect(isAsked && (text !== '' || finishReason !== null)).toBe(false);
			})
		);
	});
});
