/** Offers of one kind side by side, with what each means at the workload of a use case, and the same as a table for a spreadsheet. */
import { findQuotes, checkComparable } from '#bench/cases/chosen-quotes.ts';
import { quoteAtWorkload, type QuoteAtWorkload } from '#bench/cases/quote-at-workload.ts';
import { compareQuotes, type QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import { levelQuote, type LevelOptions } from '#bench/economics/quotes/level-quote.ts';
import type { Site } from '../site.ts';
import { specOfUseCase } from './spec-of-use-case.ts';

export interface ComparedQuotes {
	comparison: QuoteComparison;
	/** Null where no use case was chosen. */
	workload: { useCase: string; title: string; quotes: QuoteAtWorkload[] } | null;
	/** The day that counted as today, YYYY-MM-DD. */
	asOf: string;
}

export interface ComparedOptions extends LevelOptions {
	includeExpired: boolean;
	useCase: string | null;
}

/** Throws `E_NOT_FOUND` for an unknown quote or use case, and `E_USAGE` for quotes that cannot stand side by side. */
export const comparedQuotes = async (
	site: Site,
	ids: readonly string[],
	{ includeExpired, useCase, ...level }: ComparedOptions
): Promise<ComparedQuotes> => {
	const stored = await findQuotes(await site.database(), ids);
	checkComparable(stored);
	const comparison = compareQuotes(
		stored.map(({ id, quote }) => ({ id, levelled: levelQuote(quote, level) })),
		{ includeExpired }
	);
	if (useCase === null) return { comparison, workload: null, asOf: level.asOf };
	const { file, title, options } = await specOfUseCase(site, useCase);
	const quotes: QuoteAtWorkload[] = [];
	for (const each of stored) {
		if (!comparison.quotes.some(({ id }) => id === each.id)) continue;
		quotes.push(await quoteAtWorkload(file, each, options, site.database));
	}
	return { comparison, workload: { useCase, title, quotes }, asOf: level.asOf };
};

type Cell = string | null;

/** Heads and rows of the comparison as CSV: a row for each figure, a column for each quote. */
export const comparisonRows = ({
	comparison: { quotes, items, clauses, unit },
	workload
}: ComparedQuotes): { heads: string[]; rows: Cell[][] } => {
	const row = (
		what: string,
		rowUnit: string,
		cell: (quote: (typeof quotes)[number]) => Cell
	): Cell[] => [what, rowUnit, ...quotes.map(cell)];
	const perUnit = unit === null ? 'USD/month' : `USD/${unit}`;
	const workloadOf = (id: string): QuoteAtWorkload | undefined =>
		workload?.quotes.find(({ quoteId }) => quoteId === id);
	return {
		heads: ['what', 'unit', ...quotes.map(({ id }) => id)],
		rows: [
			row('vendor', '', ({ levelled }) => levelled.quote.vendor),
			row('valid until', '', ({ levelled }) => levelled.quote.validUntil),
			row('rank', '', ({ rank }) => (rank === null ? 'not ranked' : String(rank))),
			row('effective price', perUnit, ({ usdPerUnit }) => usdPerUnit),
			row('above the cheapest', 'share', ({ aboveBestShare }) => aboveBestShare),
			row('level cost', 'USD/month', ({ levelled }) => levelled.levelMonthlyUsd),
			row('present value', 'USD', ({ levelled }) => levelled.presentValueUsd),
			row('of it assumed', 'share', ({ assumedShare }) => assumedShare),
			...(workload === null
				? []
				: [
						row(
							`cost per accepted answer, without rework, ${workload.title}`,
							'USD/answer',
							({ id }) => workloadOf(id)?.usdPerAcceptedAnswer ?? null
						),
						row(
							`cost at our volume, with rework, ${workload.title}`,
							'USD/month',
							({ id }) => workloadOf(id)?.usdPerMonth ?? null
						)
					]),
			...items.flatMap(({ item, cells }) => [
				[item, 'USD/month', ...cells.map(({ levelMonthlyUsd }) => levelMonthlyUsd)],
				[`${item}: from`, '', ...cells.map(({ state }) => state)]
			]),
			...clauses.map(({ title, findings }) => [
				`clause: ${title}`,
				'',
				...findings.map((each) => (each ? `${each.state}: ${each.note}` : null))
			])
		]
	};
};
