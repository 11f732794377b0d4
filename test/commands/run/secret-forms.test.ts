import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSecretForms, secretForms } from '#bench/commands/run/secret-forms.ts';
import { redactMessage, redactText } from '#bench/load/redact.ts';

const key = fc
	.string({ minLength: 8, unit: 'grapheme-ascii' })
	.filter((text) => !text.includes(' '));

describe('the spellings of a key', () => {
	it('begin with the key itself and hold none twice', () => {
		fc.assert(
			fc.property(key, (text) => {
				const forms = secretForms(text);
				expect(forms[0]).toBe(text);
				expect(new Set(forms).size).toBe(forms.length);
			})
		);
	});

	it('are found in whatever writes the key: JSON, addresses, error pages, base64, hex', () => {
		fc.assert(
			fc.property(key, fc.string(), fc.string(), (text, before, after) => {
				const bytes = Buffer.from(text, 'utf8');
				const spellings = [
					JSON.stringify(text).slice(1, -1),
					JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
					encodeURIComponent(text),
					bytes.toString('hex'),
					bytes.toString('hex').toUpperCase()
				];
				const forms = allSecretForms([text]);
				for (const spelling of spellings) {
					expect(redactText(spelling, forms)).not.toContain(spelling);
				}
				for (const encoding of ['base64', 'base64url'] as const) {
					const encoded = Buffer.from(`${before}${text}${after}`, 'utf8').toString(encoding);
					const rest = redactText(encoded, forms);
					expect(rest).toContain('[redacted]');
					// At most three bytes of the key share letters with what stands around it.
					const gone = encoded.length - rest.length + '[redacted]'.length;
					expect(gone).toBeGreaterThanOrEqual(Math.floor((bytes.length * 8) / 6) - 3);
				}
			})
		);
	});

	it('are found where a backslash is doubled and its neighbours are numbers', () => {
		const forms = allSecretForms([`sk-"\\<&>'=/1`]);
		for (const spelling of [
			String.raw`sk-\u0022\\\u003C\u0026\u003E\u0027=/1`,
			String.raw`sk-\u0022\\\u003C\u0026\u003E\u0027=\/1`,
			String.raw`sk-\"\\\u003c\u0026\u003e\u0027\u003d/1`,
			String.raw`sk-\"\\\u003c\u0026\u003e'=/1`
		]) {
			expect(redactText(spelling, forms)).toBe('[redacted]');
		}
	});

	it('are found as PHP, .NET, Go, Gson, URLs and error pages escape them', () => {
		const forms = allSecretForms(['a/b+c<d>"e']);
		for (const spelling of [
			String.raw`a/b+c<d>\"e`,
			String.raw`a\/b+c<d>\"e`,
			String.raw`a/b\u002Bc\u003Cd\u003E\u0022e`,
			String.raw`a\/b+c\u003Cd\u003E\u0022e`,
			String.raw`a/b+c\u003cd\u003e\"e`,
			String.raw`a/b\u002bc\u003cd\u003e\"e`,
			'a%2Fb%2Bc%3Cd%3E%22e',
			'a%2fb%2bc%3cd%3e%22e',
			'a/b%2Bc%3Cd%3E%22e',
			'a/b%2bc%3cd%3e%22e',
			'a/b+c&lt;d&gt;&quot;e'
		]) {
			expect([spelling, redactText(spelling, forms)]).toEqual([spelling, '[redacted]']);
		}
	});

	it('are the key, its letters in base64 and its hex', () => {
		expect(secretForms('a/b+c<d>"e')).toMatchInlineSnapshot(`
			[
			  "a/b+c<d>"e",
			  "YS9iK2M8ZD4iZ",
			  "EvYitjPGQ+Im",
			  "EvYitjPGQ-Im",
			  "hL2IrYzxkPiJl",
			  "612f622b633c643e2265",
			  "612F622B633C643E2265",
			  "61 2f 62 2b 63 3c 64 3e 22 65",
			  "61 2F 62 2B 63 3C 64 3E 22 65",
			  "61:2f:62:2b:63:3c:64:3e:22:65",
			  "61:2F:62:2B:63:3C:64:3E:22:65",
			  "61-2f-62-2b-63-3c-64-3e-22-65",
			  "61-2F-62-2B-63-3C-64-3E-22-65",
			  "WVM5aUsyTThaRDRpW",
			  "lTOWlLMk04WkQ0aV",
			  "ZUzlpSzJNOFpENGla",
			  "RXZZaXRqUEdRK0lt",
			  "V2WWl0alBHUStJb",
			  "FdllpdGpQR1ErSW",
			  "RXZZaXRqUEdRLUlt",
			  "V2WWl0alBHUS1Jb",
			  "FdllpdGpQR1EtSW",
			  "aEwySXJZenhrUGlKb",
			  "hMMklyWXp4a1BpSm",
			  "oTDJJcll6eGtQaUps",
			]
		`);
	});

	it('are those of what an encoded key says too, whole and after its first colon', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a-z]{1,12}$/u),
				fc.stringMatching(/^[\w!#$*+./=@^~-]{8,30}$/u),
				fc.constantFrom('base64', 'base64url', 'hex'),
				fc.constantFrom('', 'Basic '),
				fc.constantFrom('', '\n'),
				(user, password, encoding, scheme, end) => {
					const sent = Buffer.from(`${user}:${password}${end}`).toString(encoding);
					const forms = allSecretForms([scheme + sent]);
					for (const redact of [redactText, redactMessage]) {
						expect(redact(`Invalid "${user}:${password}"`, forms)).toBe('Invalid "[redacted]"');
						expect(redact(`Invalid "${password}"`, forms)).toBe('Invalid "[redacted]"');
						expect(redact(Buffer.from(password).toString('hex'), forms)).toBe('[redacted]');
					}
				}
			)
		);
	});

	it('are none of what an encoded key says where that is a placeholder, or no text', () => {
		const sent = Buffer.from('me:pw').toString('base64');
		expect(secretForms(sent)).not.toContain('me:pw');
		expect(secretForms(sent)).not.toContain('pw');
		const short = secretForms(Buffer.from('admin:pw').toString('base64'));
		expect(short).toContain('admin:pw');
		expect(short).not.toContain('pw');
		const binary = secretForms(Buffer.from('\u0001:abcdefgh').toString('base64'));
		expect(binary).not.toContain('abcdefgh');
	});

	it('are none for no key, and for a placeholder that occurs in every answer', () => {
		expect(secretForms(null)).toEqual([]);
		expect(secretForms('EMPTY')).toEqual([]);
		expect(secretForms('content')).toEqual([]);
		expect(secretForms('sk-12345')).toContain('sk-12345');
	});
});
