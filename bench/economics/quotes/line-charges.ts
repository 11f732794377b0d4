/** The lines of a quote as charges by month in USD: quoted lines, what the terms add, and defaults for what is missing. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote, QuoteLine } from '#core/quote.ts';
import { chargesByMonth, effectiveLines, hoursPerMonth } from '#core/quote/line-amount.ts';
import { tokensPerUnit } from '#core/quote/quote-unit.ts';
import { isAddition } from './baseline-item.ts';
import type { LevelledLine } from './levelled-quote.ts';
import { lineRate } from './line-rate.ts';
import { usageOfMonth, type UsageOfMonth } from './metered-usage.ts';
import { missingLines, type Headline, type MissingLine } from './missing-line.ts';
import type { Charges } from './quote-payments.ts';
import { gpusOf, mtokPerMonth, runningGpusOf } from './quote-size.ts';

/** A line without the figures that come from its payments. */
export type LineFacts = Omit<LevelledLine, 'recurring' | 'presentValueUsd' | 'levelMonthlyUsd'>;

export interface LineCharges {
	line: LineFacts;
	/** Null for a rate without a quantity. */
	charges: Charges | null;
}

export interface QuoteCharges {
	/** The lines as they are charged: with contract discounts, volumes and running replicas. */
	lines: QuoteLine[];
	charges: LineCharges[];
	unknown: { item: string; assumption: string }[];
}

const minutesPerMonth = hoursPerMonth * 60;

/** A quote whose lines are changed; the items of a kind stay its own. */
const mapLines = (quote: Quote, change: (line: QuoteLine) => QuoteLine): QuoteLine[] =>
	effectiveLines<QuoteLine>(
		quote.lines,
		quote.kind === 'api-contract' ? quote.discountShare : undefined
	).map(change);

/** A line with the volume that is asked for in place of the quoted one. */
const withVolume = (line: QuoteLine, volumes: Readonly<Record<string, string>>): QuoteLine => {
	const volume = volumes[line.item];
	if (volume === undefined) return line;
	const tokens = tokensPerUnit[line.unit];
	const quantity =
		tokens === undefined ? volume : toDecimal(volume).times('1000000').div(tokens).toFixed();
	return { ...line, quantity, total: undefined };
};

/** A rate per GPU with the GPUs that run all hours, where the line has no quantity of its own. */
const withRunningGpus = (quote: Quote, line: QuoteLine): QuoteLine => {
	if (line.quantity !== undefined || line.item !== 'gpu') return line;
	if (quote.kind === 'managed-endpoint') {
		const gpus = runningGpusOf(quote);
		if (gpus.eq(0)) return line;
		if (line.unit === 'gpu-minute') {
			return { ...line, quantity: gpus.times(minutesPerMonth).toFixed(), recurring: 'month' };
		}
		if (line.unit === 'gpu-hour') {
			return { ...line, quantity: gpus.toFixed(), recurring: 'hour' };
		}
	}
	if (quote.kind === 'gpu-cloud' && line.unit === 'gpu-hour') {
		return { ...line, quantity: (gpusOf(quote) ?? new Decimal(1)).toFixed(), recurring: 'hour' };
	}
	return line;
};

/** What renewals at another price change, by month. */
const renewalFactors = (quote: Quote, months: number): Decimal[] => {
	const term = 'termMonths' in quote ? quote.termMonths : undefined;
	const growth = toDecimal(quote.autoRenewal?.upliftShare ?? '0').plus(1);
	return Array.from({ length: months }, (_, month) => {
		if (term === undefined || month < term) return new Decimal(1);
		return growth.pow(1 + Math.floor((month - term) / (quote.autoRenewal?.months ?? term)));
	});
};

const sumOf = (lists: readonly (readonly Decimal[])[], months: number): Decimal[] =>
	Array.from({ length: months }, (_, month) =>
		lists.reduce((sum, list) => sum.plus(list[month] ?? '0'), new Decimal(0))
	);

const isToken = ({ unit }: QuoteLine): boolean => tokensPerUnit[unit] !== undefined;

/** Charges of each line in the currency of the quote, before tiers. */
const localCharges = (
	quote: Quote,
	lines: readonly QuoteLine[],
	months: number
): (Decimal[] | null)[] => {
	const renewals = renewalFactors(quote, months);
	const ramp = quote.kind === 'gpu-cloud' ? quote.ramp : undefined;
	return lines.map((line) => {
		const charges = chargesByMonth(line, {
			months,
			escalatorSharePerYear: quote.escalatorSharePerYear,
			// Only what the GPUs themselves cost follows their number.
			ramp: ['gpu', 'discount'].includes(line.item) ? ramp : undefined
		});
		if (line.recurring === 'once') return charges;
		return charges?.map((amount, month) => amount.times(renewals[month] ?? '1')) ?? null;
	});
};

const headlineItems: Record<Quote['kind'], readonly string[]> = {
	'server-purchase': ['server', 'gpu', 'discount'],
	'gpu-cloud': ['gpu', 'discount'],
	'api-contract': [],
	'seat-subscription': ['seat', 'discount'],
	colocation: ['power', 'discount'],
	'managed-endpoint': ['gpu', 'discount']
};

