/** Levelled quotes of one kind side by side: items, what is missing or extra, unit prices, ranks and terms. */
import { toDecimal } from '#core/decimal.ts';
import type { ClauseFinding } from './clause-checklist.ts';
import type { LevelledLine, LevelledQuote } from './levelled-quote.ts';

export interface ComparedItem {
	/** Id of the quote, in the order of `quotes`. */
	quoteId: string;
	/**
	 * `gap`: another offer has it and this one neither quotes nor covers it. `covered`: another has it, and here the warranty or the
	 * terms of delivery cover it. `absent`: no offer needs to have it.
	 */
	state: 'quoted' | 'default' | 'gap' | 'covered' | 'absent';
	/** USD a month, level; decimal text. Null where it is absent or a rate without a quantity. */
	levelMonthlyUsd: string | null;
	/** Prices of the lines of the item; several where the quote has several. */
	rates: { usd: string; unit: string }[];
}

export interface ComparedQuote {
	id: string;
	levelled: LevelledQuote;
	/** 1 is the cheapest per unit; equal costs share a rank. Null for quotes that cannot be ranked. */
	rank: number | null;
	/** USD per `unit` of the comparison; decimal text, null where unknown. */
	usdPerUnit: string | null;
	/** Cost per unit / that of the cheapest − 1; decimal text. */
	aboveBestShare: string | null;
	/** Of the present value, the share that is assumed; decimal text. */
	assumedShare: string | null;
	clauseCounts: Record<ClauseFinding['state'], number>;
}

export interface QuoteComparison {
	/** What is divided by: the most telling unit that all quotes have. Null where there is none: ranked by the whole cost. */
	unit: string | null;
	quotes: ComparedQuote[];
	/** Union of the items, those that most quotes have first. */
	items: { item: string; addition: boolean; cells: ComparedItem[] }[];
	clauses: { id: string; title: string; findings: (ClauseFinding | null)[] }[];
	/** Expired quotes that were left out. */
	excluded: { id: string; levelled: LevelledQuote; reason: string }[];
}

export interface CompareOptions {
	/** Whether quotes that have run out take part. */
	includeExpired: boolean;
}

const sharePlaces = 6;

/** Incoterms under which the vendor carries the freight within the price. */
const deliveredTerms = ['DDP', 'DAP', 'DPU'];

const covers = ({ quote, months }: LevelledQuote, item: string): boolean =>
	item === 'support'
		? quote.supportTier !== undefined || (quote.warrantyMonths ?? 0) >= months
		: item === 'freight' && quote.incoterm !== undefined && deliveredTerms.includes(quote.incoterm);

const cellOf = (quoteId: string, lines: readonly LevelledLine[]): ComparedItem => {
	const known = lines.flatMap(({ levelMonthlyUsd }) => levelMonthlyUsd ?? []);
	return {
		quoteId,
		state:
			lines.length === 0
				? 'absent'
				: lines.some(({ origin }) => origin !== 'default')
					? 'quoted'
					: 'default',
		levelMonthlyUsd:
			known.length === 0
				? null
				: known.reduce((sum, usd) => sum.plus(usd), toDecimal('0')).toFixed(),
		rates: lines.flatMap(({ rate }) => rate ?? [])
	};
};

const commonUnit = (quotes: readonly { levelled: LevelledQuote }[]): string | null => {
	const units = quotes[0]?.levelled.perUnit.map(({ unit }) => unit) ?? [];
	return (
		units.find((unit) =>
			quotes.every(({ levelled }) =>
				levelled.perUnit.some((each) => each.unit === unit && each.usdPerUnit !== null)
			)
		) ??
		units[0] ??
		null
	);
};

const assumedShareOf = ({
	presentValueUsd,
	quotedPresentValueUsd
}: LevelledQuote): string | null => {
	if (presentValueUsd === null || quotedPresentValueUsd === null) return null;
	const total = toDecimal(presentValueUsd);
	if (total.lte(0)) return null;
	return total.minus(quotedPresentValueUsd).div(total).round(sharePlaces).toFixed();
};

const countClauses = (clauses: readonly ClauseFinding[]): ComparedQuote['clauseCounts'] => {
	const counts = { present: 0, weak: 0, missing: 0 };
	for (const { state } of clauses) counts[state]++;
	return counts;
};

const rankAll = (
	quotes: readonly { id: string; levelled: LevelledQuote }[],
	unit: string | null
): ComparedQuote[] => {
	const costs = quotes.map(({ levelled }) =>
		unit === null
			? levelled.levelMonthlyUsd
			: (levelled.perUnit.find((each) => each.unit === unit)?.usdPerUnit ?? null)
	);
	const known = costs.flatMap((cost) => (cost === null ? [] : [toDecimal(cost)]));
	const best = known.reduce((low, cost) => (cost.lt(low) ? cost : low), known[0] ?? toDecimal('0'));
	return quotes.map(({ id, levelled }, i) => {
		const cost = costs[i] ?? null;
		return {
			id,
			levelled,
			usdPerUnit: cost,
			rank: cost === null ? null : 1 + known.filter((other) => other.lt(cost)).length,
			aboveBestShare:
				cost === null || best.lte(0)
					? null
					: toDecimal(cost).div(best).minus(1).round(sharePlaces).toFixed(),
			assumedShare: assumedShareOf(levelled),
			clauseCounts: countClauses(levelled.clauses)
		};
	});
};

/**
 * Puts levelled quotes of one kind side by side, over the same months and at the same rate. Expired ones are left out unless asked
 * for. The order of the quotes is kept; the ranks say which is cheapest.
 */
export const compareQuotes = (
	offered: readonly { id: string; levelled: LevelledQuote }[],
	{ includeExpired }: CompareOptions
): QuoteComparison => {
	const takesPart = ({ levelled }: { levelled: LevelledQuote }): boolean =>
		includeExpired || levelled.validity.state === 'valid';
	const taken = offered.filter(takesPart);
	const unit = commonUnit(taken);
	const quotes = rankAll(taken, unit);
	const names = [
		...new Set(taken.flatMap(({ levelled }) => levelled.lines.map(({ item }) => item)))
	];
	const items = names.map((item) => {
		const cells = taken.map(({ id, levelled }) =>
			cellOf(
				id,
				levelled.lines.filter((line) => line.item === item)
			)
		);
		// A price that is lower because something is left out is not a lower price.
		const isOffered = item !== 'discount' && cells.some(({ state }) => state === 'quoted');
		const held = cells.map((cell, i): ComparedItem => {
			const quote = taken[i];
			if (!isOffered || cell.state !== 'absent' || quote === undefined) return cell;
			return { ...cell, state: covers(quote.levelled, item) ? 'covered' : 'gap' };
		});
		const addition = taken.some(({ levelled }) =>
			levelled.lines.some((line) => line.item === item && line.addition)
		);
		return { item, addition, cells: held };
	});
	const presence = ({ cells }: { cells: ComparedItem[] }): number =>
		cells.filter(({ state }) => state === 'quoted' || state === 'default').length;
	return {
		unit,
		quotes,
		items: items.sort((a, b) => presence(b) - presence(a)),
		clauses: (taken[0]?.levelled.clauses ?? []).map(({ id, title }) => ({
			id,
			title,
			findings: taken.map(
				({ levelled }) => levelled.clauses.find((clause) => clause.id === id) ?? null
			)
		})),
		excluded: offered
			.filter((each) => !takesPart(each))
			.map(({ id, levelled }) => ({
				id,
				levelled,
				reason: `expired on ${levelled.quote.validUntil}`
			}))
	};
};
