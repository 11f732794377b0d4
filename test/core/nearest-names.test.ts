import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestNames, plainName } from '#core/nearest-names.ts';

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