/** Whether a line is of what the quote is about, or a discount on it: not what comes with it. */
export const isMainItem = (quote: Quote, item: string): boolean =>
	headlineItems[quote.kind].includes(item);

/** The charges that defaults are shares of: those of the main item, less discounts. */
const headlineOf = (quote: Quote, quoted: readonly LineCharges[], months: number): Headline => {
	const mine = quoted.flatMap(({ line, charges }) =>
		charges !== null && isMainItem(quote, line.item) ? [charges] : []
	);
	const of = (once: boolean): Decimal[] =>
		sumOf(
			mine.filter(({ recurring }) => (recurring === 'once') === once).map(({ byMonth }) => byMonth),
			months
		);
	return {
		onceUsd: of(true).reduce((sum, usd) => sum.plus(usd), new Decimal(0)),
		recurringUsd: of(false),
		months
	};
};

const termsLine = (item: string, description: string, byMonth: Decimal[]): LineCharges => ({
	line: {
		id: `terms:${item}`,
		item,
		description,
		origin: 'terms',
		assumption: null,
		source: null,
		addition: false,
		rate: null
	},
	charges: { recurring: 'month', byMonth }
});

/** What the terms add: shortfall and overage of a commitment, and what the vendor pays to take servers back. */
const termsLines = (
	quote: Quote,
	{
		usage,
		usdPerUnit,
		headline
	}: { usage: UsageOfMonth[] | null; usdPerUnit: Decimal; headline: Headline }
): LineCharges[] => {
	const lines: LineCharges[] = [];
	const add = (item: string, description: string, byMonth: Decimal[]): void => {
		if (byMonth.some((usd) => !usd.eq(0))) lines.push(termsLine(item, description, byMonth));
	};
	add(
		'shortfall',
		'commitment that is paid without being used',
		(usage ?? []).map(({ shortfall }) => shortfall.times(usdPerUnit))
	);
	add(
		'overage',
		'usage beyond the commitment, on top of its price within it',
		(usage ?? []).map(({ overageSurcharge }) => overageSurcharge.times(usdPerUnit))
	);
	if (quote.kind === 'server-purchase' && quote.buyBack !== undefined) {
		const { afterMonths, share } = quote.buyBack;
		add(
			'buy-back',
			`the vendor takes the servers back after ${String(afterMonths)} months`,
			headline.recurringUsd.map((_, month) =>
				month === afterMonths - 1 ? headline.onceUsd.times(share).times(-1) : new Decimal(0)
			)
		);
	}
	return lines;
};

const defaultLine = (gap: Extract<MissingLine, { treatment: 'default' }>): LineCharges => ({
	line: {
		id: `default:${gap.item}`,
		item: gap.item,
		description: '',
		origin: 'default',
		assumption: gap.assumption,
		source: gap.source,
		addition: false,
		rate: null
	},
	charges: gap.charges
});

/** Every line of a quote in USD by month over `months`. `volumes`: units a month by item, millions of tokens for token items. */
export const chargesOfQuote = (
	quote: Quote,
	{
		months,
		usdPerUnit,
		volumes
	}: {
		months: number;
		usdPerUnit: Decimal;
		volumes: Readonly<Record<string, string>>;
	}
): QuoteCharges => {
	const lines = mapLines(quote, (line) => withRunningGpus(quote, withVolume(line, volumes)));
	const local = localCharges(quote, lines, months);
	const spend = sumOf(
		lines.flatMap((line, i) => (isToken(line) ? [local[i] ?? []] : [])),
		months
	);
	const mtok = mtokPerMonth(lines);
	const usage =
		quote.kind === 'api-contract' && !mtok.eq(0)
			? spend.map((listSpend, month) => usageOfMonth(quote, month, { listSpend, mtok }))
			: null;
	const quoted = lines.map((line, i): LineCharges => {
		const tiered = (month: number): Decimal =>
			new Decimal(1).minus(isToken(line) ? (usage?.[month]?.tierShare ?? '0') : '0');
		const byMonth = local[i]?.map((amount, month) => amount.times(usdPerUnit).times(tiered(month)));
		return {
			line: {
				id: line.id,
				item: line.item,
				description: line.description,
				origin: 'quoted',
				assumption: null,
				source: null,
				addition: isAddition(quote, line.item),
				rate: lineRate(line, usdPerUnit)
			},
			charges: byMonth === undefined ? null : { recurring: line.recurring, byMonth }
		};
	});
	const headline = headlineOf(quote, quoted, months);
	const missing = missingLines(quote, new Set(lines.map(({ item }) => item)), headline);
	return {
		lines,
		charges: [
			...quoted,
			...termsLines(quote, { usage, usdPerUnit, headline }),
			...missing.flatMap((gap) => (gap.treatment === 'default' ? [defaultLine(gap)] : []))
		],
		unknown: missing.flatMap((gap) =>
			gap.treatment === 'unknown' ? [{ item: gap.item, assumption: gap.assumption }] : []
		)
	};
};
