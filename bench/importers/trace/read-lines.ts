/** Lines of a file of any size, one after another, unpacked where it is packed with gzip. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BenchError, errorMessage } from '#core/errors.ts';

export interface TextLine {
	/** 1-based. */
	line: number;
	/** Without its line end; null where it is not text in UTF-8. */
	text: string | null;
}

const mib = 1_048_576;
/** Longest line, and largest file that is one value, bytes: both are held in memory. */
export const largestValueBytes = 256 * mib;

/** What to do where a value is too large. */
export const tooLargeHint =
	"Write one record a line, as the file exporter of the OpenTelemetry collector does, or: jq -c '.resourceSpans[].scopeSpans[].spans[]' FILE > spans.jsonl";

const cannotRead = (file: string, cause: unknown): BenchError =>
	new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, {
		hint: 'Give the path of the file as it is from here.',
		cause
	});

const isPacked = async (file: string): Promise<boolean> => {
	try {
		await using handle = await open(file, 'r');
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
		return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
	} catch (cause) {
		throw cannotRead(file, cause);
	}
};

/** The bytes of a file, unpacked. Throws `E_FILE` where it cannot be read. */
export const openBytes = async (file: string): Promise<Readable> => {
	const packed = await isPacked(file);
	const source = createReadStream(file, { highWaterMark: mib });
	// What goes wrong with either comes out where the stream is read.
	return packed ? pipeline(source, createGunzip(), () => undefined) : source;
};

/** Throws `E_FILE` where the file cannot be read, `E_CONFIG` where a line is too long to hold. */
export const readLines = async function* (file: string): AsyncGenerator<TextLine> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let line = 1;
	let held: Buffer[] = [];
	let heldBytes = 0;
	const take = (last: Buffer): TextLine => {
		const bytes = held.length === 0 ? last : Buffer.concat([...held, last]);
		held = [];
		heldBytes = 0;
		try {
			return { line: line++, text: decoder.decode(bytes).replace(/\r$/u, '') };
		} catch {
			return { line: line - 1, text: null };
		}
	};
	const stream = await openBytes(file);
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			let start = 0;
			for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
				yield take(chunk.subarray(start, end));
				start = end + 1;
			}
			heldBytes += chunk.length - start;
			if (heldBytes > largestValueBytes) {
				throw new BenchError(
					'E_CONFIG',
					`${file} has a line of more than ${String(largestValueBytes / mib)} MiB (line ${String(line)}); nothing was imported`,
					{ hint: tooLargeHint }
				);
			}
			held.push(chunk.subarray(start));
		}
	} catch (cause) {
		throw cause instanceof BenchError ? cause : cannotRead(file, cause);
	}
	const rest = take(Buffer.alloc(0));
	if (rest.text !== '') yield rest;
};
