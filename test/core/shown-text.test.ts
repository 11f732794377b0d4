import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownText } from '#core/shown-text.ts';

describe('a text that is shown in a terminal', () => {
	it('holds no control character but line ends and tabs, whatever it was made of', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const shown = shownText(text);
				expect(shown.replaceAll('\r\n', '\n')).not.toMatch(
					/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u
				);
				expect(shownText(shown)).toBe(shown);
			})
		);
	});

	it('is as it was where it has none', () => {
		const text = 'TTFT p50\t80 ms · 10 \u2013 20 ✓ \u{1f600}\r\nnext';
		expect(shownText(text)).toBe(text);
	});

	it('is the same JSON', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
				for (const space of [undefined, '\t']) {
					const json = JSON.stringify({ value, text, [text]: 1 }, null, space);
					expect(JSON.parse(shownText(json))).toEqual(JSON.parse(json));
				}
			})
		);
	});

	it('spells out what would clear a screen, set a title or turn a name around', () => {
		expect(shownText('a\u001b[2J\u009b31mb\u0007\rc\u202ed')).toBe(
			'a\\u001b[2J\\u009b31mb\\u0007\\u000dc\\u202ed'
		);
	});
});
