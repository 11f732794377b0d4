import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxMessageLength, safeMessage } from '#bench/protocols/safe-message.ts';

describe('safeMessage', () => {
	it('takes out what looks like a key', () => {
		expect(safeMessage('Incorrect API key provided: sk-proj-abc123DEF456.')).toBe(
			'Incorrect API key provided: [key]'
		);
		expect(safeMessage('got Authorization: Bearer abcdef123456')).toBe(
			'got Authorization: Bearer [key]'
		);
		expect(safeMessage('x-api-key sk-ant-api03-xyz_xyz is invalid')).toBe(
			'x-api-key [key] is invalid'
		);
	});

	it('leaves ordinary words with hyphens alone', () => {
		const text = 'task-specific-model not found on risk-assessment host';
		expect(safeMessage(text)).toBe(text);
	});

	it('puts everything on one line without control characters', () => {
		expect(safeMessage('a\r\n\tb\u001b[31mc\u2028d')).toBe('a b [31mc d');
	});

	it('is never longer than its limit, well-formed and on one line, whatever comes in', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
				const message = safeMessage(text.repeat(3));
				expect(message.length).toBeLessThanOrEqual(maxMessageLength);
				expect(message.isWellFormed()).toBe(true);
				expect(message).not.toMatch(/\p{Cc}/u);
			})
		);
	});
});
