/** What to hold a vendor to on each line of a quote, out of the prices at which the options turn that are priced by it. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { QuoteLine } from '#core/quote.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import { usdPerLineUnit } from './line-rate.ts';
import { heldAsk, roundedAsk, type AskKind } from './negotiation.ts';
import { nodesOf } from './quote-size.ts';
import { togetherUnit } from './target-price.ts';
import type { QuoteTarget } from './targets-against.ts';

export interface LineAsk {
	lineId: string;
	/** USD for one unit of the line, net of discounts, rounded down; decimal text. */
	usd: string;
	kind: AskKind;
}

/** Whole dollars from here on, as sums of them should still add up; three digits below. */
const wholeFromUsd = 1_000;

const rounded = (usd: Decimal): string =>
	usd.abs().gte(wholeFromUsd) ? usd.round(0, 0).toFixed() : roundedAsk(usd.toFixed());

/** The token prices of an option by the name that their parts of a request have. */
const itemOfTokens: Readonly<Record<string, string>> = {
	input: 'input-tokens',
	'cache-read': 'cache-read-tokens',
	'cache-write': 'cache-write-tokens',
	output: 'output-tokens'
};

/** The line that a token price of an option was taken from: of its item and at its rate, as a quote can have several models. */
const tokenLine = (
	{ quote, lines }: LevelledQuote,
	{ target: { parameter } }: QuoteTarget
): QuoteLine | undefined => {
	const part = /\.(input|output|cache-read|cache-write)[\w-]*\.price$/u.exec(parameter.id)?.[1];
	const item = part === undefined ? undefined : itemOfTokens[part];
	return quote.lines.find((line) => {
		const rate = lines.find(({ id }) => id === line.id)?.rate;
		return line.item === item && rate && toDecimal(rate.usd).eq(parameter.value);
	});
};

/**
 * USD for one unit of each line of a server whose prices all moved alike to the price asked for a node. What the offer takes off
 * in a line of its own is spread over the others, as the sheet does not have it.
 */
const serverShares = ({ quote }: LevelledQuote, { lines }: QuoteTarget): [string, Decimal][] => {
	const nodes = quote.kind === 'server-purchase' ? nodesOf(quote) : null;
	if (nodes === null) return [];
	const parts = quote.lines.flatMap((line) => {
		const share = lines.find(({ lineId }) => lineId === line.id);
		return share ? [{ line, usdPerNode: toDecimal(share.alike) }] : [];
	});
	const sum = (each: typeof parts): Decimal =>
		each.reduce((total, { usdPerNode }) => total.plus(usdPerNode), toDecimal(0));
	const shown = parts.filter(({ line }) => line.item !== 'discount');
	const whole = sum(shown);
	if (whole.lte(0)) return [];
	const factor = sum(parts).div(whole);
	return shown.flatMap(({ line: { id, quantity }, usdPerNode }): [string, Decimal][] =>
		quantity === undefined || toDecimal(quantity).lte(0)
			? []
			: [[id, usdPerNode.times(factor).times(nodes).div(quantity)]]
	);
};

/** The rates of all token lines, times a common factor. */
const togetherRates = (
	levelled: LevelledQuote,
	ofRival: readonly QuoteTarget[],
	factor: string
): [string, Decimal][] =>
	ofRival.flatMap((each): [string, Decimal][] => {
		const line = tokenLine(levelled, each);
		return line
			? [[line.id, toDecimal(usdPerLineUnit(each.target.parameter.value, line.unit)).times(factor)]]
			: [];
	});

const asksOf = (
	levelled: LevelledQuote,
	each: QuoteTarget,
	ofRival: readonly QuoteTarget[]
): [string, Decimal][] => {
	const held = heldAsk(each.negotiation);
	if (!held) return [];
	const { price, vendorPrice } = held.ask;
	if (each.target.parameter.unit === togetherUnit) return togetherRates(levelled, ofRival, price);
	if (each.vendor) {
		const item = each.vendor.unit === 'USD/GPU-hour' ? 'gpu' : 'power';
		const line = levelled.quote.lines.find((other) => other.item === item);
		return line && vendorPrice !== null
			? [[line.id, toDecimal(usdPerLineUnit(vendorPrice, line.unit))]]
			: [];
	}
	const tokens = tokenLine(levelled, each);
	return tokens
		? [[tokens.id, toDecimal(usdPerLineUnit(price, tokens.unit))]]
		: serverShares(levelled, each);
};

/**
 * One price for each line that a target leads to, against the strictest rival: of a server its share of the price of the node, of a
 * GPU cloud or a place the rate of the main line, of an API its token price, by the common factor where there is one. Each for one
 * unit of the line. Lines that nothing leads to have none.
 */
export const lineAsks = (levelled: LevelledQuote, targets: readonly QuoteTarget[]): LineAsk[] => {
	const asks = new Map<string, LineAsk>();
	for (const each of targets) {
		const kind = heldAsk(each.negotiation)?.kind;
		const ofRival = targets.filter(({ target }) => target.rivalId === each.target.rivalId);
		const isTogether = each.target.parameter.unit === togetherUnit;
		const together = ofRival.find(({ target }) => target.parameter.unit === togetherUnit);
		// Asking all token prices for what each would need alone asks for too much.
		const isSuperseded =
			!isTogether && heldAsk(together?.negotiation ?? null) && tokenLine(levelled, each);
		if (kind === undefined || isSuperseded) continue;
		for (const [lineId, exact] of asksOf(levelled, each, ofRival)) {
			const usd = rounded(exact);
			const known = asks.get(lineId);
			if (!known || toDecimal(usd).lt(known.usd)) asks.set(lineId, { lineId, usd, kind });
		}
	}
	return [...asks.values()];
};
