/**
 * How many GPUs a model needs for its weights and the KV cache of so many sequences. It says what has room, not how fast it is:
 * whether the objective is met at that load is measured. GB are 10^9 bytes throughout.
 *
 * Memory sold as "80 GB" is counted as 80 × 10^9 bytes. Drivers report between that and 80 GiB (an L40S of 48 GB 48.3 × 10^9
 * bytes, an RTX PRO 6000 of 96 GB 102.6 × 10^9), so the count errs on the side of one GPU more.
 */
import type { LayerGroup, Model } from '#core/model-book.ts';
import type { KvFormat, WeightFormat } from '#core/model-formats.ts';
import { divisionProblem } from './head-division.ts';
import { cacheSharePerGpu, layerGroupCache, type LayerGroupCache } from './kv-cache.ts';
import { fitReasons } from './model-fit-reasons.ts';
import { modelWeights, type ModelWeights } from './model-weights.ts';
import { kvBytesPerElement } from './weight-format.ts';

export interface FitOptions {
	/** Longest sequence, prompt and answer together, tokens. */
	contextTokens: number;
	/** Sequences in memory at the same time, all as long as that. */
	concurrency: number;
	weightFormat: WeightFormat;
	kvFormat: KvFormat;
	/** Share of the memory that the engine may use: vLLM's `--gpu-memory-utilization`, 0.9 by default (documentation, 2026-11). */
	memoryUtilisation: number;
	/** Added to weights and cache for what is kept on every GPU, padding and the last, half-filled block; assumed 5 %. */
	overheadShare: number;
	/** Activations, graphs and the runtime on each GPU, GB; assumed 2 for language models. Null where it is not estimated. */
	activationGb: number | null;
	/** Whether a latent cache is kept whole on every GPU (tensor parallelism) or divided (data-parallel attention). */
	latentCache: 'copied' | 'split';
	/** Most GPUs for one replica. */
	maxGpusPerReplica: number;
}

/** What is assumed unless said; see `FitOptions`. */
export const defaultFitOptions = {
	memoryUtilisation: 0.9,
	overheadShare: 0.05,
	activationGb: 2,
	latentCache: 'copied',
	maxGpusPerReplica: 64
} as const satisfies Partial<FitOptions>;

/** What the calculation needs to know of a GPU. */
export interface FitGpu {
	title: string;
	/** 10^9 bytes. */
	memoryGb: number;
	/** GPUs of one server; null where not known. */
	gpusPerServer: number | null;
	/** Formats that its tensor cores compute in, besides 16 bits. */
	arithmetic: readonly ('fp8' | 'fp4' | 'int8')[];
}

export type FitModel = Pick<
	Model,
	'title' | 'kind' | 'access' | 'parameters' | 'architecture' | 'weights' | 'contextTokens'
>;

/** One replica on so many GPUs. */
export interface ReplicaSize {
	gpus: number;
	/** Why the heads cannot be divided so; null where they can. */
	impossible: string | null;
	weightsGbPerGpu: number;
	/** For the concurrency asked for; 0 for image models. */
	kvGbPerGpu: number;
	/** `overheadShare` and activations. */
	overheadGbPerGpu: number;
	perGpuGb: number;
	fits: boolean;
	/** Sequences of that length that have room; 0 where the weights alone do not fit, null where there is no cache. */
	largestConcurrency: number | null;
}

export interface FitPlan {
	replicas: number;
	gpusPerReplica: number;
	gpus: number;
	/** On the fullest GPU. */
	perGpuGb: number;
	/** Sequences that the whole plan has room for; null where there is no cache. */
	largestConcurrency: number | null;
}

export interface ModelFit {
	status: 'fit';
	options: FitOptions;
	weights: ModelWeights;
	weightsGb: number;
	/** Bytes of a token in all layers while it is within every window; null for image models. */
	kvBytesPerToken: number | null;
	/** Bytes that a token adds to a long sequence, once every window is full. */
	kvBytesPerTokenPastWindows: number | null;
	/** Bytes of a sequence that do not depend on its length: recurrent states. */
	kvFixedBytesPerSequence: number | null;
	kvGbPerSequence: number | null;
	kvGbTotal: number | null;
	cache: readonly LayerGroupCache[];
	/** `overheadShare` of weights and cache, GB; activations come on top on every GPU. */
	overheadGb: number;
	/** What the engine may use on one GPU, GB. */
	usableGbPerGpu: number;
	/** By memory alone, as if everything could be divided at will; null where activations alone fill a GPU. */
	gpusNeeded: number | null;
	/** GPUs of `plan`: with heads that divide, and with replicas where one does not hold all sequences. */
	gpusNeededRounded: number | null;
	perGpuGb: number | null;
	/** Fewest GPUs that hold everything; null where no size of a replica holds the weights. */
	plan: FitPlan | null;
	/** Replicas of 1, 2, 4, … GPUs. */
	sizes: readonly ReplicaSize[];
	/** What the reader should know about the result, most important first. */
	reasons: readonly string[];
}

export type FitResult = ModelFit | { status: 'not-possible'; reason: string };

