/**
 * Reads the header of a GGUF file and checks that the file holds what the header promises, so that a broken download is
 * reported by name before the engine crashes on it. It reads the header only, never the weights.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';
import { tensorBytes } from './tensor-size.ts';

export interface GgufHeader {
	version: number;
	/** Model family such as `llama`; null if the file does not say. */
	architecture: string | null;
	/** Name of the model as its maker wrote it; null if the file does not say. */
	name: string | null;
	/** Context the model was trained for, tokens; null if the file does not say. */
	contextTokens: number | null;
	hasChatTemplate: boolean;
	tensorCount: number;
	fileBytes: number;
}

/** A header that needs more than this is damaged; the largest vocabularies need about 15 MiB. */
const largestHeaderBytes = 256 * 1_048_576;
const largestCount = 10_000_000;
const readAheadBytes = 1_048_576;

class HeaderProblem extends Error {}

/** Reads little-endian values from the start of a file, fetching more of it as needed. */
class HeaderReader {
	#buffer = Buffer.alloc(0);
	#fetched = 0;
	#at = 0;
	readonly #file: FileHandle;
	readonly fileBytes: number;

	constructor(file: FileHandle, fileBytes: number) {
		this.#file = file;
		this.fileBytes = fileBytes;
	}

	/** Bytes read so far. */
	get position(): number {
		return this.#fetched - this.#buffer.length + this.#at;
	}

