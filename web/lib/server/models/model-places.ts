/** Where a model can run: GPUs that hold it at a load, and hosts that sell it by the token. */
import { z } from '@hono/zod-openapi';
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { Gpu } from '#core/hardware-book.ts';
import type { Model } from '#core/model-book.ts';
import { fitGpuOf } from '#bench/economics/fit/fit-gpu.ts';
import { rentalEstimates, type UsdRange } from '#bench/economics/fit/gpu-price-range.ts';
import { defaultFitOptions, modelFit, type FitOptions } from '#bench/economics/fit/model-fit.ts';
import { stalePriceLists } from '#bench/economics/prices/stale-prices.ts';
import type { PriceBook } from '#bench/importers/price-book/price-book.ts';
import type { FitQuery } from '../../models/fit-query.ts';

const rangeSchema = z.object({
	lowUsd: z.string(),
	highUsd: z.string(),
	typicalUsd: z.string().nullable()
});

export const gpuFitSchema = z
	.object({
		gpuId: z.string(),
		gpuTitle: z.string(),
		memoryGb: z.number(),
		gpus: z.int().nullable().openapi({ description: 'Fewest that hold it; null: none do' }),
		replicas: z.int().nullable(),
		perGpuGb: z.number().nullable().openapi({ description: 'On the fullest GPU, 10^9 bytes' }),
		usableGb: z.number().openapi({ description: 'What an engine may use of a GPU, 10^9 bytes' }),
		largestConcurrency: z.number().nullable().openapi({
			description: 'Sequences that have room; null where there is no cache'
		}),
		node: z
			.object({ title: z.string(), gpus: z.int(), nodes: z.int() })
			.nullable()
			.openapi({ description: 'Largest node in which the book says it is sold' }),
		rentUsdPerHour: rangeSchema
			.nullable()
			.openapi({ description: 'On demand, all GPUs; null: no price in the book' }),
		reasons: z.array(z.string()).readonly()
	})
	.openapi('GpuFit');

export type GpuFit = z.infer<typeof gpuFitSchema>;

export const hostSchema = z
	.object({
		providerId: z.string(),
		modelId: z.string(),
		inputUsdPerMtok: z.string().nullable(),
		outputUsdPerMtok: z.string().nullable(),
		asOf: z.string().nullable().openapi({ description: 'Null: no price holds today' }),
		sourceUrl: z.string().nullable(),
		isStale: z.boolean()
	})
	.openapi('ModelHost');

export type ModelHost = z.infer<typeof hostSchema>;

const optionsOf = (model: Model, query: FitQuery): FitOptions => ({
	...defaultFitOptions,
	contextTokens: query.context,
	concurrency: query.concurrency,
	weightFormat: query.weights ?? model.weights[0]?.format ?? 'bf16',
	kvFormat: query.kv,
	// Activations of image models depend on the picture, so nothing is added for them.
	activationGb: model.kind === 'language' ? defaultFitOptions.activationGb : null
});

/** Per hour of all GPUs: the on-demand offer of the book. */
const rentOf = (gpu: Gpu, gpus: number): UsdRange | null => {
	const offer = rentalEstimates(gpu, gpus).find(({ mode }) => mode === 'on-demand');
	if (!offer) return null;
	const [low, high, typical] = [
		offer.perGpuHour.lowUsd,
		offer.perGpuHour.highUsd,
		offer.perGpuHour.typicalUsd
	].map((usd) => (usd === null ? null : decimalText(toDecimal(usd).times(gpus))));
	return { lowUsd: low ?? '', highUsd: high ?? '', typicalUsd: typical ?? null };
};

const nodeOf = ({ nodes }: Gpu, gpus: number): GpuFit['node'] => {
	const largest = nodes.reduce<Gpu['nodes'][number] | null>(
		(best, each) => (best === null || each.gpus > best.gpus ? each : best),
		null
	);
	return largest === null
		? null
		: { title: largest.title, gpus: largest.gpus, nodes: Math.ceil(gpus / largest.gpus) };
};

export interface FitAnswer {
	/** Why it cannot be said; null where it can. */
	refusal: string | null;
	weightFormat: string;
	weightsGb: number | null;
	weightsFormula: string | null;
	kvGbPerSequence: number | null;
	gpus: GpuFit[];
}

/** What the model needs of each GPU of the book at a load; those that hold it with fewest GPUs first. */
export const modelFits = (model: Model, gpus: readonly Gpu[], query: FitQuery): FitAnswer => {
	const options = optionsOf(model, query);
	const answer: FitAnswer = {
		refusal: null,
		weightFormat: options.weightFormat,
		weightsGb: null,
		weightsFormula: null,
		kvGbPerSequence: null,
		gpus: []
	};
	for (const gpu of gpus) {
		const fit = modelFit(model, fitGpuOf(gpu), options);
		if (fit.status === 'not-possible') return { ...answer, refusal: fit.reason };
		answer.weightsGb = fit.weightsGb;
		answer.weightsFormula = fit.weights.formula;
		answer.kvGbPerSequence = fit.kvGbPerSequence;
		const count = fit.plan?.gpus ?? null;
		answer.gpus.push({
			gpuId: gpu.id,
			gpuTitle: gpu.title,
			memoryGb: gpu.memoryGb.value,
			gpus: count,
			replicas: fit.plan?.replicas ?? null,
			perGpuGb: fit.perGpuGb,
			usableGb: fit.usableGbPerGpu,
			largestConcurrency: fit.plan?.largestConcurrency ?? null,
			node: count === null ? null : nodeOf(gpu, count),
			rentUsdPerHour: count === null ? null : rentOf(gpu, count),
			reasons: fit.reasons
		});
	}
	answer.gpus.sort((a, b) => (a.gpus ?? Infinity) - (b.gpus ?? Infinity));
	return answer;
};

/** What the providers that sell the model ask on a day, cheapest input first; those without a price last. */
export const modelHosts = (model: Model, book: PriceBook, day: string): ModelHost[] => {
	const atUtc = `${day}T00:00:00.000Z`;
	return model.prices
		.map(({ provider, model: modelId }): ModelHost => {
			const entry = book.find(provider, modelId, atUtc);
			return {
				providerId: provider,
				modelId: entry?.modelId ?? modelId,
				inputUsdPerMtok: entry?.inputUsdPerMtok ?? null,
				outputUsdPerMtok: entry?.outputUsdPerMtok ?? null,
				asOf: entry?.asOf ?? null,
				sourceUrl: entry?.sourceUrl ?? null,
				isStale: entry !== null && stalePriceLists([{ entry, origin: '' }], atUtc).length > 0
			};
		})
		.sort((a, b) => Number(a.inputUsdPerMtok ?? Infinity) - Number(b.inputUsdPerMtok ?? Infinity));
};
