/** The binary formats of the evidence: nothing that was received may come back changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	decodeArrivals,
	decodeBody,
	decodeMoments,
	encodeArrivals,
	encodeBody,
	encodeMoments
} from '#db/evidence-codec.ts';

/** Half a microsecond, in ms, and what a double of that size cannot tell apart. */
const halfMicrosecondMs = (valueMs: number): number => 0.0005 + Math.abs(valueMs) * 1e-12;

const momentMs = fc.double({ min: -1e6, max: 1e9, noNaN: true });
const moments = fc.array(momentMs, { maxLength: 400 });

const expectCloseMoments = (read: Float64Array, written: ArrayLike<number>): void => {
	expect(read.length).toBe(written.length);
	for (const [index, atMs] of read.entries()) {
		const wanted = written[index]!;
		expect(Math.abs(atMs - wanted)).toBeLessThanOrEqual(halfMicrosecondMs(wanted));
	}
};

test('Moments come back within half a microsecond, in any order and of any size.', () => {
	fc.assert(
		fc.property(moments, (values) => {
			const written = Float64Array.from(values);
			expectCloseMoments(decodeMoments(encodeMoments(written)), written);
		})
	);
});

test('Moments that are whole microseconds come back exactly, so a second round changes nothing.', () => {
	fc.assert(
		fc.property(moments, (values) => {
			const once = decodeMoments(encodeMoments(Float64Array.from(values)));
			expect(decodeMoments(encodeMoments(once))).toEqual(once);
		})
	);
});

test('Arrivals come back with exact offsets and moments within half a microsecond.', () => {
	const reads = fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff_ffff }), momentMs), {
		maxLength: 400
	});
	fc.assert(
		fc.property(reads, (values) => {
			const offsets = Uint32Array.from(values, ([offset]) => offset);
			const atMs = Float64Array.from(values, ([, at]) => at);
			const read = decodeArrivals(encodeArrivals({ offsets, atMs }));
			expect(read.offsets).toEqual(offsets);
			expectCloseMoments(read.atMs, atMs);
		})
	);
});

test('A body comes back byte for byte.', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5_000 }), (body) => {
			expect(decodeBody(encodeBody(body), body.length)).toEqual(body);
		})
	);
});

test('A body that is a part of a larger buffer is stored without its surroundings.', () => {
	const whole = new TextEncoder().encode('before|data: hello|after');
	const part = whole.subarray(7, 18);
	expect(decodeBody(encodeBody(part), part.length)).toEqual(
		new TextEncoder().encode('data: hello')
	);
});

test('A steady stream of 1,000 deltas takes less than a third of its doubles.', () => {
	const written = Float64Array.from({ length: 1_000 }, (_, index) => 300 + index * 10.001);
	expect(encodeMoments(written).length).toBeLessThan(written.byteLength / 3);
});

test('A moment that is no number is refused.', () => {
	for (const value of [NaN, Infinity, -Infinity, 1e300]) {
		expect(() => encodeMoments(Float64Array.of(value))).toThrow(RangeError);
	}
});

test('Offsets without as many moments are refused.', () => {
	expect(() => encodeArrivals({ offsets: Uint32Array.of(1, 2), atMs: Float64Array.of(1) })).toThrow(
		'2 offsets do not go with 1 moments'
	);
});

test('A damaged body is noticed, wherever the damage is.', () => {
	const body = new TextEncoder().encode('data: {"delta":"some text"}\n\n'.repeat(50));
	const encoded = encodeBody(body);
	let noticed = 0;
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: encoded.length - 1 }),
			fc.integer({ min: 1, max: 255 }),
			(position, change) => {
				const damaged = Uint8Array.from(encoded);
				damaged[position] = damaged[position]! ^ change;
				// Some bits of the frame header carry no meaning: then the body must be right.
				let read: Uint8Array | null = null;
				try {
					read = decodeBody(damaged, body.length);
				} catch {
					noticed++;
					return;
				}
				expect(read).toEqual(body);
			}
		)
	);
	expect(noticed).toBeGreaterThan(50);
});

test('A body that would become longer than it was is not unpacked.', () => {
	const encoded = encodeBody(new Uint8Array(1_000_000));
	expect(() => decodeBody(encoded, 1_000)).toThrow();
});

test('Numbers that are cut off or in an unknown format are refused.', () => {
	const encoded = encodeMoments(Float64Array.of(1_000_000));
	expect(() => decodeMoments(encoded.subarray(0, -1))).toThrow('end in the middle');
	expect(() => decodeMoments(Uint8Array.of(9, 1))).toThrow('unknown format 9');
	expect(() => decodeMoments(new Uint8Array())).toThrow('unknown format');
	expect(() => decodeArrivals(Uint8Array.of(0, 4, 2))).toThrow('not whole');
});