	async take(count: number): Promise<Buffer> {
		if (this.#at + count > this.#buffer.length) await this.#fetch(count);
		const taken = this.#buffer.subarray(this.#at, this.#at + count);
		this.#at += count;
		return taken;
	}

	async #fetch(count: number): Promise<void> {
		if (this.position + count > Math.min(this.fileBytes, largestHeaderBytes)) {
			throw new HeaderProblem(
				`its header is cut off or damaged (the file has ${String(this.fileBytes)} bytes)`
			);
		}
		const rest = this.#buffer.subarray(this.#at);
		const wanted = Math.max(count - rest.length, readAheadBytes);
		const more = Buffer.alloc(Math.min(wanted, this.fileBytes - this.#fetched));
		const { bytesRead } = await this.#file.read(more, 0, more.length, this.#fetched);
		this.#fetched += bytesRead;
		this.#buffer = Buffer.concat([rest, more.subarray(0, bytesRead)]);
		this.#at = 0;
		if (this.#buffer.length < count) throw new HeaderProblem('it ended while it was read');
	}

	async u32(): Promise<number> {
		return (await this.take(4)).readUInt32LE();
	}

	async u64(): Promise<number> {
		return Number((await this.take(8)).readBigUInt64LE());
	}

	async string(): Promise<string> {
		return (await this.take(await this.u64())).toString('utf8');
	}

	async count(what: string): Promise<number> {
		const count = await this.u64();
		if (count > largestCount) {
			throw new HeaderProblem(`its header is damaged: it claims ${String(count)} ${what}`);
		}
		return count;
	}
}

/** Bytes of the fixed-size value types (`enum gguf_metadata_value_type`). */
const valueBytes: Readonly<Record<number, number>> = {
	0: 1,
	1: 1,
	2: 2,
	3: 2,
	4: 4,
	5: 4,
	6: 4,
	7: 1,
	10: 8,
	11: 8,
	12: 8
};
const stringType = 8;
const arrayType = 9;

/** A string or a 32-bit count; null for every other value, which is skipped. */
const readValue = async (reader: HeaderReader, type: number): Promise<string | number | null> => {
	if (type === stringType) return reader.string();
	if (type === 4) return reader.u32();
	if (type === arrayType) {
		const elementType = await reader.u32();
		const length = await reader.count('elements in a list');
		const elementBytes = valueBytes[elementType];
		if (elementBytes !== undefined) await reader.take(elementBytes * length);
		else for (let i = 0; i < length; i++) await readValue(reader, elementType);
		return null;
	}
	const bytes = valueBytes[type];
	if (bytes === undefined) {
		throw new HeaderProblem(`its header is damaged: unknown value type ${String(type)}`);
	}
	await reader.take(bytes);
	return null;
};

/** Where the last tensor ends, bytes from the start of the tensor data. */
const readTensorList = async (reader: HeaderReader, count: number): Promise<number> => {
	let end = 0;
	for (let i = 0; i < count; i++) {
		await reader.string();
		const dimensions = await reader.u32();
		if (dimensions > 8) throw new HeaderProblem('its list of tensors is damaged');
		let elements = 1;
		for (let d = 0; d < dimensions; d++) elements *= await reader.u64();
		const type = await reader.u32();
		const offset = await reader.u64();
		// Of a type that is too new to be known, at least the first byte must be there.
		end = Math.max(end, offset + (tensorBytes(type, elements) ?? 1));
	}
	return end;
};

const checkMagic = (start: Buffer): void => {
	const text = start.toString('latin1');
	if (text === 'GGUF') return;
	throw new HeaderProblem(
		/^\s*</.test(text)
			? 'it is a web page, not a model: the download saved the page in place of the file'
			: 'it is not a GGUF file: it does not begin with the letters GGUF'
	);
};

const readHeader = async (reader: HeaderReader): Promise<GgufHeader> => {
	if (reader.fileBytes === 0) throw new HeaderProblem('it is empty');
	if (reader.fileBytes < 24) throw new HeaderProblem('it is too short to be a GGUF file');
	checkMagic(await reader.take(4));
	const version = await reader.u32();
	if (version !== 2 && version !== 3) {
		throw new HeaderProblem(
			version > 0xffff
				? 'it is a big-endian GGUF file, which this engine does not read'
				: `it is GGUF version ${String(version)}; versions 2 and 3 can be read`
		);
	}
	const tensorCount = await reader.count('tensors');
	const entryCount = await reader.count('metadata entries');
	const values = new Map<string, string | number | null>();
	for (let i = 0; i < entryCount; i++) {
		const key = await reader.string();
		values.set(key, await readValue(reader, await reader.u32()));
	}
	if (tensorCount === 0) throw new HeaderProblem('it holds no weights, only a header');
	const dataEnd = await readTensorList(reader, tensorCount);
	const alignment = Number(values.get('general.alignment') ?? 32);
	const neededBytes = Math.ceil(reader.position / alignment) * alignment + dataEnd;
	if (!(neededBytes <= reader.fileBytes)) {
		throw new HeaderProblem(
			`it is cut off: it has ${String(reader.fileBytes)} bytes and its header promises ${String(neededBytes)}`
		);
	}
	const text = (key: string): string | null => {
		const value = values.get(key);
		return typeof value === 'string' ? value : null;
	};
	const architecture = text('general.architecture');
	const contextTokens = values.get(`${architecture ?? ''}.context_length`);
	return {
		version,
		architecture,
		name: text('general.name'),
		contextTokens: typeof contextTokens === 'number' ? contextTokens : null,
		hasChatTemplate: values.has('tokenizer.chat_template'),
		tensorCount,
		fileBytes: reader.fileBytes
	};
};

const modelFileError = (path: string, problem: string, cause?: unknown): BenchError =>
	new BenchError('E_MODEL_FILE', `${path} cannot be used as a model: ${problem}`, {
		hint: 'Give the path of a whole GGUF file; compare its size or checksum with the place it came from.',
		cause
	});

/** Reads and checks the header of a model file; throws `E_MODEL_FILE` naming the file and what is wrong with it. */
export const readGgufHeader = async (path: string): Promise<GgufHeader> => {
	let file: FileHandle;
	try {
		file = await open(path, 'r');
	} catch (cause) {
		const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
		throw modelFileError(path, missing ? 'there is no such file' : errorMessage(cause), cause);
	}
	try {
		const stats = await file.stat();
		if (stats.isDirectory()) throw new HeaderProblem('it is a folder');
		if (!stats.isFile()) throw new HeaderProblem('it is not a regular file');
		return await readHeader(new HeaderReader(file, stats.size));
	} catch (cause) {
		throw modelFileError(path, errorMessage(cause), cause);
	} finally {
		await file.close();
	}
};
