/**
 * A small language model with random weights, as a GGUF file: real engine work, tokens and streams without a download.
 * What it says means nothing, and the file says so.
 */
import { writeFile } from 'node:fs/promises';
import { createRandom } from '#core/random.ts';
import { writeGguf, type GgufTensor, type GgufValue } from './gguf-writer.ts';
import { createVocabulary, type Vocabulary } from './random-vocabulary.ts';

export interface RandomShape {
	/** Width of the residual stream; a multiple of 32 and of `heads`. */
	width: number;
	layers: number;
	heads: number;
	/** Heads of keys and values; a divisor of `heads`. */
	keyValueHeads: number;
	/** Width inside the feed-forward block; a multiple of 32. */
	feedForwardWidth: number;
	/** Most tokens in the vocabulary; fewer if the corpus has fewer pieces. */
	vocabularySize: number;
	/** Context the model claims to be trained for, tokens. */
	contextTokens: number;
	/**
	 * How far the logit of the end-of-answer token scatters, in standard deviations of a text token's.
	 * At the default it wins in about one step of sixty; 0 never ends an answer.
	 */
	endScatter: number;
}

export const defaultRandomShape: RandomShape = {
	width: 192,
	layers: 4,
	// Heads of 64: attention over heads of 32 took the engine more than half of its time.
	heads: 3,
	keyValueHeads: 1,
	feedForwardWidth: 512,
	vocabularySize: 3_000,
	contextTokens: 4_096,
	endScatter: 1.6
};

export interface RandomGgufOptions {
	/** The same seed, corpus and shape give the same bytes. */
	seed: number;
	/** Text that the prompts resemble; decides the vocabulary. */
	corpus: string;
	shape?: Partial<RandomShape>;
}

const chatTemplate =
	"{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}" +
	"{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Elements in a Q8_0 block: a half-precision scale and 32 signed bytes. */
const blockElements = 32;
const blockBytes = 34;
const largestQuant = 127;

/** Standard deviation of logits of text tokens; larger is more decided. */
const logitSd = 4;
/** Logit of tokens that must never be generated. */
const suppressedLogit = -60;

/** The bits of a positive, normal half-precision number; the last bit is cut, not rounded. */
const halfBits = (value: number): number => {
	const view = new DataView(new ArrayBuffer(4));
	view.setFloat32(0, value);
	const bits = view.getUint32(0);
	return ((((bits >>> 23) - 127 + 15) & 0x1f) << 10) | ((bits >>> 13) & 0x3ff);
};

/** The value that the bits of a normal half-precision number stand for. */
const halfValue = (bits: number): number =>
	(1 + (bits & 0x3ff) / 1_024) * 2 ** (((bits >>> 10) & 0x1f) - 15);

/** A matrix in Q8_0 whose rows can be scaled and whose first column can be set. */
class Q8Matrix {
	readonly data: Uint8Array;
	readonly #columns: number;
	readonly #rows: number;
	readonly name: string;

	/** Uniform weights with standard deviation `sd`. */
	constructor(seed: number, name: string, columns: number, rows: number, sd: number) {
		this.name = name;
		this.#columns = columns;
		this.#rows = rows;
		const blocks = (columns / blockElements) * rows;
		this.data = new Uint8Array(blocks * blockBytes);
		const random = createRandom(seed, name);
		const scale = halfBits((sd * Math.sqrt(3)) / largestQuant);
		for (let block = 0; block < blocks; block++) {
			const start = block * blockBytes;
			this.data[start] = scale & 0xff;
			this.data[start + 1] = scale >>> 8;
			// One draw makes four weights of eight bits; -128 becomes -127, as quantisers never write it.
			for (let i = 0; i < blockElements; i += 4) {
				const bits = Math.floor(random() * 0x1_0000_0000);
				for (let j = 0; j < 4; j++) {
					const quant = (bits >>> (8 * j)) & 0xff;
					this.data[start + 2 + i + j] = quant === 0x80 ? 0x81 : quant;
				}
			}
		}
	}

