/** The price to ask for on each line of a quote, out of the target prices of the options that are priced by it. */
import type { Quote } from '#core/quote.ts';
import type { QuoteTarget } from './targets-against.ts';

export interface LineAsk {
	lineId: string;
	/** USD per `unit`, decimal text. */
	targetUsd: string;
	/** Such as `GPU-hour`, `1M tokens`. */
	unit: string;
}

/** The item of a line that the end of a parameter's id is the price of. */
const itemByRate: readonly [string, string][] = [
	['.inputUsdPerMtok', 'input-tokens'],
	['.cacheReadUsdPerMtok', 'cache-read-tokens'],
	['.cacheWriteUsdPerMtok', 'cache-write-tokens'],
	['.outputUsdPerMtok', 'output-tokens']
];

const itemOfRate = (parameterId: string): string | null =>
	itemByRate.find(([ending]) => parameterId.endsWith(ending))?.[1] ?? null;

/**
 * One ask for each line that a target leads to, against the strictest rival: of a server its share of the target for the node, of
 * a GPU cloud or a place the rate of the main line, of an API its token price. Lines without a target have none.
 */
export const lineAsks = (quote: Quote, targets: readonly QuoteTarget[]): LineAsk[] => {
	const asks = new Map<string, LineAsk>();
	const add = (lineId: string, targetUsd: string, unit: string): void => {
		const known = asks.get(lineId);
		if (known && Number(known.targetUsd) <= Number(targetUsd)) return;
		asks.set(lineId, { lineId, targetUsd, unit });
	};
	for (const { target, vendor, negotiation, lines } of targets) {
		const wanted = negotiation?.target ?? negotiation?.walkAway;
		if (!wanted || negotiation?.outOfReach?.what === 'both') continue;
		const ofQuote = new Set(quote.lines.map(({ id }) => id));
		for (const { lineId, alike } of lines) if (ofQuote.has(lineId)) add(lineId, alike, 'node');
		const item =
			vendor === null
				? itemOfRate(target.parameter.id)
				: vendor.unit === 'USD/GPU-hour'
					? 'gpu'
					: 'power';
		const price = vendor === null ? wanted.price : wanted.vendorPrice;
		const unit = vendor === null ? '1M tokens' : vendor.unit.replace('USD/', '');
		if (item === null || price === null) continue;
		for (const line of quote.lines) if (line.item === item) add(line.id, price, unit);
	}
	return [...asks.values()];
};
