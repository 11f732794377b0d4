/** The growing list of numbers behind every distribution. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Samples } from '#bench/load/samples.ts';

it('Samples keep every number in order and leave out what was not observed', () => {
	fc.assert(
		fc.property(
			fc.array(fc.option(fc.double({ noNaN: true })), { maxLength: 2_000, size: 'max' }),
			(values) => {
				const samples = new Samples();
				for (const value of values) samples.add(value);
				const kept = values.filter((value) => value !== null);
				expect(samples.length).toBe(kept.length);
				expect(Array.from(samples.view())).toStrictEqual(kept);
			}
		),
		{ numRuns: 30 }
	);
});