	/** Multiplies a row by a factor, by way of the scales of its blocks. */
	scaleRow(row: number, factor: number): void {
		const rowBytes = (this.#columns / blockElements) * blockBytes;
		for (let start = row * rowBytes; start < (row + 1) * rowBytes; start += blockBytes) {
			const bits = (this.data[start] as number) | ((this.data[start + 1] as number) << 8);
			const scaled = factor === 0 ? 0 : halfBits(halfValue(bits) * factor);
			this.data[start] = scaled & 0xff;
			this.data[start + 1] = scaled >>> 8;
		}
	}

	/** Sets the first weight of a row to a step of the row's own scale, -127 to 127. */
	setFirst(row: number, quant: number): void {
		this.data[row * (this.#columns / blockElements) * blockBytes + 2] = quant & 0xff;
	}

	/** Makes a row zero but for its first weight, which becomes `value`. */
	setOnlyFirst(row: number, value: number): void {
		const rowBytes = (this.#columns / blockElements) * blockBytes;
		const start = row * rowBytes;
		this.data.fill(0, start, start + rowBytes);
		const scale = halfBits(Math.abs(value) / largestQuant);
		this.data[start] = scale & 0xff;
		this.data[start + 1] = scale >>> 8;
		this.setFirst(row, value < 0 ? -largestQuant : largestQuant);
	}

	get rows(): number {
		return this.#rows;
	}

	tensor(): GgufTensor {
		return {
			name: this.name,
			dimensions: [this.#columns, this.#rows],
			type: 'q8_0',
			data: this.data
		};
	}
}

const ones = (name: string, length: number): GgufTensor => ({
	name,
	dimensions: [length],
	type: 'f32',
	data: new Uint8Array(new Float32Array(length).fill(1).buffer)
});

/**
 * The first channel of the residual stream carries a constant that no layer writes to. The output row of a control or
 * byte token reads only that channel, so such a token can never win, whatever the other channels hold.
 */
const createTensors = (seed: number, shape: RandomShape, vocabulary: Vocabulary): GgufTensor[] => {
	const { width, layers, heads, keyValueHeads, feedForwardWidth } = shape;
	const tokens = vocabulary.pieces.length;
	const keyValueWidth = (width / heads) * keyValueHeads;
	const matrix = (name: string, columns: number, rows: number, gain = 1): Q8Matrix =>
		new Q8Matrix(seed, name, columns, rows, gain / Math.sqrt(columns));

	const embedding = new Q8Matrix(seed, 'token_embd.weight', width, tokens, 1);
	for (let row = 0; row < tokens; row++) embedding.setFirst(row, largestQuant);

	const output = matrix('output.weight', width, tokens, logitSd);
	for (let row = 0; row < tokens; row++) {
		if (row >= vocabulary.firstText) output.setFirst(row, 0);
		else if (row === vocabulary.eos && shape.endScatter > 0) {
			output.scaleRow(row, shape.endScatter);
			output.setFirst(row, 0);
		} else output.setOnlyFirst(row, suppressedLogit);
	}

	/** Writes to the residual stream, but not to its first channel. */
	const writer = (name: string, columns: number): GgufTensor => {
		const written = matrix(name, columns, width);
		written.scaleRow(0, 0);
		return written.tensor();
	};

	const tensors = [embedding.tensor(), ones('output_norm.weight', width), output.tensor()];
	for (let layer = 0; layer < layers; layer++) {
		const prefix = `blk.${String(layer)}`;
		tensors.push(
			ones(`${prefix}.attn_norm.weight`, width),
			matrix(`${prefix}.attn_q.weight`, width, width, 2).tensor(),
			matrix(`${prefix}.attn_k.weight`, width, keyValueWidth, 2).tensor(),
			matrix(`${prefix}.attn_v.weight`, width, keyValueWidth).tensor(),
			writer(`${prefix}.attn_output.weight`, width),
			ones(`${prefix}.ffn_norm.weight`, width),
			matrix(`${prefix}.ffn_gate.weight`, width, feedForwardWidth).tensor(),
			matrix(`${prefix}.ffn_up.weight`, width, feedForwardWidth).tensor(),
			writer(`${prefix}.ffn_down.weight`, feedForwardWidth)
		);
	}
	return tensors;
};

const createMetadata = (
	shape: RandomShape,
	vocabulary: Vocabulary
): Readonly<Record<string, GgufValue>> => {
	const u32 = (value: number): GgufValue => ({ type: 'u32', value });
	const text = (value: string): GgufValue => ({ type: 'string', value });
	return {
		'general.architecture': text('llama'),
		'general.name': text('breakeven-random'),
		'general.description': text(
			'A language model with random weights for trying out the measuring chain. Its answers mean nothing.'
		),
		'general.file_type': u32(7),
		'general.quantization_version': u32(2),
		'llama.vocab_size': u32(vocabulary.pieces.length),
		'llama.context_length': u32(shape.contextTokens),
		'llama.embedding_length': u32(shape.width),
		'llama.block_count': u32(shape.layers),
		'llama.feed_forward_length': u32(shape.feedForwardWidth),
		'llama.attention.head_count': u32(shape.heads),
		'llama.attention.head_count_kv': u32(shape.keyValueHeads),
		'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
		'llama.rope.dimension_count': u32(shape.width / shape.heads),
		'llama.rope.freq_base': { type: 'f32', value: 10_000 },
		'tokenizer.ggml.model': text('llama'),
		'tokenizer.ggml.tokens': { type: 'strings', value: vocabulary.pieces },
		'tokenizer.ggml.scores': { type: 'f32s', value: vocabulary.scores },
		'tokenizer.ggml.token_type': { type: 'i32s', value: vocabulary.types },
		'tokenizer.ggml.bos_token_id': u32(vocabulary.bos),
		'tokenizer.ggml.eos_token_id': u32(vocabulary.eos),
		'tokenizer.ggml.unknown_token_id': u32(0),
		'tokenizer.ggml.add_bos_token': { type: 'bool', value: true },
		'tokenizer.ggml.add_space_prefix': { type: 'bool', value: false },
		'tokenizer.chat_template': text(chatTemplate)
	};
};

/** The bytes of a GGUF file with random weights; pure, about 3 MB in the default shape. */
export const createRandomGguf = (options: RandomGgufOptions): Uint8Array => {
	const shape = { ...defaultRandomShape, ...options.shape };
	const vocabulary = createVocabulary(options.corpus, shape.vocabularySize);
	return writeGguf(
		createMetadata(shape, vocabulary),
		createTensors(options.seed, shape, vocabulary)
	);
};

/** Writes such a file, replacing one that is there. */
export const writeRandomGguf = async (path: string, options: RandomGgufOptions): Promise<void> => {
	await writeFile(path, createRandomGguf(options));
};
