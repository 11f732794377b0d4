/** What other vendors ask for the same: the best of their valid offers, as a price to open with. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { isSameOffer } from '#core/quote/offer-key.ts';
import type { Parameter } from '../option/parameter.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import type { KnownPrice } from './negotiation.ts';
import { quoteParameters, type QuoteParameters } from './quote-parameters.ts';
import { gpuName } from './should-cost.ts';
import { wholePriceAt, type VendorRate } from './vendor-rate.ts';

export interface Offer {
	id: string;
	levelled: LevelledQuote;
}

const sameGpu = (a: string | null, b: string | null): boolean =>
	a !== null && b !== null && (gpuName(a) ?? a) === (gpuName(b) ?? b);

const tokenRate = (
	{ rates }: Extract<QuoteParameters, { kind: 'api-contract' }>,
	model: string | null,
	key: string
): Parameter | null => {
	const ofModel = rates.find((each) => each.model === model);
	return ofModel ? ((ofModel[key as keyof typeof ofModel] ?? null) as Parameter | null) : null;
};

interface Context {
	parameter: Parameter;
	vendor: VendorRate | null;
}

/** The price of a rival in the unit of the parameter; null where it does not offer the same. */
const priceOf = (
	own: QuoteParameters,
	rival: QuoteParameters,
	{ parameter, vendor }: Context
): Decimal | null => {
	if (own.kind === 'server-purchase' && rival.kind === own.kind) {
		const same = sameGpu(own.gpu, rival.gpu) && own.gpusPerNode === rival.gpusPerNode;
		return same && parameter.id.endsWith('.purchase')
			? toDecimal(rival.purchaseUsdPerNode.value)
			: null;
	}
	if (own.kind === 'gpu-cloud' && rival.kind === own.kind) {
		const gpus = toDecimal(parameter.value).div(own.allInUsdPerGpuHour.value);
		return sameGpu(own.gpu, rival.gpu) && own.mode === rival.mode
			? toDecimal(rival.allInUsdPerGpuHour.value).times(gpus)
			: null;
	}
	if (own.kind === 'colocation' && rival.kind === own.kind) {
		return vendor && own.power === rival.power
			? toDecimal(wholePriceAt(vendor, parameter.value, rival.powerUsdPerKwMonth.value))
			: null;
	}
	if (own.kind === 'api-contract' && rival.kind === own.kind) {
		// Two models at different prices are two things; only the same one is a rival offer.
		for (const { model, ...rates } of own.rates) {
			const key = Object.entries(rates).find(([, rate]) => rate?.id === parameter.id)?.[0];
			if (key === undefined || model === null) continue;
			const rate = tokenRate(rival, model, key);
			return rate && toDecimal(rate.value);
		}
	}
	return null;
};

/**
 * The lowest price at which another vendor offers the same (same GPU, size and mode; same model; same way to bill power). Expired
 * offers and other versions of the quote do not count. Null where there is none.
 */
export const rivalPrice = (
	own: Offer,
	others: readonly Offer[],
	context: Context
): KnownPrice | null => {
	const ownParameters = quoteParameters(own.id, own.levelled);
	if (!ownParameters) return null;
	let best: { price: Decimal; reason: string } | null = null;
	for (const { id, levelled } of others) {
		const isSame = isSameOffer(levelled.quote, own.levelled.quote);
		if (isSame || levelled.validity.state === 'expired') continue;
		const parameters = quoteParameters(id, levelled);
		const price = parameters && priceOf(ownParameters, parameters, context);
		if (!price || price.lte(0) || (best && price.gte(best.price))) continue;
		best = { price, reason: `offered by ${levelled.quote.vendor}` };
	}
	return best && { price: best.price.toFixed(), reason: best.reason };
};
