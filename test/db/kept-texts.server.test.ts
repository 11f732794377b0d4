/** What is sealed comes back in its own place with its own key, and in no other way. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptTexts, isSealed, shutWords } from '#db/kept-texts.server.ts';

const keyA = randomBytes(32);
const keyB = randomBytes(32);
const withA = new KeptTexts({ current: keyA, old: null });
const withB = new KeptTexts({ current: keyB, old: null });
const rotating = new KeptTexts({ current: keyB, old: keyA });
const without = new KeptTexts();

const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
const places = fc.string({ minLength: 1, maxLength: 40 });

describe('a sealed text', () => {
	it('opens in its place, with the key that sealed it or as the old one of two', () => {
		fc.assert(
			fc.property(texts, places, (text, place) => {
				const sealed = withA.seal(text, place);
				expect(sealed).toBeInstanceOf(Uint8Array);
				expect(withA.open(sealed, place)).toEqual({ kind: 'open', value: text.toWellFormed() });
				expect(rotating.open(sealed, place)).toEqual({ kind: 'open', value: text.toWellFormed() });
			})
		);
	});

	it('opens nowhere else, with no other key and without one, and each time it is told why', () => {
		fc.assert(
			fc.property(texts, places, places, (text, place, other) => {
				fc.pre(place !== other);
				const sealed = withA.seal(text, place);
				expect(withA.open(sealed, other)).toEqual({ kind: 'shut', why: 'damaged' });
				expect(withB.open(sealed, place)).toEqual({ kind: 'shut', why: 'other-key' });
				expect(without.open(sealed, place)).toEqual({ kind: 'shut', why: 'encrypted' });
				expect(without.shown(sealed, place)).toBe(shutWords.encrypted);
			})
		);
	});

	it('does not open once any bit of it is another one', () => {
		fc.assert(
			fc.property(texts, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, at, bit) => {
				const sealed = Buffer.from(withA.seal(text, 'place') as Uint8Array);
				sealed[at % sealed.length]! ^= 1 << bit;
				expect(withA.open(sealed, 'place').kind).toBe('shut');
			})
		);
	});

	it('differs each time, and holds neither the text nor the key', () => {
		const sealed = Array.from({ length: 2_000 }, () => withA.seal('the same words', 'place'));
		const hex = sealed.map((each) => Buffer.from(each as Uint8Array).toString('hex'));
		const nonces = new Set(hex.map((each) => each.slice(18, 42)));
		expect(nonces.size).toBe(2_000);
		const all = hex.join('');
		expect(all).not.toContain(Buffer.from('same words').toString('hex'));
		expect(all).not.toContain(keyA.toString('hex'));
	});

	it('is told from plain text and from compressed bytes', () => {
		expect(isSealed(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...new Array<number>(60).fill(0)]))).toBe(
			false
		);
		expect(without.seal('as it is', 'place')).toBe('as it is');
		expect(withA.open('as it is', 'place')).toEqual({ kind: 'open', value: 'as it is' });
		expect(withA.seal('', 'place')).toBe('');
	});

	it('may stand within JSON, whatever value it is', () => {
		fc.assert(
			fc.property(fc.jsonValue(), places, (value, place) => {
				const sealed = JSON.parse(JSON.stringify(withA.sealJson(value, place))) as unknown;
				const opened = withA.openJson(sealed, place);
				expect(opened.kind === 'open' && JSON.stringify(opened.value)).toBe(JSON.stringify(value));
				if (value !== null) expect(without.openJson(sealed, place).kind).toBe('shut');
			})
		);
	});
});
