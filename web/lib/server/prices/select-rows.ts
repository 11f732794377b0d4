/** Filters, sorts and pages the rows of the price list. */
import type { PriceListQuery, PriceSort, PriceState } from '../../prices/price-query.ts';
import type { PriceRow } from './price-rows.ts';

export const pricePageSize = 50;

const stateTests: Record<PriceState, (row: PriceRow) => boolean> = {
	stale: ({ isStale }) => isStale,
	disagreeing: ({ disagreements }) => disagreements > 0,
	changed: ({ changes }) => changes > 0,
	negotiated: ({ terms }) => terms === 'negotiated',
	unpriced: ({ inputUsdPerMtok, outputUsdPerMtok }) =>
		inputUsdPerMtok === null && outputUsdPerMtok === null
};

/** What a row is sorted by; null where it has no value. */
const sortValues: Record<PriceSort, (row: PriceRow) => string | number | null> = {
	model: ({ modelId }) => modelId.toLowerCase(),
	provider: ({ providerId, modelId }) => `${providerId}\n${modelId.toLowerCase()}`,
	input: ({ inputUsdPerMtok }) => (inputUsdPerMtok === null ? null : Number(inputUsdPerMtok)),
	cached: ({ cacheReadUsdPerMtok }) =>
		cacheReadUsdPerMtok === null ? null : Number(cacheReadUsdPerMtok),
	output: ({ outputUsdPerMtok }) => (outputUsdPerMtok === null ? null : Number(outputUsdPerMtok)),
	'looked-up': ({ asOf }) => asOf
};

const compare = (a: string | number, b: string | number): number =>
	typeof a === 'number' && typeof b === 'number' ? a - b : a < b ? -1 : a > b ? 1 : 0;

/** Whether every word is part of the id, the name or the provider. */
const matches = ({ modelId, title, providerId }: PriceRow, words: readonly string[]): boolean => {
	const text = `${providerId} ${modelId} ${title ?? ''}`.toLowerCase();
	return words.every((word) => text.includes(word));
};

export interface SelectedRows {
	rows: readonly PriceRow[];
	/** Rows on all pages. */
	total: number;
	/** The page given back: the last one where the one asked for lies beyond. */
	page: number;
}

/** One page of the rows that are asked for; rows without a value come last in both directions. */
export const selectRows = (
	all: readonly PriceRow[],
	{ model, provider, only, sort, order, page: wanted }: PriceListQuery
): SelectedRows => {
	const words = (model ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
	const found = all.filter(
		(row) =>
			(provider === null || row.providerId === provider) &&
			(only === null || stateTests[only](row)) &&
			matches(row, words)
	);
	const direction = order === 'desc' ? -1 : 1;
	const keyed = found.map((row) => ({ row, value: sortValues[sort](row) }));
	keyed.sort((a, b) => {
		if (a.value === null || b.value === null) {
			return Number(a.value === null) - Number(b.value === null);
		}
		return direction * compare(a.value, b.value);
	});
	const page = Math.min(wanted, Math.max(1, Math.ceil(keyed.length / pricePageSize)));
	const rows = keyed.slice((page - 1) * pricePageSize, page * pricePageSize);
	return { rows: rows.map(({ row }) => row), total: keyed.length, page };
};
