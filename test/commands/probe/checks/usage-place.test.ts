import { describe, expect, it } from 'vitest';
import { usagePlace } from '#bench/commands/probe/checks/usage-place.ts';

describe('the place of token counts in an event', () => {
	it.each([
		['usage', { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } }],
		['message.usage', { type: 'message_start', message: { usage: { prompt_tokens: 9 } } }],
		['usageMetadata', { usageMetadata: { prompt_tokens: 9, completion_tokens: 3 } }],
		['completion_tokens, prompt_tokens', { completion_tokens: 3, done: true, prompt_tokens: 9 }]
	])('is %s, by the names of the counts', (place, event) => {
		expect(usagePlace(event, { prompt_tokens: 9, completion_tokens: 3 })).toBe(place);
	});

	it('is where most of them are, and the outermost of several', () => {
		const raw = { a: 1, b: 2 };
		expect(usagePlace({ a: 1, inner: { a: 1, b: 2 } }, raw)).toBe('inner');
		expect(usagePlace({ first: raw, second: { first: raw } }, raw)).toBe('first');
	});

	it('is unknown where none are there, or too deep', () => {
		expect(usagePlace({ usage: { other: 1 } }, { a: 1 })).toBe(null);
		expect(usagePlace({ usage: { a: 1 } }, null)).toBe(null);
		const deep = { a: { b: { c: { d: { e: { count: 1 } } } } } };
		expect(usagePlace(deep, { count: 1 })).toBe(null);
	});
});