const replicaSize = (
	gpus: number,
	weightsGb: number,
	groups: readonly LayerGroup[],
	cache: readonly LayerGroupCache[],
	impossible: string | null,
	usableGb: number,
	options: FitOptions
): ReplicaSize => {
	const activationGb = options.activationGb ?? 0;
	const loading = 1 + options.overheadShare;
	const weightsGbPerGpu = weightsGb / gpus;
	const sequenceGb = groups.reduce(
		(sum, group, index) =>
			sum +
			((cache[index]?.bytesPerSequence ?? 0) / 1e9) *
				cacheSharePerGpu(group, gpus, options.latentCache),
		0
	);
	const kvGbPerGpu = sequenceGb * options.concurrency;
	const freeGb = usableGb - activationGb - weightsGbPerGpu * loading;
	const largest =
		sequenceGb === 0 ? null : Math.max(0, Math.floor(freeGb / (sequenceGb * loading)));
	const overheadGbPerGpu = (weightsGbPerGpu + kvGbPerGpu) * options.overheadShare + activationGb;
	return {
		gpus,
		impossible,
		weightsGbPerGpu,
		kvGbPerGpu,
		overheadGbPerGpu,
		perGpuGb: weightsGbPerGpu + kvGbPerGpu + overheadGbPerGpu,
		fits: impossible === null && (largest === null ? freeGb >= 0 : largest >= options.concurrency),
		largestConcurrency: largest
	};
};

/** Fewest GPUs over all sizes of a replica; of equals the one with fewer replicas. */
const cheapestPlan = (sizes: readonly ReplicaSize[], options: FitOptions): FitPlan | null => {
	let best: FitPlan | null = null;
	for (const size of sizes) {
		const { gpus, impossible, fits, largestConcurrency: largest } = size;
		if (impossible !== null || (largest === null ? !fits : largest === 0)) continue;
		const replicas = largest === null ? 1 : Math.ceil(options.concurrency / largest);
		const total = replicas * gpus;
		if (
			best !== null &&
			(total > best.gpus || (total === best.gpus && replicas >= best.replicas))
		) {
			continue;
		}
		// Of the sequences, the fullest replica holds its share, rounded up.
		const share = Math.ceil(options.concurrency / replicas) / options.concurrency;
		best = {
			replicas,
			gpusPerReplica: gpus,
			gpus: total,
			perGpuGb: size.perGpuGb - size.kvGbPerGpu * (1 - share) * (1 + options.overheadShare),
			largestConcurrency: largest === null ? null : largest * replicas
		};
	}
	return best;
};

/**
 * How many GPUs the model needs. `not-possible` for what is sold as an API only, and where the book lacks the sizes.
 *
 * need per GPU = (weights / gpus + cache × share) × (1 + overhead) + activations ≤ memory × utilisation. Of a mixture of experts
 * all experts are counted, as all of them lie in memory.
 */
export const modelFit = (model: FitModel, gpu: FitGpu, options: FitOptions): FitResult => {
	const refuse = (reason: string): FitResult => ({ status: 'not-possible', reason });
	if (model.access === 'api-only') {
		return refuse(`${model.title} is sold as an API only; its sizes are not published`);
	}
	const weights = modelWeights(model, options.weightFormat);
	if (weights === null) return refuse(`the book has no size for ${model.title}`);
	const { architecture } = model;
	const hasCache = model.kind === 'language';
	if (hasCache && architecture === null) {
		return refuse(
			`the book has no architecture sizes for ${model.title}, so its KV cache cannot be calculated; its weights take ${weights.gb.toFixed(1)} GB`
		);
	}
	const groups = hasCache && architecture !== null ? architecture.layerGroups : [];
	const cache = groups.map((group) =>
		layerGroupCache(group, options.contextTokens, kvBytesPerElement[options.kvFormat])
	);
	const total = (of: (group: LayerGroupCache) => number): number =>
		cache.reduce((sum, group) => sum + of(group), 0);
	const kvGbPerSequence = total((group) => group.bytesPerSequence) / 1e9;
	const kvGbTotal = kvGbPerSequence * options.concurrency;
	const usableGb = gpu.memoryGb * options.memoryUtilisation;
	const overheadGb = (weights.gb + kvGbTotal) * options.overheadShare;
	const roomGb = usableGb - (options.activationGb ?? 0);
	const sizes: ReplicaSize[] = [];
	for (let gpus = 1; gpus <= options.maxGpusPerReplica; gpus *= 2) {
		// A diffusion model is not divided among GPUs; more of them make more images.
		if (!hasCache && gpus > 1) break;
		const impossible = architecture === null ? null : divisionProblem(architecture, gpus);
		sizes.push(replicaSize(gpus, weights.gb, groups, cache, impossible, usableGb, options));
	}
	const plan = cheapestPlan(sizes, options);
	const fit: ModelFit = {
		status: 'fit',
		options,
		weights,
		weightsGb: weights.gb,
		kvBytesPerToken: hasCache ? total((group) => group.bytesPerToken) : null,
		kvBytesPerTokenPastWindows: hasCache ? total((group) => group.bytesPerTokenPastWindow) : null,
		kvFixedBytesPerSequence: hasCache ? total((group) => group.fixedBytes) : null,
		kvGbPerSequence: hasCache ? kvGbPerSequence : null,
		kvGbTotal: hasCache ? kvGbTotal : null,
		cache,
		overheadGb,
		usableGbPerGpu: usableGb,
		gpusNeeded: roomGb > 0 ? Math.ceil((weights.gb + kvGbTotal + overheadGb) / roomGb) : null,
		gpusNeededRounded: plan?.gpus ?? null,
		perGpuGb: plan?.perGpuGb ?? null,
		plan,
		sizes,
		reasons: []
	};
	return { ...fit, reasons: fitReasons(model, gpu, fit) };
};
