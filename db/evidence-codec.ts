/**
 * Binary formats of the evidence columns. Times are kept to the microsecond, bodies to the byte.
 *
 * Numbers (`deltas`, `arrivals`): one format byte (0 plain, 1 raw deflate), then varints: 7 bits a byte, lowest first, the top bit
 * set on all but the last. Each value is the difference to the one before (the first to 0), zigzag-coded: n ≥ 0 as 2n, n < 0 as
 * −2n − 1. `deltas` holds moments in microseconds. `arrivals` holds the number of reads, the offsets, then the moments.
 *
 * Bytes (`body`): one zstd frame with checksum; nothing at all for an empty body.
 */
import {
	constants,
	deflateRawSync,
	inflateRawSync,
	zstdCompressSync,
	zstdDecompressSync
} from 'node:zlib';
import { msToUs, usToMs } from '#core/units.ts';

const roundToUs = (valueMs: number): number => Math.round(msToUs(valueMs));

export interface Arrivals {
	offsets: Uint32Array;
	/** Same length as `offsets`. */
	atMs: Float64Array;
}

const plainFormat = 0;
const deflateFormat = 1;
/** Below this, deflate has nothing to gain. */
const shortestDeflatedBytes = 48;

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

const encodeNumbers = (values: Iterable<number>): Uint8Array => {
	const bytes: number[] = [plainFormat];
	for (const value of values) {
		let rest = zigzag(value);
		if (!Number.isSafeInteger(rest))
			throw new RangeError(`cannot store the number ${String(value)}`);
		while (rest >= 128) {
			bytes.push((rest % 128) + 128);
			rest = Math.floor(rest / 128);
		}
		bytes.push(rest);
	}
	const plain = Uint8Array.from(bytes);
	if (plain.length < shortestDeflatedBytes) return plain;
	const deflated = deflateRawSync(plain.subarray(1));
	if (deflated.length >= plain.length - 1) return plain;
	const result = new Uint8Array(deflated.length + 1);
	result[0] = deflateFormat;
	result.set(deflated, 1);
	return result;
};

const decodeNumbers = (bytes: Uint8Array): number[] => {
	const [format] = bytes;
	if (format !== plainFormat && format !== deflateFormat) {
		throw new RangeError(`unknown format ${String(format)} of stored numbers`);
	}
	const content = bytes.subarray(1);
	const plain = format === deflateFormat ? inflateRawSync(content) : content;
	const values: number[] = [];
	let value = 0;
	let factor = 1;
	for (const byte of plain) {
		value += (byte % 128) * factor;
		if (byte >= 128) {
			factor *= 128;
			continue;
		}
		values.push(unzigzag(value));
		value = 0;
		factor = 1;
	}
	if (factor !== 1) throw new RangeError('stored numbers end in the middle of one');
	return values;
};

function* differences(values: Iterable<number>): Generator<number> {
	let previous = 0;
	for (const value of values) {
		yield value - previous;
		previous = value;
	}
}

const sums = (differencesOf: readonly number[]): number[] => {
	let sum = 0;
	return differencesOf.map((difference) => (sum += difference));
};

/** Moments in ms, of any order and sign, to bytes; exact to 0.5 µs. Throws a RangeError for NaN and infinity. */
export const encodeMoments = (momentsMs: Float64Array): Uint8Array =>
	encodeNumbers(differences(Array.from(momentsMs, roundToUs)));

export const decodeMoments = (bytes: Uint8Array): Float64Array =>
	Float64Array.from(sums(decodeNumbers(bytes)), usToMs);

export const encodeArrivals = ({ offsets, atMs }: Arrivals): Uint8Array => {
	if (offsets.length !== atMs.length) {
		throw new RangeError(
			`${String(offsets.length)} offsets do not go with ${String(atMs.length)} moments`
		);
	}
	return encodeNumbers([
		offsets.length,
		...differences(offsets),
		...differences(Array.from(atMs, roundToUs))
	]);
};

export const decodeArrivals = (bytes: Uint8Array): Arrivals => {
	const [count = 0, ...rest] = decodeNumbers(bytes);
	if (rest.length !== 2 * count) throw new RangeError('stored arrivals are not whole');
	return {
		offsets: Uint32Array.from(sums(rest.slice(0, count))),
		atMs: Float64Array.from(sums(rest.slice(count)), usToMs)
	};
};

/** Level 1: on event streams as small as level 3, at a third of its time, which the main thread would spend. */
const zstdParameters = {
	[constants.ZSTD_c_compressionLevel]: 1,
	[constants.ZSTD_c_checksumFlag]: 1
};

export const encodeBody = (body: Uint8Array): Uint8Array =>
	body.length === 0 ? new Uint8Array() : zstdCompressSync(body, { params: zstdParameters });

/** Throws where the bytes are damaged or do not have the stored length. */
export const decodeBody = (bytes: Uint8Array, bodyBytes: number): Uint8Array => {
	if (bodyBytes === 0) return new Uint8Array();
	const body = zstdDecompressSync(bytes, { maxOutputLength: bodyBytes });
	if (body.length !== bodyBytes) {
		throw new RangeError(
			`a body of ${String(bodyBytes)} bytes was stored, ${String(body.length)} came back`
		);
	}
	return new Uint8Array(body.buffer, body.byteOffset, body.length);
};
