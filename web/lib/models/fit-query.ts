/** For which load a page asks what a model needs, as its address says. */
import { kvFormats, weightFormats, type KvFormat, type WeightFormat } from '#core/model-formats.ts';
import { createQueryReader } from '../query-reader.ts';

export interface FitQuery {
	/** Longest sequence, prompt and answer together, tokens. */
	context: number;
	/** Sequences in memory at the same time. */
	concurrency: number;
	/** Null: the first that is published. */
	weights: WeightFormat | null;
	kv: KvFormat;
}

export const defaultFitQuery: FitQuery = {
	context: 8_192,
	concurrency: 16,
	weights: null,
	kv: 'bf16'
};

export const readFitQuery = (
	params: URLSearchParams
): { query: FitQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const query = {
		context: reader.whole('context', 1) ?? defaultFitQuery.context,
		concurrency: reader.whole('concurrency', 1) ?? defaultFitQuery.concurrency,
		weights: reader.choice('weights', weightFormats),
		kv: reader.choice('kv', kvFormats) ?? defaultFitQuery.kv
	};
	return { query, unread: reader.unread };
};
