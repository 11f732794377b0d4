/** When a byte of a recorded body arrived. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalOf, headerOf } from '#core/recorded-response.ts';

describe('the arrival of a body byte', () => {
	it('is the read that brought it', () => {
		const response = {
			arrivalOffsets: Uint32Array.of(3, 4, 9),
			arrivalMs: Float64Array.of(10, 20, 30)
		};
		const moments = Array.from({ length: 11 }, (_, offset) => arrivalOf(response, offset));
		expect(moments).toStrictEqual([10, 10, 10, 20, 30, 30, 30, 30, 30, null, null]);
	});

	it('is unknown in an empty body', () => {
		expect(
			arrivalOf({ arrivalOffsets: new Uint32Array(), arrivalMs: new Float64Array() }, 0)
		).toBeNull();
	});

	it('is, for any split into reads, the first read after which the body was longer than its offset', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 }), (sizes) => {
				let length = 0;
				const offsets = sizes.map((size) => (length += size));
				const response = {
					arrivalOffsets: Uint32Array.from(offsets),
					arrivalMs: Float64Array.from(offsets, (_, i) => i * 7)
				};
				for (let offset = 0; offset <= length; offset++) {
					const index = offsets.findIndex((end) => end > offset);
					expect(arrivalOf(response, offset)).toBe(index < 0 ? null : index * 7);
				}
			})
		);
	});
});

describe('a header of a recorded response', () => {
	const headers: [string, string][] = [
		['via', 'a'],
		['x', ''],
		['via', 'b']
	];

	it('is its first value, also an empty one, and null where it did not come', () => {
		expect(headerOf({ headers }, 'via')).toBe('a');
		expect(headerOf({ headers }, 'x')).toBe('');
		expect(headerOf({ headers }, 'y')).toBeNull();
	});
});
