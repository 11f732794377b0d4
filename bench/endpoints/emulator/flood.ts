/** Writes without end, for clients that must defend themselves. */
import type { Writable } from 'node:stream';

/** Where even a flood ends, bytes: a client that has taken so much will take anything. */
const floodLimitBytes = 2 * 1024 ** 3;
/** Pause between two writes, ms; with 256 KiB a write this is at most 64 MiB/s. */
const floodIntervalMs = 4;

/** Repeats `block` until the client leaves or the limit is reached; never holds more than one block unsent. */
export const flood = (target: Writable, block: Buffer): void => {
	let sentBytes = 0;
	const timer = setInterval(() => {
		if (target.writableNeedDrain) return;
		if (sentBytes >= floodLimitBytes) {
			target.destroy();
			return;
		}
		target.write(block);
		sentBytes += block.length;
	}, floodIntervalMs);
	target.once('close', () => {
		clearInterval(timer);
	});
};

/** 256 KiB of one letter, for lines and bodies. */
export const letterBlock: Buffer = Buffer.alloc(256 * 1024, 'a');

/** Header lines of 1 KiB each, 16 KiB together. */
export const headerBlock: Buffer = Buffer.from(
	`x-filler: ${'a'.repeat(1024 - 'x-filler: \r\n'.length)}\r\n`.repeat(16)
);
