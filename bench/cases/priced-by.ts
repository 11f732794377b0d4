/** A price list with where it comes from: what prices the requests of a bought option. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { TypedPrice } from '#bench/economics/build/typed-usage.ts';
import type { Stated } from '#bench/economics/option/parameter.ts';
import type { RequestContext } from '#bench/economics/prices/request-cost.ts';

export interface PricedBy {
	entry: PriceListEntry;
	/** Service tier and region; the time is that of each request. */
	context: Partial<RequestContext>;
	origin: Stated;
	/** Typed rates keep their spread; null for all others. */
	typedPrice: TypedPrice | null;
}
