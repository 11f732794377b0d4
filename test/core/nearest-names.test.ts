import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	closestName,
	didYouMean,
	editDistance,
	nearestNames,
	plainName
} from '#core/nearest-names.ts';

const models = ['llama-3.1-8b', 'llama-3.1-70b', 'mistral-7b-v0.3', 'kimi-k2', 'phi-4'];

describe('nearestNames', () => {
	it.each([
		['lama-3.1-8b', 'llama-3.1-8b'],
		['mistrla-7b', 'mistral-7b-v0.3'],
		['kimi', 'kimi-k2'],
		['k2', 'kimi-k2']
	])('finds what %s may have meant', (wanted, name) => {
		expect(nearestNames(wanted, models)[0]).toBe(name);
	});

	it('offers all names that are equally near', () => {
		expect(nearestNames('Llama 3.1 80B', models).slice(0, 2).sort()).toEqual([
			'llama-3.1-70b',
			'llama-3.1-8b'
		]);
	});

	it('offers nothing for what is like nothing', () => {
		expect(nearestNames('stable-diffusion', models)).toEqual([]);
		expect(nearestNames('--', models)).toEqual([]);
	});

	it('offers no more than it is asked for', () => {
		expect(nearestNames('llama', models, 1)).toHaveLength(1);
	});
});

describe('the one name that was likely meant', () => {
	const names = ['support-triage', 'invoice-extraction', 'own-gpu', 'api'];

	it.each([
		['suport-triage', 'support-triage'],
		['invoice', 'invoice-extraction'],
		['owngpu', 'own-gpu'],
		['ap', 'api']
	])('is found behind %s', (wanted, name) => {
		expect(closestName(wanted, names)).toBe(name);
		expect(didYouMean(wanted, names)).toBe(`Did you mean "${name}"? `);
	});

	it.each(['v', 'x', '', 'triage', 'contract-questions'])('is not guessed for %j', (wanted) => {
		expect(closestName(wanted, names)).toBeNull();
		expect(didYouMean(wanted, names)).toBe('');
	});

	it('is a name of the list, and itself where it is one', () => {
		const name = fc.stringMatching(/^[a-z]{3,12}$/u);
		fc.assert(
			fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.string(), (list, wanted) => {
				const [first = ''] = list;
				expect(closestName(first, list)).toBe(first);
				expect([null, ...list]).toContain(closestName(wanted, list));
			})
		);
	});
});

describe('editDistance', () => {
	it('counts a swap of neighbours once', () => {
		expect(editDistance('mistrla', 'mistral')).toBe(1);
		expect(editDistance('', 'abc')).toBe(3);
	});

	it('is symmetric, and zero for equal texts only', () => {
		const word = fc.string({ maxLength: 8 });
		fc.assert(
			fc.property(word, word, (a, b) => {
				expect(editDistance(a, b)).toBe(editDistance(b, a));
				expect(editDistance(a, b) === 0).toBe(a === b);
			})
		);
	});
});

describe('plainName', () => {
	it('leaves letters and digits', () => {
		expect(plainName('meta-llama/Llama-3.1 70B')).toBe('metallamallama3170b');
	});
});
