/** Draws what a document says: lines, taxes, totals in integer minor units, numbers and dates. Nothing here is layout. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { addDays, type Day } from './calendar.ts';
import { drawIban } from './iban.ts';
import { shareOf, taxWithin } from './money.ts';
import type { Good, Vendor } from './vendors.ts';

export interface Line {
	name: string;
	/** Quantity in halves: 5 is 2.5. */
	halves: number;
	unitPriceMinor: number;
	amountMinor: number;
	rate: number;
}

export interface TaxRow {
	rate: number;
	baseMinor: number;
	taxMinor: number;
}

/** How the day of payment is given: as a date, as a number of days, or not at all. */
export type Payment =
	{ kind: 'date'; day: Day } | { kind: 'days'; days: number } | { kind: 'none' };

export interface Facts {
	vendor: Vendor;
	kind: 'invoice' | 'credit-note' | 'receipt' | 'utility';
	/** Whether taxes are added to the lines, contained in them, or not charged at all. */
	taxing: 'added' | 'included' | 'none';
	reverseCharge: boolean;
	number: string;
	issued: Day;
	payment: Payment;
	delivered: Day;
	purchaseOrder: string | null;
	ourOrder: string;
	customerNo: string;
	iban: string | null;
	lines: Line[];
	discount: { percent: number; amountMinor: number } | null;
	taxes: TaxRow[];
	netMinor: number;
	taxMinor: number;
	grossMinor: number;
	/** Whether a till prints the total before tax. */
	printsNet: boolean;
	/** Already paid; 0 is none. */
	prepaidMinor: number;
	/** Open from earlier bills; 0 is none. */
	previousMinor: number;
	/** The invoice that a credit note corrects. */
	original: { number: string; day: Day };
	cashDiscountDay: Day | null;
	/** For how many months a utility bills. */
	months: number;
}

const digits = (count: number, random: RandomSource): string =>
	Array.from({ length: count }, () => String(randomInt(random, 10))).join('');

const drawNumber = (pattern: string, year: string, random: RandomSource): string =>
	pattern
		.replace('{yy}', year.slice(2))
		.replace('{y}', year)
		// A number that begins with 0 would be cut by anything that takes it for an amount.
		.replace(/#+/gu, (run) => String(1 + randomInt(random, 9)) + digits(run.length - 1, random));

/** Goods that come in halves, once a delivery, and by the month of a utility's bill. */
const isDivisible = /Std\.|\bhours?\b|heure|\bora\b|godzina|, (?:m|kg|km|m²)$|m²|miles/u;
const isSingle =
	/freight|transport|delivery|lieferung|\bfrete|portes|imballo|courier|anfahrt|cutting|spesen|pauschal|forfait|kleinmaterial|register|collaudo|onboarding|lease|prüfprotokoll|licence|montage|monthly|リース|保守/iu;
const isMonthly = /Monat$|mes$|10 days$/u;

const drawQuantity = (vendor: Vendor, good: Good, months: number, random: RandomSource): number => {
	if (isMonthly.test(good.name)) return 2 * months * (good.name.endsWith('days') ? 3 : 1);
	if (vendor.kind === 'till') return 2 * (1 + randomInt(random, 4));
	if (vendor.kind === 'utility') return 2 * (2 + randomInt(random, 30));
	if (isSingle.test(good.name)) return 2;
	const most = good.unitPriceMinor > 30_000 ? 4 : 24;
	const whole = 2 * (1 + randomInt(random, most));
	const mayHalve = isDivisible.test(good.name) && good.unitPriceMinor % 2 === 0;
	return mayHalve && random() < 0.4 ? whole + 1 : whole;
};

const drawLines = (
	vendor: Vendor,
	months: number,
	untaxed: boolean,
	random: RandomSource
): Line[] => {
	const goods =
		vendor.kind === 'utility'
			? vendor.goods
			: shuffle(random, vendor.goods).slice(0, 1 + randomInt(random, 6));
	return goods.map((good) => {
		const halves = drawQuantity(vendor, good, months, random);
		return {
			name: good.name,
			halves,
			unitPriceMinor: good.unitPriceMinor,
			amountMinor: (halves * good.unitPriceMinor) / 2,
			rate: untaxed ? 0 : good.rate
		};
	});
};

const sum = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);

