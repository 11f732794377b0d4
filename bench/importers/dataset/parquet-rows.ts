/** Rows of a parquet file, as data sets on Hugging Face lie on a disk, with lists and structures within their cells. */
import { open, stat } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import type { JsonLine } from './json-lines.ts';

const mib = 1_048_576;
/** Rows are held in memory, and are several times as large there. */
const maxBytes = 512 * mib;

/** What a file begins with, and ends with where its footer is readable or encrypted. */
const magic = { begin: 'PAR1', encrypted: 'PARE' };

/** Whether a file is parquet, by its first bytes. False where it cannot be read. */
export const isParquet = async (file: string): Promise<boolean> => {
	try {
		await using handle = await open(file, 'r');
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
		const begin = buffer.toString('latin1', 0, bytesRead);
		return begin === magic.begin || begin === magic.encrypted;
	} catch {
		return false;
	}
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of bytes that nobody said are text; null where they are none. */
const textOfBytes = (bytes: Uint8Array): string | null => {
	try {
		return decoder.decode(bytes);
	} catch {
		return null;
	}
};

/** A cell as JSON has it: whole numbers as numbers where they are exact, times as text, bytes that are no text as nothing. */
const plain = (value: unknown): JsonValue => {
	if (typeof value === 'bigint') {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : value.toString();
	}
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value === 'string' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return (value as unknown[]).map(plain);
	if (value instanceof Uint8Array) return textOfBytes(value);
	if (ArrayBuffer.isView(value) || !isObject(value)) return null;
	return plainObject(value);
};

const plainObject = (value: Record<string, unknown>): Record<string, JsonValue> =>
	Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));

const refused = (file: string, why: string, hint: string, cause?: unknown): BenchError =>
	new BenchError('E_CONFIG', `${file} cannot be read as parquet: ${why}; nothing was imported`, {
		hint,
		cause
	});

/** Whether the footer says that columns are encrypted, or is itself. */
const checkReadable = async (file: string): Promise<void> => {
	const { size } = await stat(file);
	if (size > maxBytes) {
		throw new BenchError(
			'E_FILE',
			`${file} has ${(size / mib).toFixed(1)} MiB, the most that is read is ${String(maxBytes / mib)} MiB`,
			{ hint: 'Import one part of it, or write the rows that you need into a file of their own.' }
		);
	}
	await using handle = await open(file, 'r');
	const end = Buffer.alloc(4);
	if (size >= 12) await handle.read(end, 0, 4, size - 4);
	const found = end.toString('latin1');
	if (found === magic.encrypted) {
		throw refused(file, 'it is encrypted', 'Decrypt it where its keys are, and import the result.');
	}
	if (found !== magic.begin) {
		throw refused(file, 'its end is missing', 'Fetch the file again; it seems to be cut off.');
	}
};

/**
 * All rows, numbered from 1. Throws `E_FILE` where the file cannot be read or is too large, `E_CONFIG` where it is encrypted, cut off, or packed
 * in a way that is not known.
 */
export const readParquetRows = async (file: string): Promise<JsonLine[]> => {
	await checkReadable(file);
	// Loaded when needed: few imports are parquet.
	const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } =
		await import('hyparquet');
	const { compressors } = await import('hyparquet-compressors');
	try {
		const buffer = await asyncBufferFromFile(file);
		const metadata = await parquetMetadataAsync(buffer);
		const columns = metadata.row_groups.flatMap((group) => group.columns);
		if (columns.some((column) => column.encrypted_column_metadata !== undefined)) {
			throw refused(
				file,
				'columns of it are encrypted',
				'Decrypt it where its keys are, and import the result.'
			);
		}
		const rows = await parquetReadObjects({ file: buffer, metadata, compressors, utf8: false });
		return rows.map((row, index) => ({ line: index + 1, value: plainObject(row) }));
	} catch (cause) {
		if (cause instanceof BenchError) throw cause;
		throw refused(
			file,
			errorMessage(cause).replace(/^parquet /u, ''),
			'Write it again packed with snappy, gzip, brotli, zstd or lz4, or as JSONL.',
			cause
		);
	}
};
