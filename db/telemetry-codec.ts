/**
 * Binary formats of the columns of `telemetry_series`. Moments as `evidence-codec.ts` stores those of deltas, to the microsecond.
 * Values: the bytes of float64 numbers, lowest byte first, the eight bytes of each number taken apart (all first bytes, then all
 * second ones …), which neighbours have in common, then raw deflate. They come back to the bit.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const bytesEach = 8;

export const encodeValues = (values: readonly number[]): Uint8Array => {
	const plain = new Uint8Array(values.length * bytesEach);
	const view = new DataView(new ArrayBuffer(bytesEach));
	for (const [index, value] of values.entries()) {
		view.setFloat64(0, value, true);
		for (let byte = 0; byte < bytesEach; byte++) {
			plain[byte * values.length + index] = view.getUint8(byte);
		}
	}
	return deflateRawSync(plain);
};

/** Throws a RangeError where the bytes do not hold so many values. */
export const decodeValues = (bytes: Uint8Array, count: number): number[] => {
	const plain = inflateRawSync(bytes, { maxOutputLength: Math.max(1, count * bytesEach) });
	if (plain.length !== count * bytesEach) {
		throw new RangeError(
			`${String(count)} values were stored, ${String(plain.length)} bytes came back`
		);
	}
	const view = new DataView(new ArrayBuffer(bytesEach));
	return Array.from({ length: count }, (_, index) => {
		for (let byte = 0; byte < bytesEach; byte++)
			view.setUint8(byte, plain[byte * count + index] ?? 0);
		return view.getFloat64(0, true);
	});
};
