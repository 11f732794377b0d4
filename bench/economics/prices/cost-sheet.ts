/** The lines of a cost while it is worked out: what could be priced, exactly, and what has no known price. */
import { Decimal, toDecimal } from '#core/decimal.ts';

export interface PriceFactor {
	/** `region us`, `batch`. */
	label: string;
	/** Decimal text. */
	factor: string;
}

export interface RequestCostLine {
	label: string;
	/** Decimal text; in `unit`. */
	quantity: string;
	unit: 'tokens' | 'calls' | 'token-hours' | 'attempts';
	/** USD for `perUnits` of the unit, factors included. Decimal text. */
	unitPriceUsd: string;
	perUnits: number;
	/** What is in `unitPriceUsd` on top of the rate of the list. */
	factors: readonly PriceFactor[];
	/** Decimal text, exact. */
	usd: string;
}

/** A rate and the factors on it; null where the rate is unknown. */
export interface Price {
	rateUsd: string;
	factors: readonly PriceFactor[];
}

/** Collects the lines of one cost. */
export class CostSheet {
	readonly lines: RequestCostLine[] = [];
	readonly missing: string[] = [];

	/** Notes something without a known price, once. */
	miss(what: string): void {
		if (!this.missing.includes(what)) this.missing.push(what);
	}

	/** Adds a line; nothing for a quantity of 0, and something missing where the price is unknown (null). */
	add(
		label: string,
		quantity: number | string,
		unit: RequestCostLine['unit'],
		perUnits: number,
		price: Price | null
	): void {
		if (toDecimal(quantity).eq(0)) return;
		if (price === null) {
			this.miss(`price of ${label}`);
			return;
		}
		const unitPrice = price.factors.reduce(
			(product, { factor }) => product.times(factor),
			toDecimal(price.rateUsd)
		);
		this.lines.push({
			label,
			quantity: toDecimal(quantity).toFixed(),
			unit,
			unitPriceUsd: unitPrice.toFixed(),
			perUnits,
			factors: price.factors,
			usd: unitPrice.times(quantity).div(perUnits).toFixed()
		});
	}

	/** Sum of the lines, USD. */
	sum(): Decimal {
		return this.lines.reduce((sum, { usd }) => sum.plus(usd), new Decimal(0));
	}
}
