/** The checksum of ISO 3309 and ITU-T V.42, as PNG, gzip and the AWS event stream use it. https://www.w3.org/TR/png-3/#D-CRCAppendix */

const reversedPolynomial = 0xedb88320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let remainder = byte;
	for (let bit = 0; bit < 8; bit++) {
		remainder = remainder & 1 ? (remainder >>> 1) ^ reversedPolynomial : remainder >>> 1;
	}
	return remainder >>> 0;
});

/** CRC-32 of the bytes [start, end), an unsigned number of 32 bits. */
export const crc32 = (bytes: Uint8Array, start = 0, end = bytes.length): number => {
	let crc = 0xffffffff;
	for (let at = start; at < end; at++) {
		crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
	}
	return (crc ^ 0xffffffff) >>> 0;
};
