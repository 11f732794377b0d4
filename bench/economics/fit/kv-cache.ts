/** Memory that one sequence takes in the KV cache, layer group by layer group, from the sizes of the architecture. */
import type { LayerGroup } from '#core/model-book.ts';

/** A key that a layer keeps to choose tokens by: 8 bits an element and a 32-bit scale for up to 128 elements (vLLM, SGLang). */
const indexerKeyBytes = (dim: number): number => (dim === 0 ? 0 : dim + 4 * Math.ceil(dim / 128));

/** Recurrent states are kept in 32 bits, their convolution in 16: `mamba_ssm_dtype` float32 of Qwen3.5's config.json. */
const stateBytes = 4;
const convBytes = 2;

export interface LayerGroupCache {
	kind: LayerGroup['kind'];
	layers: number;
	/** Bytes that a further token takes while it is within every window; 0 for recurrent layers. */
	bytesPerToken: number;
	/** Bytes that a further token takes once the window is full. */
	bytesPerTokenPastWindow: number;
	/** Bytes that do not depend on the length: recurrent states. */
	fixedBytes: number;
	/** Bytes of one sequence of the length asked for. */
	bytesPerSequence: number;
	/** The arithmetic, in words and numbers. */
	formula: string;
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/**
 * Memory of one sequence in one group of layers.
 *
 * - full: 2 · layers · kvHeads · headDim · bytes per token, a key and a value for every head (grouped-query attention, arXiv
 *   2305.13245; vLLM's `FullAttentionSpec`).
 * - sliding: the same, for at most `windowTokens` tokens (Mistral 7B, arXiv 2310.06825; vLLM's `SlidingWindowSpec`). An
 *   engine that does not free what left the window needs as much as for full attention.
 * - latent: layers · (kvLoraRank + ropeDim) · bytes per token (multi-head latent attention: DeepSeek-V2, arXiv 2405.04434).
 * - compressed: one entry for `tokensPerEntry` tokens, and the latest `windowTokens` tokens one by one (DeepSeek-V4's
 *   `compress_ratios` and `sliding_window`).
 * - recurrent: heads · keyDim · valueDim states and the convolution's last tokens, whatever the length (gated delta rule).
 */
export const layerGroupCache = (
	group: LayerGroup,
	contextTokens: number,
	bytesPerElement: number
): LayerGroupCache => {
	const { kind, layers } = group;
	switch (group.kind) {
		case 'full':
		case 'sliding': {
			const bytesPerToken = 2 * layers * group.kvHeads * group.headDim * bytesPerElement;
			const kept =
				group.kind === 'sliding' ? Math.min(contextTokens, group.windowTokens) : contextTokens;
			const product = `2 × ${String(layers)} layers × ${String(group.kvHeads)} KV head${group.kvHeads === 1 ? '' : 's'} × ${String(group.headDim)} × ${String(bytesPerElement)} B = ${grouped(bytesPerToken)} B/token`;
			return {
				kind,
				layers,
				bytesPerToken,
				bytesPerTokenPastWindow: group.kind === 'sliding' ? 0 : bytesPerToken,
				fixedBytes: 0,
				bytesPerSequence: bytesPerToken * kept,
				formula:
					group.kind === 'sliding'
						? `${product}, for the last ${grouped(group.windowTokens)} tokens`
						: product
			};
		}
		case 'latent': {
			const indexerBytes = group.indexerLayers * indexerKeyBytes(group.indexerDim);
			const bytesPerToken =
				layers * (group.kvLoraRank + group.ropeDim) * bytesPerElement + indexerBytes;
			const indexer =
				indexerBytes === 0
					? ''
					: ` + ${String(group.indexerLayers)} × ${String(indexerKeyBytes(group.indexerDim))} B of indexer keys`;
			return {
				kind,
				layers,
				bytesPerToken,
				bytesPerTokenPastWindow: bytesPerToken,
				fixedBytes: 0,
				bytesPerSequence: bytesPerToken * contextTokens,
				formula: `${String(layers)} layers × (${String(group.kvLoraRank)} + ${String(group.ropeDim)}) × ${String(bytesPerElement)} B${indexer} = ${grouped(bytesPerToken)} B/token`
			};
		}
		case 'compressed': {
			const entryBytes = group.entryDim * bytesPerElement;
			const indexerBytes = indexerKeyBytes(group.indexerDim);
			const entries = Math.ceil(contextTokens / group.tokensPerEntry);
			const past = (layers * (entryBytes + indexerBytes)) / group.tokensPerEntry;
			return {
				kind,
				layers,
				bytesPerToken: past + layers * entryBytes,
				bytesPerTokenPastWindow: past,
				fixedBytes: 0,
				bytesPerSequence:
					layers *
					(entries * (entryBytes + indexerBytes) +
						Math.min(contextTokens, group.windowTokens) * entryBytes),
				formula: `${String(layers)} layers × (one entry of ${grouped(entryBytes + indexerBytes)} B for ${String(group.tokensPerEntry)} tokens, and the last ${String(group.windowTokens)} tokens at ${grouped(entryBytes)} B)`
			};
		}
		case 'recurrent': {
			const fixedBytes =
				layers *
				(group.heads * group.keyDim * group.valueDim * stateBytes +
					group.convChannels * (group.convKernel - 1) * convBytes);
			return {
				kind,
				layers,
				bytesPerToken: 0,
				bytesPerTokenPastWindow: 0,
				fixedBytes,
				bytesPerSequence: fixedBytes,
				formula: `${String(layers)} layers × (${String(group.heads)} × ${String(group.keyDim)} × ${String(group.valueDim)} states × ${String(stateBytes)} B + convolution) = ${grouped(fixedBytes)} B/sequence, whatever its length`
			};
		}
	}
};

/**
 * Share of a group's cache that each of `gpus` GPUs of one replica holds. KV heads and recurrent heads are divided; with more
 * GPUs than KV heads each head is kept on several. A latent or compressed cache has one head, so every GPU of plain tensor
 * parallelism keeps all of it; `split` is data-parallel attention, where each GPU keeps its own sequences.
 */
export const cacheSharePerGpu = (
	group: LayerGroup,
	gpus: number,
	latentCache: 'copied' | 'split'
): number => {
	switch (group.kind) {
		case 'full':
		case 'sliding':
			return Math.ceil(group.kvHeads / gpus) / group.kvHeads;
		case 'recurrent':
			return Math.ceil(group.heads / gpus) / group.heads;
		case 'latent':
		case 'compressed':
			return latentCache === 'split' ? 1 / gpus : 1;
	}
};
