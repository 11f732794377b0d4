/** The sheet that a vendor fills in, out of a stored quote; our targets only where a use case is given for them. */
import { findQuote } from '#db/quotes.server.ts';
import { levelQuote, type LevelOptions } from '#bench/economics/quotes/level-quote.ts';
import { lineAsks } from '#bench/economics/quotes/line-asks.ts';
import type { AskKind } from '#bench/economics/quotes/negotiation.ts';
import { rfpSheet, type RfpSheet } from '#bench/economics/quotes/rfp-sheet.ts';
import { askKindInWords } from '../../quotes/quote-words.ts';
import type { Site } from '../site.ts';
import type { KnownTargets } from './known-targets.ts';

export interface QuoteRfp {
	quoteId: string;
	sheet: RfpSheet;
	/** Whether our targets stand in it, so that it is for us alone. */
	hasTargets: boolean;
}

/** Throws `E_NOT_FOUND` for an unknown quote, and what targets throw where they are wanted. */
export const rfpOf = async (
	{ database }: Site,
	targetsOf: KnownTargets,
	name: string,
	level: LevelOptions,
	targetsFor: string | null
): Promise<QuoteRfp> => {
	const stored = await findQuote(await database(), name);
	const levelled = levelQuote(stored.quote, level);
	if (targetsFor === null) {
		return { quoteId: stored.id, sheet: rfpSheet(levelled), hasTargets: false };
	}
	const { report } = await targetsOf(stored, targetsFor);
	const asks = lineAsks(
		levelled,
		report.sheets.flatMap(({ targets }) => targets)
	);
	return { quoteId: stored.id, sheet: rfpSheet(levelled, asks), hasTargets: true };
};

/** Heads and rows of the sheet as CSV; what the vendor writes is empty. */
export const rfpRows = ({
	sheet: { lines, questions, termMonths },
	hasTargets
}: QuoteRfp): { heads: string[]; rows: (string | null)[][] } => {
	const ours = (usd: string | null, kind: AskKind | null): (string | null)[] =>
		hasTargets ? [usd, kind && askKindInWords[kind]] : [];
	return {
		heads: [
			'line',
			'item',
			'description',
			'quantity',
			'unit',
			'falls due',
			'term asked (months)',
			...(hasTargets
				? ['OUR PRICE, INTERNAL (USD for one unit, after discounts)', 'what it is']
				: []),
			'unit price',
			'currency',
			'discount (%)',
			'total',
			'valid until',
			'remarks'
		],
		rows: [
			...lines.map((line) => [
				line.id,
				line.item,
				line.description,
				line.quantity,
				line.unit,
				line.recurring,
				String(termMonths),
				...ours(line.ourUsd, line.ourKind),
				null,
				null,
				null,
				null,
				null,
				null
			]),
			...questions.map(({ title, question }) => [
				null,
				'clause',
				`${title}: ${question}`,
				null,
				null,
				null,
				String(termMonths),
				...ours(null, null),
				null,
				null,
				null,
				null,
				null,
				null
			])
		]
	};
};
