/**
 * Lays out a GGUF file, version 3: header, metadata, tensor list, tensor data.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

/** One metadata value with the type it is stored as. */
export type GgufValue =
	| { type: 'u32' | 'f32'; value: number }
	| { type: 'bool'; value: boolean }
	| { type: 'string'; value: string }
	| { type: 'strings'; value: readonly string[] }
	| { type: 'f32s' | 'i32s'; value: readonly number[] };

export interface GgufTensor {
	name: string;
	/** Elements along each dimension, the contiguous one first. */
	dimensions: readonly number[];
	type: keyof typeof tensorTypeIds;
	data: Uint8Array;
}

/** Numbers of the tensor types in the file (`enum ggml_type`). */
const tensorTypeIds = { f32: 0, q8_0: 8 } as const;

/** Numbers of the value types in the file (`enum gguf_metadata_value_type`). */
const valueTypeIds = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

/** Start of the tensor data and of every tensor, bytes. */
const alignment = 32;

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment;

class GrowingBytes {
	#bytes = new Uint8Array(65_536);
	#length = 0;
	readonly #encoder = new TextEncoder();

	#reserve(count: number): DataView {
		if (this.#length + count > this.#bytes.length) {
			const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
			grown.set(this.#bytes);
			this.#bytes = grown;
		}
		const view = new DataView(this.#bytes.buffer, this.#length, count);
		this.#length += count;
		return view;
	}

	u8(value: number): void {
		this.#reserve(1).setUint8(0, value);
	}

	u32(value: number): void {
		this.#reserve(4).setUint32(0, value, true);
	}

	i32(value: number): void {
		this.#reserve(4).setInt32(0, value, true);
	}

	f32(value: number): void {
		this.#reserve(4).setFloat32(0, value, true);
	}

	u64(value: number): void {
		this.#reserve(8).setBigUint64(0, BigInt(value), true);
	}

	string(text: string): void {
		const bytes = this.#encoder.encode(text);
		this.u64(bytes.length);
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length - bytes.length);
	}

	written(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}
}

const writeValue = (out: GrowingBytes, entry: GgufValue): void => {
	const array = (type: number, length: number): void => {
		out.u32(valueTypeIds.array);
		out.u32(type);
		out.u64(length);
	};
	switch (entry.type) {
		case 'u32':
			out.u32(valueTypeIds.u32);
			out.u32(entry.value);
			break;
		case 'f32':
			out.u32(valueTypeIds.f32);
			out.f32(entry.value);
			break;
		case 'bool':
			out.u32(valueTypeIds.bool);
			out.u8(entry.value ? 1 : 0);
			break;
		case 'string':
			out.u32(valueTypeIds.string);
			out.string(entry.value);
			break;
		case 'strings':
			array(valueTypeIds.string, entry.value.length);
			for (const text of entry.value) out.string(text);
			break;
		case 'f32s':
			array(valueTypeIds.f32, entry.value.length);
			for (const number of entry.value) out.f32(number);
			break;
		case 'i32s':
			array(valueTypeIds.i32, entry.value.length);
			for (const number of entry.value) out.i32(number);
			break;
	}
};

/** The bytes of a GGUF file with this metadata and these tensors, in the order given. */
export const writeGguf = (
	metadata: Readonly<Record<string, GgufValue>>,
	tensors: readonly GgufTensor[]
): Uint8Array => {
	const header = new GrowingBytes();
	for (const character of 'GGUF') header.u8(character.charCodeAt(0));
	header.u32(3);
	header.u64(tensors.length);
	const entries = Object.entries(metadata);
	header.u64(entries.length);
	for (const [key, entry] of entries) {
		header.string(key);
		writeValue(header, entry);
	}
	const offsets: number[] = [];
	let dataLength = 0;
	for (const tensor of tensors) {
		header.string(tensor.name);
		header.u32(tensor.dimensions.length);
		for (const size of tensor.dimensions) header.u64(size);
		header.u32(tensorTypeIds[tensor.type]);
		header.u64(dataLength);
		offsets.push(dataLength);
		dataLength = aligned(dataLength + tensor.data.length);
	}
	const dataStart = aligned(header.written().length);
	const file = new Uint8Array(dataStart + dataLength);
	file.set(header.written());
	tensors.forEach((tensor, index) => {
		file.set(tensor.data, dataStart + (offsets[index] as number));
	});
	return file;
};
