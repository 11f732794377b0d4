import { describe, expect, it } from 'vitest';
import { protocols } from '#bench/protocols/index.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import type { ProtocolName } from '#core/target.ts';
import type { Pieces } from './contract/implementation.ts';
import { implementations } from './implementations.ts';
import { chunk, data, named, recording, streamOf } from './recording.ts';

const read = (name: ProtocolName, pieces: Pieces) => protocols[name].read(streamOf(pieces), true);

describe('reasoning', () => {
	it.each<[ProtocolName, boolean]>([
		['gemini', true],
		['anthropic-messages', true],
		['openai-responses', true],
		['openai-chat', false],
		['mistral', false],
		['llama-cpp', false],
		['ollama', false]
	])('of %s is a summary: %s', (name, isSummary) => {
		const given = implementations.find(([each]) => each === name)?.[1];
		const { hasSummarisedReasoning, reasoning } = read(name, given?.stream ?? []);
		expect([reasoning, hasSummarisedReasoning]).toEqual(['hm', isSummary]);
	});

	it('of Bedrock is one where it is signed, which is how models of Anthropic send it', () => {
		const body = (reasoningText: object) =>
			recording(
				JSON.stringify({
					output: { message: { content: [{ reasoningContent: { reasoningText } }] } },
					stopReason: 'end_turn'
				})
			);
		const [signed, plain] = [{ text: 'hm', signature: 's' }, { text: 'hm' }].map((text) =>
			protocols['bedrock-converse'].read(body(text), false)
		);
		expect(signed?.hasSummarisedReasoning).toBe(true);
		expect(plain?.hasSummarisedReasoning).toBe(false);
	});

	it('of Responses is none where all of it comes', () => {
		const delta = named({ type: 'response.reasoning_text.delta', output_index: 0, delta: 'hm' });
		expect(read('openai-responses', [delta]).hasSummarisedReasoning).toBe(false);
	});

	it('that a router passes on is what the router says it is', () => {
		const reading = (type: string) =>
			read('openai-chat', [chunk({ reasoning: 'hm', reasoning_details: [{ type }] })]);
		expect(reading('reasoning.summary').hasSummarisedReasoning).toBe(true);
		expect(reading('reasoning.text').hasSummarisedReasoning).toBe(false);
		expect(reading('reasoning.encrypted').hasEncryptedReasoning).toBe(true);
	});

	it('of which a summary came leaves the time per token to the tokens that were seen', () => {
		const part = (text: string, thought: boolean, rest: object = {}) =>
			data({ candidates: [{ content: { parts: [{ text, thought }] }, ...rest }] });
		const usageMetadata = {
			promptTokenCount: 1,
			candidatesTokenCount: 3,
			thoughtsTokenCount: 900,
			totalTokenCount: 904
		};
		const reading = read('gemini', [
			part('hm', true),
			part('a', false),
			part('b', false),
			part('c', false, { finishReason: 'STOP' }),
			data({ usageMetadata })
		]);
		const moments = { dueMs: 0, sentMs: 0, endMs: 200, outcome: 'ok' as const };
		expect(timingsOf(reading, moments)).toMatchObject({ ttftMs: 100, ttfaMs: 110, tpotMs: 10 });
	});
});
