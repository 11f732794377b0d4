/** Which part of an answer is graded. */
import { describe, expect, it } from 'vitest';
import { visibleText } from '#bench/commands/run/visible-text.ts';
import type { Reading } from '#bench/protocols/protocol.ts';

const reading = (parts: Partial<Reading>): Reading =>
	({ text: '', refusal: '', toolCalls: [], ...parts }) as Reading;
const call = { id: 'call_1', name: 'book', arguments: { seats: 2 } };

describe('the text that is graded', () => {
	it('is what the user sees, be it a refusal', () => {
		expect(visibleText(reading({ text: 'cancellation', refusal: 'no' }))).toBe('cancellation');
		expect(visibleText(reading({ refusal: 'I must not.' }))).toBe('I must not.');
		expect(visibleText(reading({}))).toBe('');
	});

	it('is the calls where the model said nothing beside them', () => {
		const toolCalls = [call] as unknown as Reading['toolCalls'];
		expect(JSON.parse(visibleText(reading({ toolCalls })))).toEqual([
			{ name: 'book', arguments: { seats: 2 } }
		]);
		expect(visibleText(reading({ toolCalls, text: 'One moment.' }))).toBe('One moment.');
	});

	it('describes vectors and images, which are long and not kept', () => {
		const images = [{ bytes: null, facts: null, revisedPrompt: null }];
		expect(visibleText(reading({ images: images }))).toContain('an image behind an address');
	});
});
