/** A PNG of one colour: a whole, valid image of any size in a few kilobytes. ISO 15948. */
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Buffer): Buffer => {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
};

const bitDepth = 8;
/** One byte a pixel, which points into a palette. */
const paletteColour = 3;

/** `rgb`: three bytes. */
export const flatPng = (
	{ widthPx, heightPx }: { widthPx: number; heightPx: number },
	rgb: readonly [number, number, number]
): Buffer => {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(widthPx, 0);
	header.writeUInt32BE(heightPx, 4);
	header.set([bitDepth, paletteColour, 0, 0, 0], 8);
	// A filter byte before each row; filter and pixels are all 0.
	const rows = deflateSync(Buffer.alloc((widthPx + 1) * heightPx));
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from(rgb)),
		chunk('IDAT', rows),
		chunk('IEND', Buffer.alloc(0))
	]);
};
