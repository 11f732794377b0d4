/** What a reader should know about a fit: limits that were met, and what the count rests on. */
import type { FitGpu, FitModel, ModelFit } from './model-fit.ts';
import { weightFormatFacts } from './weight-format.ts';

const grouped = (value: number): string => value.toLocaleString('en-US');
const gb = (value: number): string =>
	value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });

const contextReason = (model: FitModel, { options, cache }: ModelFit): string | null => {
	const longest = model.contextTokens?.value ?? null;
	if (cache.length === 0) return null;
	if (longest === null) return `the book does not say how long a context ${model.title} takes`;
	return options.contextTokens > longest
		? `${grouped(options.contextTokens)} tokens are more than the ${grouped(longest)} that ${model.title} is made for`
		: null;
};

const planReason = (gpu: FitGpu, { plan, options, sizes, usableGbPerGpu }: ModelFit): string => {
	if (plan === null) {
		const widest = sizes.filter((size) => size.impossible === null).at(-1);
		return widest === undefined
			? `no number of GPUs up to ${String(options.maxGpusPerReplica)} divides the model`
			: `nothing fits: even on ${String(widest.gpus)} GPUs one sequence needs more than the ${gb(usableGbPerGpu)} GB that may be used on each`;
	}
	if (plan.replicas > 1) {
		return `one replica of ${String(plan.gpusPerReplica)} GPU${plan.gpusPerReplica === 1 ? '' : 's'} holds ${grouped((plan.largestConcurrency ?? 0) / plan.replicas)} such sequences, so ${grouped(options.concurrency)} need ${grouped(plan.replicas)} replicas`;
	}
	const smaller = sizes.filter(({ gpus }) => gpus < plan.gpusPerReplica).at(-1);
	const from = smaller?.impossible ?? null;
	return from === null
		? `one replica on ${String(plan.gpusPerReplica)} ${gpu.title} holds all of it`
		: `one replica on ${String(plan.gpusPerReplica)} ${gpu.title} holds all of it; ${String(smaller?.gpus)} is not possible, as ${from}`;
};

const latentReason = (model: FitModel, { options, plan, kvGbTotal }: ModelFit): string | null => {
	const isLatent = (model.architecture?.layerGroups ?? []).some(
		({ kind }) => kind === 'latent' || kind === 'compressed'
	);
	if (!isLatent || (plan?.gpusPerReplica ?? 2) === 1) return null;
	return options.latentCache === 'copied'
		? `its cache has one head, so with tensor parallelism each GPU of a replica keeps all of it; data-parallel attention divides the ${gb(kvGbTotal ?? 0)} GB (--latent-cache split) but keeps the attention weights on every GPU`
		: 'the latent cache is counted as divided by data-parallel attention; the attention weights are then kept on every GPU, which is not counted';
};

const serverReason = (gpu: FitGpu, { plan }: ModelFit): string | null => {
	const perServer = gpu.gpusPerServer;
	if (plan === null || perServer === null || plan.gpusPerReplica <= perServer) return null;
	return `a replica of ${String(plan.gpusPerReplica)} GPUs spans servers of ${String(perServer)}; between them pipeline or expert parallelism and a fast network are needed`;
};

const copiedHeadsReason = (model: FitModel, { plan }: ModelFit): string | null => {
	if (plan === null) return null;
	const heads = (model.architecture?.layerGroups ?? []).flatMap((group) =>
		group.kind === 'full' || group.kind === 'sliding' ? [group.kvHeads] : []
	);
	const fewest = Math.min(...heads);
	return plan.gpusPerReplica > fewest
		? `${String(fewest)} KV heads on ${String(plan.gpusPerReplica)} GPUs: each is kept more than once`
		: null;
};

const arithmeticReason = (gpu: FitGpu, { weights }: ModelFit): string | null => {
	const needed = weightFormatFacts[weights.format].arithmetic;
	return needed === null || gpu.arithmetic.includes(needed)
		? null
		: `${gpu.title} does not compute in ${needed}: weights in ${weights.format} save memory, but are widened before each multiplication`;
};

const formatReason = (model: FitModel, { weights }: ModelFit): string | null => {
	if (model.weights.some(({ format }) => format === weights.format)) return null;
	return `the publisher offers no ${weights.format} weights as far as the book knows; somebody has to quantise them, and the quality has to be measured again`;
};

const windowReason = ({ cache }: ModelFit): string | null => {
	const kinds = cache.map(({ kind }) => kind);
	if (!kinds.includes('sliding')) return null;
	return 'layers with a window are counted up to it; an engine that keeps the whole sequence in them needs more';
};

const activationReason = ({ options }: ModelFit): string | null =>
	options.activationGb === null
		? 'activations are not estimated: weights only, so this is the least that is needed'
		: null;

/** Sentences without a full stop, most important first. */
export const fitReasons = (model: FitModel, gpu: FitGpu, fit: ModelFit): string[] =>
	[
		contextReason(model, fit),
		planReason(gpu, fit),
		activationReason(fit),
		serverReason(gpu, fit),
		latentReason(model, fit),
		copiedHeadsReason(model, fit),
		arithmeticReason(gpu, fit),
		formatReason(model, fit),
		windowReason(fit)
	].filter((reason) => reason !== null);
