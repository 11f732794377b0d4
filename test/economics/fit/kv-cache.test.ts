import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerGroup } from '#core/model-book.ts';
import { cacheSharePerGpu, layerGroupCache } from '#bench/economics/fit/kv-cache.ts';

const full = (layers: number, kvHeads: number, headDim: number): LayerGroup => ({
	kind: 'full',
	layers,
	kvHeads,
	headDim
});
const deepseek: LayerGroup = {
	kind: 'latent',
	layers: 61,
	kvLoraRank: 512,
	ropeDim: 64,
	indexerLayers: 0,
	indexerDim: 0
};

describe('layerGroupCache', () => {
	it.each([
		['Llama 3.1 8B', full(32, 8, 128), 131_072],
		['Llama 3.1 70B', full(80, 8, 128), 327_680],
		['Llama 2 7B, without grouped heads', full(32, 32, 128), 524_288],
		['DeepSeek V3, a latent cache', deepseek, 70_272]
	])('counts the bytes of a token of %s in 16 bits', (_, group, bytes) => {
		expect(layerGroupCache(group, 1, 2).bytesPerToken).toBe(bytes);
		expect(layerGroupCache(group, 1_000, 2).bytesPerSequence).toBe(bytes * 1_000);
		expect(layerGroupCache(group, 1_000, 1).bytesPerSequence).toBe(bytes * 500);
	});

	it('keeps no more of a sequence than the window of a sliding layer', () => {
		const group: LayerGroup = {
			kind: 'sliding',
			layers: 52,
			kvHeads: 16,
			headDim: 128,
			windowTokens: 1_024
		};
		const bytesPerToken = 2 * 52 * 16 * 128 * 2;
		expect(layerGroupCache(group, 1_000, 2).bytesPerSequence).toBe(bytesPerToken * 1_000);
		expect(layerGroupCache(group, 32_768, 2)).toMatchObject({
			bytesPerToken,
			bytesPerTokenPastWindow: 0,
			bytesPerSequence: bytesPerToken * 1_024
		});
	});

	it('adds the indexer keys of sparse attention in 8 bits with a scale, whatever the cache is in', () => {
		const sparse: LayerGroup = { ...deepseek, indexerLayers: 21, indexerDim: 128 };
		expect(layerGroupCache(sparse, 1, 2).bytesPerToken).toBe(70_272 + 21 * 132);
		expect(layerGroupCache(sparse, 1, 1).bytesPerToken).toBe(35_136 + 21 * 132);
	});

	it('merges tokens of a compressed layer and keeps the latest ones beside', () => {
		const group: LayerGroup = {
			kind: 'compressed',
			layers: 10,
			tokensPerEntry: 4,
			entryDim: 512,
			windowTokens: 128,
			indexerDim: 0
		};
		// 10,001 tokens: 2,501 entries, and 128 tokens one by one, of 1,024 bytes each.
		expect(layerGroupCache(group, 10_001, 2).bytesPerSequence).toBe(10 * 1_024 * (2_501 + 128));
		expect(layerGroupCache(group, 10, 2).bytesPerSequence).toBe(10 * 1_024 * (3 + 10));
	});

	it('gives recurrent layers a state that does not grow with the sequence', () => {
		const group: LayerGroup = {
			kind: 'recurrent',
			layers: 69,
			heads: 96,
			keyDim: 128,
			valueDim: 128,
			convChannels: 36_864,
			convKernel: 4
		};
		const bytes = 69 * (96 * 128 * 128 * 4 + 36_864 * 3 * 2);
		expect(layerGroupCache(group, 1, 2).bytesPerSequence).toBe(bytes);
		expect(layerGroupCache(group, 1_000_000, 1)).toMatchObject({
			bytesPerToken: 0,
			fixedBytes: bytes,
			bytesPerSequence: bytes
		});
	});

	it('shows the arithmetic it did', () => {
		expect(layerGroupCache(full(80, 8, 128), 1, 2).formula).toBe(
			'2 × 80 layers × 8 KV heads × 128 × 2 B = 327,680 B/token'
		);
		expect(layerGroupCache(deepseek, 1, 2).formula).toBe(
			'61 layers × (512 + 64) × 2 B = 70,272 B/token'
		);
	});
});

describe('cacheSharePerGpu', () => {
	it('divides heads, and keeps a head on several GPUs where there are more GPUs than heads', () => {
		const shares = [1, 2, 4, 8, 16].map((gpus) =>
			cacheSharePerGpu(full(80, 8, 128), gpus, 'copied')
		);
		expect(shares).toEqual([1, 1 / 2, 1 / 4, 1 / 8, 1 / 8]);
	});

	it('copies a latent cache to every GPU unless attention is data-parallel', () => {
		expect(cacheSharePerGpu(deepseek, 8, 'copied')).toBe(1);
		expect(cacheSharePerGpu(deepseek, 8, 'split')).toBe(1 / 8);
	});

	it('never lets the GPUs together hold less than one whole cache', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 128 }),
				fc.integer({ min: 1, max: 64 }),
				(kvHeads, gpus) => {
					const share = cacheSharePerGpu(full(1, kvHeads, 64), gpus, 'copied');
					return share * gpus >= 1 - 1e-12 && share <= 1;
				}
			)
		);
		expect(cacheSharePerGpu(full(1, 3, 64), 2, 'copied')).toBeCloseTo(2 / 3, 12);
	});
});
