import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretForms } from '#bench/commands/run/secret-forms.ts';

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

	it('that JSON knows all mean the key', () => {
		fc.assert(
			fc.property(key, (text) => {
				const [, ...others] = secretForms(text);
				for (const form of others.filter((each) => each !== encodeURIComponent(text))) {
					expect(JSON.parse(`"${form}"`)).toBe(text);
				}
			})
		);
	});

	it('are those of PHP, .NET, Go and URLs', () => {
		expect(secretForms('a/b+c<d>"e')).toMatchInlineSnapshot(`
			[
			  "a/b+c<d>"e",
			  "a/b+c<d>\\"e",
			  "a\\/b+c<d>\\"e",
			  "a/b\\u002Bc\\u003Cd\\u003E\\u0022e",
			  "a/b+c\\u003cd\\u003e\\"e",
			  "a%2Fb%2Bc%3Cd%3E%22e",
			]
		`);
	});

	it('are none for no key, and for a placeholder that occurs in every answer', () => {
		expect(secretForms(null)).toEqual([]);
		expect(secretForms('EMPTY')).toEqual([]);
		expect(secretForms('content')).toEqual([]);
		expect(secretForms('sk-12345')).toEqual(['sk-12345']);
	});
});
