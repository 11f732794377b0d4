/** That no piece of a key stays readable, however it is cut and written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSecretForms } from '#bench/commands/run/secret-forms.ts';
import { findSecrets } from '#bench/load/find-secrets.ts';
import { redactBytes, redactMessage, redactText } from '#bench/load/redact.ts';
import { anyKey, longestReadable, spellings, surroundings } from './support/spelled-keys.ts';

const spelled = fc
	.record({
		key: anyKey,
		cuts: fc.tuple(fc.nat(20), fc.nat(20)),
		spelling: fc.constantFrom(...spellings),
		choices: fc.array(fc.nat(12), { minLength: 1, maxLength: 20 }),
		around: fc.constantFrom(...surroundings)
	})
	.map(({ key, cuts: [head, tail], spelling, choices, around: [before, after] }) => {
		const piece = Array.from(key)
			.slice(head, -tail || undefined)
			.join('');
		return { key, text: `${before}${spelling(piece, choices)}${after}` };
	});

describe('a piece of a key', () => {
	it('of eight characters or more is in no message, wherever it was cut and however it was written', () => {
		fc.assert(
			fc.property(spelled, ({ key, text }) => {
				const shown = redactMessage(text, allSecretForms([key])).replaceAll('[redacted]', '\n');
				expect([shown, longestReadable(shown, key) < 8]).toEqual([shown, true]);
			}),
			{ numRuns: 500 }
		);
	});

	it('is in no message in other letters, as servers write names', () => {
		fc.assert(
			fc.property(anyKey, fc.nat(12), fc.boolean(), (key, head, isUpper) => {
				const piece = Array.from(key)
					.slice(head, head + 12)
					.join('');
				const written = piece.replaceAll(/[a-z]/giu, (one) =>
					isUpper ? one.toUpperCase() : one.toLowerCase()
				);
				expect(redactMessage(`key: ${written}.`, allSecretForms([key]))).toBe('key: [redacted].');
			})
		);
	});

	it('is in an answer in the letters of the key alone', () => {
		const key = 'my-production-password';
		expect(redactText(key.toUpperCase(), allSecretForms([key]))).toBe(key.toUpperCase());
	});

	it('of twelve characters or more is in no answer and in no bytes of one', () => {
		fc.assert(
			fc.property(spelled, ({ key, text }) => {
				const forms = allSecretForms([key]);
				const bytes = Buffer.from(text);
				redactBytes(bytes, forms);
				const shown = redactText(text, forms).replaceAll('[redacted]', '\n');
				for (const one of [shown, bytes.toString()]) {
					expect([one, longestReadable(one, key) < 12]).toEqual([one, true]);
				}
			}),
			{ numRuns: 500 }
		);
	});

	it('leaves none of its tail where the key holds what JSON and addresses escape', () => {
		const key = 'Qm9yaW5n/Zx8Kp0aLw3Tn6Yv1Rc4Hd7Ug2Je5Mf9Bk=';
		const message = redactMessage(`key ${key.slice(0, -3)}… is unknown`, allSecretForms([key]));
		expect(message).toBe('key [redacted]… is unknown');
	});

	it('stays as endpoints show it on purpose, by its first seven or its last four characters', () => {
		const key = 'sk-proj-4f9a0c2b7d1e8a6f3344WXYZ';
		const text = `Incorrect API key provided: ${key.slice(0, 7)}****${key.slice(-4)}`;
		expect(redactMessage(text, allSecretForms([key]))).toBe(text);
	});

	it('stays in an answer where it is a word that the key happens to hold', () => {
		const text = 'The production password is a secret.';
		expect(redactText(text, allSecretForms(['my-production-password']))).toBe(text);
	});
});

describe('what holds no key', () => {
	it('comes out byte for byte as it was', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 300 }),
			fc
				.array(fc.constantFrom('\\', '%', '&', '\\u00', '%2', '&#', '41', 'a', ';', '"', 'ж'))
				.map((parts) => parts.join(''))
		);
		fc.assert(
			fc.property(anyKey, text, (key, plain) => {
				const forms = allSecretForms([key]);
				const bytes = Buffer.from(plain);
				const before = Buffer.from(bytes);
				expect(redactText(plain, forms)).toBe(plain);
				expect(redactMessage(plain, forms)).toBe(plain);
				expect(redactBytes(bytes, forms, 'message')).toBe(false);
				expect(bytes).toStrictEqual(before);
			})
		);
	});
});

describe('the places of secrets', () => {
	it('are apart, in order, and hold whole escapes, so that JSON stays JSON', () => {
		fc.assert(
			fc.property(anyKey, fc.nat(20), fc.nat(20), fc.string(), (key, head, tail, other) => {
				const value = [
					other,
					Array.from(key)
						.slice(head, -tail || undefined)
						.join(''),
					`\n${key}`
				];
				const bytes = Buffer.from(JSON.stringify(value).replaceAll('/', '\\/'));
				const places = findSecrets(bytes, allSecretForms([key]), 'message');
				for (const [i, { start, end }] of places.entries()) {
					expect(start).toBeGreaterThan(places[i - 1]?.end ?? -1);
					expect(end).toBeGreaterThan(start);
				}
				redactBytes(bytes, allSecretForms([key]), 'message');
				const read: unknown = JSON.parse(bytes.toString());
				expect(read).toHaveLength(3);
			})
		);
	});

	it('leave the quotation marks of JSON beside a key that holds one', () => {
		const key = 'AAAAAAA"AAAAAAAAA&+r2tn<';
		const bytes = Buffer.from(JSON.stringify(['', key]));
		redactBytes(bytes, allSecretForms([key]), 'message');
		expect(bytes.toString()).toBe(`["","${'*'.repeat(key.length + 1)}"]`);
	});

	it('are those of the key alone, with nothing of what stands around it', () => {
		const key = 'nvapi-0123456789abcdefXYZ+/';
		const bytes = Buffer.from(`{"a":"\\u00e9\\n${key}\\n","b":"%20${encodeURIComponent(key)}%20"}`);
		redactBytes(bytes, allSecretForms([key]));
		expect(bytes.toString()).toBe(
			`{"a":"\\u00e9\\n${'*'.repeat(key.length)}\\n","b":"%20${'*'.repeat(key.length + 4)}%20"}`
		);
	});
});
