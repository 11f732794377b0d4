import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerGroup } from '#core/model-book.ts';
import { defaultFitOptions, modelFit } from '#bench/economics/fit/model-fit.ts';
import {
	bareOptions,
	figure,
	fitOf,
	llama70bGroups,
	sampleGpu,
	sampleModel
} from '../support/fit-samples.ts';

const architectureWith = (attentionHeads: number, kvHeads: number) => {
	const { architecture } = sampleModel([{ kind: 'full', layers: 1, kvHeads, headDim: 64 }]);
	return { ...architecture!, attentionHeads };
};

describe('modelFit', () => {
	it('adds up weights and cache as one does by hand', () => {
		// 140 GB of weights; 64 sequences of 32,768 tokens × 327,680 bytes = 687.19 GB.
		const fit = fitOf(sampleModel(), sampleGpu(120), { contextTokens: 32_768, concurrency: 64 });
		expect(fit).toMatchObject({
			weightsGb: 140,
			kvBytesPerToken: 327_680,
			gpusNeeded: 7,
			gpusNeededRounded: 8
		});
		expect(fit.kvGbPerSequence).toBeCloseTo(10.737, 3);
		expect(fit.kvGbTotal).toBeCloseTo(687.195, 3);
		expect(fit.perGpuGb).toBeCloseTo((140 + 687.195) / 8, 3);
		expect(fit.plan).toMatchObject({ replicas: 1, gpusPerReplica: 8, gpus: 8 });
	});

	it('takes overhead, activations and the unused share of the memory into account', () => {
		const options = { memoryUtilisation: 0.9, overheadShare: 0.05, activationGb: 2 };
		// 140 × 1.05 = 147 GB of weights on 2 GPUs: 73.5 + 2 GB of 90 GB; 14.5 GB for sequences of 0.16384 × 1.05 GB.
		const fit = fitOf(sampleModel(), sampleGpu(100), { ...options, contextTokens: 1_000 });
		const two = fit.sizes.find(({ gpus }) => gpus === 2);
		expect(two?.largestConcurrency).toBe(Math.floor(14.5 / (0.16384 * 1.05)));
		expect(fit.usableGbPerGpu).toBe(90);
		expect(fit.overheadGb).toBeCloseTo((140 + 0.32768) * 0.05, 9);
	});

	it('says for every number of GPUs how many sequences have room, and that is exact', () => {
		const fit = fitOf(sampleModel(), sampleGpu(100), { contextTokens: 8_192 });
		for (const { gpus, largestConcurrency, impossible } of fit.sizes) {
			expect(impossible).toBeNull();
			const most = largestConcurrency ?? 0;
			const at = (concurrency: number) =>
				fitOf(sampleModel(), sampleGpu(100), { contextTokens: 8_192, concurrency }).sizes.find(
					(size) => size.gpus === gpus
				)!;
			if (most > 0) expect(at(most).fits).toBe(true);
			expect(at(most + 1).fits).toBe(false);
			expect(at(most + 1).perGpuGb).toBeGreaterThan(100);
		}
	});

	it('uses replicas where one cannot hold all sequences', () => {
		// 71 heads divide by nothing, so each replica is one GPU.
		const model = sampleModel(llama70bGroups, {
			parameters: { totalB: figure(7), mixtureOfExperts: false, activeB: null },
			architecture: { ...architectureWith(71, 1) }
		});
		// 14 GB of weights on 100 GB leave 86 GB; a sequence takes 2 × 64 × 2 × 1,000,000 = 0.256 GB: 335 fit.
		const fit = fitOf(model, sampleGpu(100), { contextTokens: 1_000_000, concurrency: 1_000 });
		expect(fit.plan).toMatchObject({ replicas: 3, gpusPerReplica: 1, gpus: 3 });
		expect(fit.plan?.largestConcurrency).toBe(3 * 335);
		// 334 sequences lie on the fullest.
		expect(fit.perGpuGb).toBeCloseTo(14 + 334 * 0.256, 6);
	});

	it('counts all experts of a mixture, not the active ones', () => {
		const model = sampleModel(llama70bGroups, {
			parameters: { totalB: figure(400), mixtureOfExperts: true, activeB: figure(17) }
		});
		expect(fitOf(model, sampleGpu()).weightsGb).toBe(800);
		expect(fitOf(model, sampleGpu()).weights.formula).toContain('all experts');
	});

	it('keeps a latent cache whole on every GPU unless it is divided', () => {
		const latent: LayerGroup = {
			kind: 'latent',
			layers: 61,
			kvLoraRank: 512,
			ropeDim: 64,
			indexerLayers: 0,
			indexerDim: 0
		};
		const options = { contextTokens: 100_000, concurrency: 10 };
		const copied = fitOf(sampleModel([latent]), sampleGpu(100), options);
		const split = fitOf(sampleModel([latent]), sampleGpu(100), {
			...options,
			latentCache: 'split'
		});
		const at = (fit: typeof copied, gpus: number) =>
			fit.sizes.find((size) => size.gpus === gpus)?.kvGbPerGpu;
		expect(at(copied, 8)).toBeCloseTo(70.272, 6);
		expect(at(split, 8)).toBeCloseTo(70.272 / 8, 6);
		expect(copied.reasons.join('\n')).toContain('data-parallel attention');
	});

	it('gives image models their weights only, and says that activations are not estimated', () => {
		const model = sampleModel(llama70bGroups, {
			kind: 'image',
			architecture: null,
			parameters: { totalB: figure(3.5), mixtureOfExperts: false, activeB: null }
		});
		const fit = fitOf(model, sampleGpu(24), { activationGb: null });
		expect(fit).toMatchObject({ kvGbTotal: null, gpusNeeded: 1, weightsGb: 7 });
		expect(fit.sizes).toHaveLength(1);
		expect(fit.reasons.join('\n')).toContain('activations are not estimated');
	});

	it('refuses what is sold as an API only, and what the book has no sizes of', () => {
		const refused = [
			sampleModel(undefined, { access: 'api-only', parameters: null, architecture: null }),
			sampleModel(undefined, { parameters: null }),
			sampleModel(undefined, { architecture: null })
		].map((model) => modelFit(model, sampleGpu(), bareOptions));
		expect(refused.map(({ status }) => status)).toEqual(Array(3).fill('not-possible'));
		expect(refused[2]).toMatchObject({ reason: expect.stringContaining('140.0 GB') as string });
	});

	it('has no plan where nothing holds the weights, and says so', () => {
		const fit = fitOf(sampleModel(), sampleGpu(2), { maxGpusPerReplica: 16 });
		expect(fit).toMatchObject({ plan: null, gpusNeededRounded: null, perGpuGb: null });
		expect(fit.gpusNeeded).toBeGreaterThan(16);
		expect(fit.reasons[0]).toMatch(/^nothing fits/u);
		expect(fitOf(sampleModel(), sampleGpu(2), { activationGb: 2 }).gpusNeeded).toBeNull();
	});

	it('says what a context beyond the model, a wide replica and a missing format mean', () => {
		const long = fitOf(sampleModel(), sampleGpu(), { contextTokens: 200_000 });
		expect(long.reasons[0]).toBe(
			'200,000 tokens are more than the 131,072 that a model is made for'
		);
		const wide = fitOf(sampleModel(), sampleGpu(4), { weightFormat: 'nvfp4' });
		expect(wide.reasons.join('\n')).toContain('spans servers of 8');
		expect(wide.reasons.join('\n')).toContain('8 KV heads on 16 GPUs');
		expect(wide.reasons.join('\n')).toContain('does not compute in fp4');
		expect(wide.reasons.join('\n')).toContain('offers no nvfp4 weights');
	});

	describe('over random models', () => {
		const heads = fc.constantFrom(
			[64, 8],
			[40, 10],
			[71, 1],
			[32, 32],
			[128, 8],
			[24, 4]
		) as fc.Arbitrary<[number, number]>;
		const groups = heads.chain(([attentionHeads, kvHeads]) =>
			fc.record({
				attentionHeads: fc.constant(attentionHeads),
				layerGroups: fc.constantFrom<LayerGroup[]>(
					[{ kind: 'full', layers: 40, kvHeads, headDim: 128 }],
					[
						{ kind: 'full', layers: 10, kvHeads, headDim: 128 },
						{ kind: 'sliding', layers: 30, kvHeads, headDim: 128, windowTokens: 4_096 }
					],
					[
						{
							kind: 'latent',
							layers: 61,
							kvLoraRank: 512,
							ropeDim: 64,
							indexerLayers: 61,
							indexerDim: 128
						}
					],
					[
						{
							kind: 'compressed',
							layers: 30,
							tokensPerEntry: 4,
							entryDim: 512,
							windowTokens: 128,
							indexerDim: 128
						},
						{
							kind: 'recurrent',
							layers: 30,
							heads: 64,
							keyDim: 128,
							valueDim: 128,
							convChannels: 12_288,
							convKernel: 4
						}
					]
				)
			})
		);
		const cases = fc.record({
			groups,
			sizeB: fc.integer({ min: 1, max: 500 }),
			memoryGb: fc.integer({ min: 16, max: 300 }),
			contextTokens: fc.integer({ min: 1, max: 1_000_000 }),
			concurrency: fc.integer({ min: 1, max: 5_000 }),
			kvFormat: fc.constantFrom('bf16' as const, 'fp8' as const),
			latentCache: fc.constantFrom('copied' as const, 'split' as const)
		});
		type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

		const fitOfCase = (each: Case) => {
			const model = sampleModel(each.groups.layerGroups, {
				parameters: { totalB: figure(each.sizeB), mixtureOfExperts: false, activeB: null }
			});
			const architecture = {
				...model.architecture!,
				attentionHeads: each.groups.attentionHeads
			};
			return fitOf({ ...model, architecture }, sampleGpu(each.memoryGb), {
				...defaultFitOptions,
				contextTokens: each.contextTokens,
				concurrency: each.concurrency,
				kvFormat: each.kvFormat,
				latentCache: each.latentCache
			});
		};
		/** GPUs of a plan; what does not fit needs more than any number. */
		const gpusOf = (each: Case): number => fitOfCase(each).plan?.gpus ?? Infinity;

		it('never needs fewer GPUs for more context or more sequences', () => {
			fc.assert(
				fc.property(cases, fc.integer({ min: 1, max: 100_000 }), (each, more) => {
					const gpus = gpusOf(each);
					expect(
						gpusOf({ ...each, contextTokens: each.contextTokens + more })
					).toBeGreaterThanOrEqual(gpus);
					expect(gpusOf({ ...each, concurrency: each.concurrency + more })).toBeGreaterThanOrEqual(
						gpus
					);
				})
			);
		});

		it('never needs more GPUs where each has more memory', () => {
			fc.assert(
				fc.property(cases, fc.integer({ min: 1, max: 200 }), (each, more) => {
					expect(gpusOf({ ...each, memoryGb: each.memoryGb + more })).toBeLessThanOrEqual(
						gpusOf(each)
					);
				})
			);
		});

		it('plans no fewer GPUs than the memory asks for, and fills none beyond what may be used', () => {
			fc.assert(
				fc.property(cases, (each) => {
					const fit = fitOfCase(each);
					if (fit.plan === null) return;
					expect(fit.plan.gpus).toBeGreaterThanOrEqual(fit.gpusNeeded ?? Infinity);
					expect(fit.plan.gpus).toBe(fit.plan.replicas * fit.plan.gpusPerReplica);
					expect(fit.plan.largestConcurrency).toBeGreaterThanOrEqual(each.concurrency);
					expect(fit.perGpuGb).toBeLessThanOrEqual(fit.usableGbPerGpu * (1 + 1e-9));
				})
			);
		});
	});
});
