/** Models and GPUs of round numbers for fits that can be checked by hand. */
import type { LayerGroup, Model } from '#core/model-book.ts';
import {
	defaultFitOptions,
	modelFit,
	type FitGpu,
	type FitModel,
	type FitOptions,
	type ModelFit
} from '#bench/economics/fit/model-fit.ts';

const evidence = { source: 'test', asOf: null, grade: 'assumed', note: null } as const;
export const figure = (value: number) => ({ value, low: null, high: null, ...evidence });

export const llama70bGroups: LayerGroup[] = [
	{ kind: 'full', layers: 80, kvHeads: 8, headDim: 128 }
];

/** Llama 3.1 70B in sizes, unless said: 70 B parameters, 80 layers, 64 heads, 8 KV heads of 128. */
export const sampleModel = (
	layerGroups: LayerGroup[] = llama70bGroups,
	overrides: Partial<Model> = {}
): FitModel => ({
	title: 'a model',
	kind: 'language',
	access: 'open-weights',
	parameters: { totalB: figure(70), mixtureOfExperts: false, activeB: null },
	contextTokens: figure(131_072),
	architecture: {
		hiddenSize: 8_192,
		attentionHeads: 64,
		vocabularyTokens: 128_256,
		tiedEmbeddings: false,
		layerGroups,
		...evidence
	},
	weights: [{ format: 'bf16', native: true, sizeGb: null }],
	...overrides
});

export const sampleGpu = (memoryGb = 100): FitGpu => ({
	title: 'a GPU',
	memoryGb,
	gpusPerServer: 8,
	arithmetic: ['fp8', 'int8']
});

/** Without overhead and activations, all of the memory: what is left is the arithmetic of weights and cache. */
export const bareOptions: FitOptions = {
	...defaultFitOptions,
	contextTokens: 1_000,
	concurrency: 1,
	weightFormat: 'bf16',
	kvFormat: 'bf16',
	memoryUtilisation: 1,
	overheadShare: 0,
	activationGb: 0
};

/** The fit; throws where it is not possible. */
export const fitOf = (
	model: FitModel,
	gpu: FitGpu,
	options: Partial<FitOptions> = {}
): ModelFit => {
	const result = modelFit(model, gpu, { ...bareOptions, ...options });
	if (result.status !== 'fit') throw new Error(result.reason);
	return result;
};
