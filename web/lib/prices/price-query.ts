/** Which prices a list shows, as its address says. */
import { createQueryReader } from '../query-reader.ts';

/** What a list may be narrowed to. */
export const priceStates = ['stale', 'disagreeing', 'changed', 'negotiated', 'unpriced'] as const;
export type PriceState = (typeof priceStates)[number];

/** What a list may be sorted by. */
export const priceSorts = ['model', 'provider', 'input', 'cached', 'output', 'looked-up'] as const;
export type PriceSort = (typeof priceSorts)[number];

/** The query of `/api/prices`; null where nothing is asked. */
export interface PriceListQuery {
	/** Part of a model's name or id. */
	model: string | null;
	provider: string | null;
	only: PriceState | null;
	sort: PriceSort;
	order: 'asc' | 'desc';
	/** From 1. */
	page: number;
}

export const readPriceListQuery = (
	params: URLSearchParams
): { query: PriceListQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const query = {
		model: reader.text('model'),
		provider: reader.text('provider'),
		only: reader.choice('only', priceStates),
		sort: reader.choice('sort', priceSorts) ?? 'model',
		order: reader.choice('order', ['asc', 'desc']) ?? 'asc',
		page: reader.whole('page', 1) ?? 1
	};
	return { query, unread: reader.unread };
};
