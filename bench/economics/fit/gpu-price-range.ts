/** What a number of GPUs typically costs to buy and to rent, from the hardware book: exact decimals, ranges as they were read. */
import { toDecimal, decimalText } from '#core/decimal.ts';
import type { EvidenceGrade } from '#core/book-evidence.ts';
import type { Gpu, RentalMode } from '#core/hardware-book.ts';

/** Hours of a month: 8,760 / 12. */
const hoursPerMonth = 730;

export interface UsdRange {
	/** Decimal text, USD. */
	lowUsd: string;
	highUsd: string;
	/** Null where the source names no typical price. */
	typicalUsd: string | null;
}

interface PricedBy {
	source: string;
	/** YYYY-MM-DD; null where the source has no date. */
	asOf: string | null;
	grade: EvidenceGrade;
	note: string | null;
}

export interface PurchaseEstimate extends PricedBy {
	what: string;
	/** How many of it, in whole units: servers, racks or single GPUs. */
	units: number;
	/** GPUs in all the units; may be more than asked for. */
	gpus: number;
	range: UsdRange;
}

export interface RentalEstimate extends PricedBy {
	mode: RentalMode;
	where: string;
	/** For one GPU-hour. */
	perGpuHour: UsdRange;
	/** For all GPUs, every hour of a month of 730 h. */
	perMonth: UsdRange;
}

const times = (range: UsdRange, factor: number): UsdRange => {
	const scaled = (usd: string): string => decimalText(toDecimal(usd).times(factor));
	return {
		lowUsd: scaled(range.lowUsd),
		highUsd: scaled(range.highUsd),
		typicalUsd: range.typicalUsd === null ? null : scaled(range.typicalUsd)
	};
};

const evidenceOf = ({ source, asOf, grade, note }: PricedBy): PricedBy => ({
	source,
	asOf,
	grade,
	note
});

const rangeOf = ({ lowUsd, highUsd, typicalUsd }: UsdRange): UsdRange => ({
	lowUsd,
	highUsd,
	typicalUsd
});

/** Every purchase price of the book for at least `gpus` GPUs, in whole units. Empty where the book has no price. */
export const purchaseEstimates = (gpu: Pick<Gpu, 'purchase'>, gpus: number): PurchaseEstimate[] =>
	gpu.purchase.map((offer) => {
		const units = Math.ceil(gpus / offer.gpus);
		return {
			what: offer.what,
			units,
			gpus: units * offer.gpus,
			range: times(rangeOf(offer), units),
			...evidenceOf(offer)
		};
	});

/** Every rental price of the book for `gpus` GPUs. Empty where the book has no price. */
export const rentalEstimates = (gpu: Pick<Gpu, 'rental'>, gpus: number): RentalEstimate[] =>
	gpu.rental.map((offer) => ({
		mode: offer.mode,
		where: offer.where,
		perGpuHour: rangeOf(offer),
		perMonth: times(rangeOf(offer), gpus * hoursPerMonth),
		...evidenceOf(offer)
	}));
