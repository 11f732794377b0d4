/** Numbers inside sentences: grouped, with no more digits than a reader needs, and never lost. */
import { describe, expect, it } from 'vitest';
import { formatReason, plainNumber } from '#bench/economics/plain-words.ts';

describe('a number in a sentence', () => {
	it('is whole from 100 on and has three digits below', () => {
		const written = [1_234_567.8, 100.4, 99.96, 12.345, 0.04217, 0, -1_500.5].map(plainNumber);
		expect(written).toStrictEqual(['1,234,568', '100', '100', '12.3', '0.0422', '0', '-1,500']);
	});

	it('is not 0 because it is small', () => {
		expect(plainNumber(0.000000123)).toBe('0.000000123');
	});

	it('is put where the template has it, beside words that stay as they are', () => {
		expect(formatReason`${12_000} of ${'a'} in ${0.5}`).toBe('12,000 of a in 0.5');
		expect(formatReason`nothing`).toBe('nothing');
	});
});
