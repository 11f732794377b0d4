import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { expand, findLeaks, readItems, readMaterial } from '../../scenarios/model/train/leakage.ts';

describe('the training material of the model', () => {
	const items = readItems();

	it('shares no run of thirteen words and no sentence with an item that the model is measured on', () => {
		const leaks = findLeaks(readMaterial(1, 6), items);
		expect(leaks.texts).toBeGreaterThan(10_000);
		expect(leaks.items).toBe(items.length);
		expect(leaks.grams).toEqual([]);
		expect(leaks.templates).toEqual([]);
	});

	it('is found out when an item is among it, in another case and with other digits too', () => {
		const mail = items.find((text) => text.split(/\s+/u).length > 40) ?? '';
		expect(findLeaks([mail.toUpperCase()], items).grams.length).toBeGreaterThan(10);
		const changed = mail.replace(/\d/gu, '7');
		expect(findLeaks([changed], items).templates.length).toBeGreaterThan(0);
	});

	it('is found out in a script without spaces', () => {
		const mail = items.find((text) => /\p{sc=Hiragana}{4}/u.test(text) && text.length > 60) ?? '';
		expect(findLeaks([mail], items).grams.length).toBeGreaterThan(0);
	});

	it('makes every alternative of a line, also of alternatives inside others', () => {
		const random = createRandom(1, 'expand');
		const texts = new Set(Array.from({ length: 200 }, () => expand('a [b|c [d|e]|] f', random)));
		expect([...texts].sort()).toEqual(['a  f', 'a b f', 'a c d f', 'a c e f']);
	});
});
