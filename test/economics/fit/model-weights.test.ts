import { describe, expect, it } from 'vitest';
import { weightFormats } from '#core/model-formats.ts';
import { modelWeights } from '#bench/economics/fit/model-weights.ts';
import { weightFormatFacts } from '#bench/economics/fit/weight-format.ts';
import { figure, sampleModel } from '../support/fit-samples.ts';

/** Two embeddings of 128,256 × 8,192. */
const embeddingsB = (2 * 128_256 * 8_192) / 1e9;

describe('modelWeights', () => {
	it('multiplies all parameters by two bytes in bf16', () => {
		expect(modelWeights(sampleModel(), 'bf16')).toMatchObject({ gb: 140, basis: 'calculated' });
	});

	it.each([
		['fp8', 1 + 4 / 16_384],
		['int4', 0.51953125],
		['mxfp4', 0.53125],
		['nvfp4', 0.5625]
	] as const)(
		'stores layers in %s with their scales and embeddings in 16 bits',
		(format, bytes) => {
			expect(modelWeights(sampleModel(), format)?.gb).toBeCloseTo(
				(70 - embeddingsB) * bytes + embeddingsB * 2,
				9
			);
		}
	);

	it('comes close to the size of published quantised weights', () => {
		const llama = sampleModel(undefined, {
			parameters: { totalB: figure(70.55), mixtureOfExperts: false, activeB: null }
		});
		// Llama 3.1 70B: 72.7 GB in fp8, 39.8 GB as AWQ.
		expect(modelWeights(llama, 'fp8')?.gb).toBeCloseTo(72.7, 0);
		expect(modelWeights(llama, 'int4')?.gb).toBeCloseTo(39.8, 0);
	});

	it('takes the size that the book gives where it has one', () => {
		const model = sampleModel(undefined, {
			weights: [{ format: 'mxfp4', native: true, sizeGb: figure(65.3) }]
		});
		expect(modelWeights(model, 'mxfp4')).toMatchObject({ gb: 65.3, basis: 'book' });
		expect(modelWeights(model, 'bf16')).toMatchObject({ gb: 140, basis: 'calculated' });
	});

	it('is unknown where the number of parameters is', () => {
		expect(modelWeights(sampleModel(undefined, { parameters: null }), 'bf16')).toBeNull();
	});

	it('never takes more room for fewer bits', () => {
		const sizes = weightFormats.map((format) => ({
			gb: modelWeights(sampleModel(), format)?.gb ?? Number.NaN,
			bytes: weightFormatFacts[format].bytesPerParameter
		}));
		const sorted = [...sizes].sort((a, b) => a.bytes - b.bytes);
		for (const [index, { gb, bytes }] of sorted.entries()) {
			const next = sorted[index + 1];
			// Formats that leave embeddings alone may be a little larger than ones of a few more bits.
			if (next && next.bytes > bytes * 1.2) expect(next.gb).toBeGreaterThan(gb);
		}
		expect(sorted).toHaveLength(weightFormats.length);
	});
});
