/** Secrets in texts, headers and bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	keptHeaders,
	redactBytes,
	redactHeader,
	redactMessage,
	redactText
} from '#bench/load/redact.ts';

const key = 'sk-test-4f9a0c2b7d1e8a6f';

describe('a redacted text', () => {
	it('does not hold the secret, wherever and however often it was there', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.string(), fc.constant(key)), { maxLength: 8 }),
				fc.string({ minLength: 1, maxLength: 40 }),
				(pieces, other) => {
					const text = pieces.join('');
					expect(redactText(text, [key])).not.toContain(key);
					expect(redactMessage(text, [key])).not.toContain(key);
					const redacted = redactText(text, [other]);
					// A secret may be part of the mask itself; nothing can be done about a key that is "d".
					if (!'[redacted]'.includes(other))
						expect(redacted.split('[redacted]').join('\n')).not.toContain(other);
				}
			)
		);
	});

	it('is the text itself where there is no secret in it', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(redactText(text, [key, ''])).toBe(text);
				expect(redactMessage(text, [key, ''])).toBe(text);
			})
		);
	});

	it('is redacted as a message also where a quotation has cut the secret off', () => {
		for (let length = 8; length <= key.length; length++) {
			expect(redactMessage(`line: "${key.slice(0, length)}"`, [key])).toBe('line: "[redacted]"');
		}
	});

	it('keeps a word of an answer that a key happens to begin with', () => {
		expect(redactText('Choose a password.', ['password-for-tests'])).toBe('Choose a password.');
	});

	it('hides each of several secrets', () => {
		expect(redactText(`${key} and hunter2`, [key, 'hunter2'])).toBe('[redacted] and [redacted]');
	});
});

describe('redacted bytes', () => {
	it('keep their length and every byte around the secret', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
				const bytes = new Uint8Array(Buffer.concat([before, Buffer.from(key), after]));
				redactBytes(bytes, [key, '']);
				const text = Buffer.from(bytes).toString('latin1');
				expect(text).not.toContain(key);
				expect(bytes.length).toBe(before.length + key.length + after.length);
				expect(bytes.slice(0, before.length)).toStrictEqual(before);
				expect(bytes.slice(before.length + key.length)).toStrictEqual(after);
			})
		);
	});

	it('hide secrets beyond ASCII and those that follow each other', () => {
		const bytes = new Uint8Array(Buffer.from(`ключключ${key}${key}`));
		redactBytes(bytes, ['ключ', key]);
		expect(Buffer.from(bytes).toString()).toBe('*'.repeat(16 + 2 * key.length));
	});
});

describe('kept headers', () => {
	it('are timings, limits and identities, never cookies or anything unknown', () => {
		expect(
			keptHeaders(
				[
					['content-type', 'text/event-stream'],
					['x-ratelimit-remaining-tokens', '9'],
					['anthropic-ratelimit-requests-limit', '5'],
					['openai-processing-ms', '12'],
					['apim-request-id', 'r-1'],
					['x-ms-region', 'Sweden Central'],
					['x-amzn-errortype', 'ThrottlingException'],
					['x-queue-time', '3'],
					['x-time-per-token', '9'],
					['x-prompt-tokens', '15'],
					['x-compute-characters', '70'],
					['x-amzn-trace', 'z'],
					['set-cookie', 'session=1'],
					['authorization', 'Bearer x'],
					['x-anything', 'y']
				],
				[]
			)
		).toStrictEqual({
			'content-type': 'text/event-stream',
			'x-ratelimit-remaining-tokens': '9',
			'anthropic-ratelimit-requests-limit': '5',
			'openai-processing-ms': '12',
			'apim-request-id': 'r-1',
			'x-ms-region': 'Sweden Central',
			'x-amzn-errortype': 'ThrottlingException',
			'x-queue-time': '3',
			'x-time-per-token': '9',
			'x-prompt-tokens': '15'
		});
	});

	it('hold no part of a secret, also where a long value is cut', () => {
		const padding = 'x'.repeat(490);
		const kept = keptHeaders([['server', `${padding} ${key}`]], [key]);
		expect(kept['server']).toHaveLength(500);
		expect(kept['server']).not.toContain('sk-');
	});

	it('hold no piece of a secret from eight characters on, in whatever case', () => {
		const pieces = [key.slice(0, 11), key.slice(11, 22).toUpperCase(), key.slice(14)];
		const kept = keptHeaders([['x-request-id', pieces.join('~')]], [key]);
		expect(kept).toStrictEqual({ 'x-request-id': '[redacted]~[redacted]~[redacted]' });
	});

	it('say how the body is read also where a key holds the words for it', () => {
		const secrets = ['my-event-stream-key', 'application/json-key'];
		for (const type of ['text/event-stream', 'application/json; charset=utf-8']) {
			expect(redactHeader('content-type', type, secrets)).toBe(type);
		}
		const type = 'application/json; x=event-stream';
		expect(redactHeader('content-type', type, secrets)).toBe('application/json; x=[redacted]');
		expect(redactHeader('server', 'event-stream', secrets)).toBe('[redacted]');
	});

	it('keep the first value of a header that came twice', () => {
		expect(
			keptHeaders(
				[
					['via', 'a'],
					['via', 'b']
				],
				[]
			)
		).toStrictEqual({ via: 'a' });
	});
});
