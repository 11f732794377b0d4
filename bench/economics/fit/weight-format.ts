/** Bytes that a weight takes in each storage format, scales included. */
import type { KvFormat, WeightFormat } from '#core/model-formats.ts';

export interface WeightFormatFacts {
	/** Bytes of a weight in a layer that is stored in this format, scales included. */
	bytesPerParameter: number;
	/** Whether embeddings stay at 16 bits, as quantisers leave them. */
	embeddingsAt16Bit: boolean;
	/** Arithmetic that the GPU needs to compute in this format; null where it computes in 16 bits anyway. */
	arithmetic: 'fp8' | 'fp4' | 'int8' | null;
	/** Where the figure comes from. */
	source: string;
}

export const weightFormatFacts: Readonly<Record<WeightFormat, WeightFormatFacts>> = {
	fp32: {
		bytesPerParameter: 4,
		embeddingsAt16Bit: false,
		arithmetic: null,
		source: '32 bits'
	},
	bf16: { bytesPerParameter: 2, embeddingsAt16Bit: false, arithmetic: null, source: '16 bits' },
	fp16: { bytesPerParameter: 2, embeddingsAt16Bit: false, arithmetic: null, source: '16 bits' },
	fp8: {
		// 4 bytes for 128 × 128 weights add 0.02 %: DeepSeek-V3, README_WEIGHTS.md, "weight_block_size" (read 2026-11-25).
		bytesPerParameter: 1 + 4 / (128 * 128),
		embeddingsAt16Bit: true,
		arithmetic: 'fp8',
		source: '8 bits and a 32-bit scale for 128 × 128 weights; embeddings in 16 bits'
	},
	int8: {
		bytesPerParameter: 1,
		embeddingsAt16Bit: true,
		arithmetic: 'int8',
		source: '8 bits, a scale per channel (below 0.1 %); embeddings in 16 bits'
	},
	'q8-0': {
		bytesPerParameter: 34 / 32,
		embeddingsAt16Bit: false,
		arithmetic: null,
		source: 'GGUF Q8_0: 34 bytes for 32 weights'
	},
	'q4-k-m': {
		bytesPerParameter: 4.9 / 8,
		embeddingsAt16Bit: false,
		arithmetic: null,
		source:
			'GGUF Q4_K_M: about 4.9 bits over all tensors (not verified; it differs from model to model)'
	},
	int4: {
		bytesPerParameter: 0.5 + 2.5 / 128,
		embeddingsAt16Bit: true,
		arithmetic: null,
		source:
			'AWQ and GPTQ: 4 bits, and a 16-bit scale with a 4-bit zero point for 128 weights; embeddings in 16 bits'
	},
	mxfp4: {
		bytesPerParameter: 4.25 / 8,
		embeddingsAt16Bit: true,
		arithmetic: 'fp4',
		source: 'OCP MX: 4 bits and an 8-bit scale for 32 weights; embeddings in 16 bits'
	},
	nvfp4: {
		bytesPerParameter: 4.5 / 8,
		embeddingsAt16Bit: true,
		arithmetic: 'fp4',
		source: 'NVFP4: 4 bits and an 8-bit scale for 16 weights; embeddings in 16 bits'
	}
};

/** Bytes of one element of the KV cache; one scale for a tensor takes no room that counts. */
export const kvBytesPerElement: Readonly<Record<KvFormat, number>> = {
	bf16: 2,
	fp16: 2,
	fp8: 1,
	int8: 1
};
