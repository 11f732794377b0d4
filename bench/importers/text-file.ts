/** Reads a text file whole, within a limit, and tells what is not text from what cannot be read. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';

export interface TextFile {
	/** Without a byte order mark. */
	text: string;
	/** SHA-256 of the bytes of the file, hex. */
	sha256: string;
}

const mib = 1_048_576;

/** The text of bytes in UTF-8, without a byte order mark. Throws `E_CONFIG` where they are something else. */
export const decodeText = (bytes: Buffer, file: string): string => {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (cause) {
		const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
		throw new BenchError('E_CONFIG', `${file} is not text in UTF-8; nothing was imported`, {
			problems: [
				{
					file,
					line: null,
					path: '',
					message: gzip ? 'is packed with gzip; expected the text itself' : 'is not text in UTF-8'
				}
			],
			hint: gzip ? `Unpack it first: gunzip ${file}` : 'Save or export the file again as UTF-8.',
			cause
		});
	}
};

/**
 * The text of a file in UTF-8. Throws `E_FILE` where it cannot be read or has more than `maxBytes`, and `E_CONFIG` where it is
 * not text.
 */
export const readTextFile = async (file: string, maxBytes: number): Promise<TextFile> => {
	let bytes: Buffer;
	try {
		await using handle = await open(file, 'r');
		const { size } = await handle.stat();
		if (size > maxBytes) {
			throw new BenchError(
				'E_FILE',
				`${file} has ${(size / mib).toFixed(1)} MiB, the most that is read is ${(maxBytes / mib).toFixed(1)} MiB`,
				{ hint: 'Split the file, for example by month, and import the parts.' }
			);
		}
		bytes = await handle.readFile();
	} catch (cause) {
		if (cause instanceof BenchError) throw cause;
		throw new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, {
			hint: 'Give the path of the file as it is from here.',
			cause
		});
	}
	return {
		text: decodeText(bytes, file),
		sha256: createHash('sha256').update(bytes).digest('hex')
	};
};
