import { describe, expect, it } from 'vitest';
import { mergeUsage } from '#bench/protocols/usage-fields.ts';

const merged = (pieces: readonly Record<string, unknown>[]) => {
	const warnings = new Set<string>();
	const usage = pieces.reduce<Record<string, unknown> | null>(
		(all, piece) => mergeUsage(all, piece, (warning) => warnings.add(warning)),
		null
	);
	return { usage, warnings: [...warnings] };
};

describe('usage that comes in pieces', () => {
	it('is the last value of each field that is not null, of details too', () => {
		expect(
			merged([
				{ input: 3, output: null, details: { cached: 1, written: 2 } },
				{ input: null, output: 5, details: { cached: null, written: 4 } }
			])
		).toEqual({
			usage: { input: 3, output: 5, details: { cached: 1, written: 4 } },
			warnings: []
		});
	});

	it('keeps no more than sixty-four fields, nor of a detail, and goes on counting those it has', () => {
		const odd = Array.from({ length: 500 }, (_, i) => ({
			output: i,
			details: { cached: i, [`odd_${String(i)}`]: i },
			[`odd_${String(i)}`]: i
		}));
		const { usage, warnings } = merged(odd);
		expect(Object.keys(usage ?? {})).toHaveLength(64);
		expect(Object.keys(usage?.['details'] as object)).toHaveLength(64);
		expect(usage).toMatchObject({ output: 499, details: { cached: 499 } });
		expect(warnings).toEqual(['usage: only 64 fields were kept']);
	});
});
