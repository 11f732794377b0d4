import { crc32 as crc32OfNode } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '#bench/protocols/framing/crc32.ts';

describe('crc32', () => {
	it('gives the check value of the catalogues: 0xcbf43926 for the digits 1 to 9', () => {
		expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
		expect(crc32(new Uint8Array())).toBe(0);
	});

	it('agrees with zlib on every part of any bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.nat(40), fc.nat(40), (bytes, from, length) => {
				const start = Math.min(from, bytes.length);
				const end = Math.min(start + length, bytes.length);
				expect(crc32(bytes, start, end)).toBe(crc32OfNode(bytes.subarray(start, end)));
			})
		);
	});
});