const taxRows = (lines: readonly Line[], taxing: Facts['taxing'], discount: number): TaxRow[] => {
	if (taxing === 'none') return [];
	const rates = [...new Set(lines.map((line) => line.rate))].sort((a, b) => b - a);
	return rates.map((rate) => {
		const amounts = lines.filter((line) => line.rate === rate).map((line) => line.amountMinor);
		const total = sum(amounts) - discount;
		const taxMinor = taxing === 'added' ? shareOf(total, rate) : taxWithin(total, rate);
		return { rate, baseMinor: taxing === 'added' ? total : total - taxMinor, taxMinor };
	});
};

const drawPayment = (kind: Facts['kind'], issued: Day, random: RandomSource): Payment => {
	if (kind === 'receipt' || kind === 'credit-note') return { kind: 'none' };
	const days = pick(random, [7, 10, 14, 21, 30, 30, 45, 60]);
	const share = kind === 'utility' ? 0 : random();
	if (share < 0.58) return { kind: 'date', day: addDays(issued, days) };
	return share < 0.82 ? { kind: 'days', days } : { kind: 'none' };
};

const drawPurchaseOrder = (random: RandomSource): string =>
	pick(random, [
		`45${digits(8, random)}`,
		`PO-${digits(5, random)}`,
		`B${digits(4, random)}/${digits(2, random)}`,
		`EK-${digits(6, random)}`
	]);

const kindOf = (vendor: Vendor, random: RandomSource): Facts['kind'] => {
	if (vendor.kind === 'till') return 'receipt';
	if (vendor.kind === 'utility') return 'utility';
	return vendor.kind === 'business' && random() < 0.14 ? 'credit-note' : 'invoice';
};

const taxingOf = (vendor: Vendor): Facts['taxing'] => {
	if (vendor.kind === 'freelancer') return 'none';
	return vendor.kind === 'till' && vendor.country !== 'US' ? 'included' : 'added';
};

/** Draws one document of a vendor. */
export const drawFacts = (vendor: Vendor, random: RandomSource): Facts => {
	const kind = kindOf(vendor, random);
	const isBusiness = vendor.kind === 'business';
	const issued = addDays('2025-01-02', randomInt(random, 640));
	const year = issued.slice(0, 4);
	const taxing = taxingOf(vendor);
	const europe = ['DE', 'FR', 'IE', 'NL', 'IT', 'BE', 'AT', 'PL', 'PT'];
	const reverseCharge = isBusiness && europe.includes(vendor.country) && random() < 0.07;
	const months = 1 + randomInt(random, 3);
	const lines = drawLines(vendor, months, reverseCharge, random);
	const gross = sum(lines.map((line) => line.amountMinor));
	const oneRate = new Set(lines.map((line) => line.rate)).size === 1;
	const percent = pick(random, [3, 5, 10, 15]);
	const discount =
		isBusiness && oneRate && random() < 0.16
			? { percent, amountMinor: shareOf(gross, percent * 100) }
			: null;
	const taxes = taxRows(lines, taxing, discount?.amountMinor ?? 0);
	const taxMinor = sum(taxes.map((row) => row.taxMinor));
	const lineTotal = gross - (discount?.amountMinor ?? 0);
	const netMinor = taxing === 'included' ? lineTotal - taxMinor : lineTotal;
	const grossMinor = netMinor + taxMinor;
	const payment = drawPayment(kind, issued, random);
	const originalDay = addDays(issued, -9 - randomInt(random, 40));
	return {
		vendor,
		kind,
		taxing,
		reverseCharge,
		number: drawNumber(vendor.numbering, year, random),
		issued,
		payment,
		delivered: addDays(issued, -1 - randomInt(random, 12)),
		purchaseOrder:
			kind !== 'receipt' && kind !== 'utility' && random() < 0.5 ? drawPurchaseOrder(random) : null,
		ourOrder: `${pick(random, ['A', 'SO', '10-', ''])}${digits(6, random)}`,
		customerNo: String(10_000 + randomInt(random, 90_000)),
		iban: vendor.iban !== null && random() < 0.8 ? drawIban(vendor.iban, random) : null,
		lines,
		discount,
		taxes,
		netMinor,
		taxMinor,
		grossMinor,
		printsNet: random() < 0.45,
		prepaidMinor:
			isBusiness && kind === 'invoice' && random() < 0.18 ? shareOf(grossMinor, 3_000) : 0,
		previousMinor: kind === 'utility' && random() < 0.6 ? 1_500 + randomInt(random, 20_000) : 0,
		original: {
			number: drawNumber(vendor.numbering, originalDay.slice(0, 4), random),
			day: originalDay
		},
		cashDiscountDay:
			isBusiness && kind === 'invoice' && random() < 0.15 ? addDays(issued, 5) : null,
		months
	};
};
