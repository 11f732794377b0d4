/** Makes parameters that say which quote they come from, and what in them was assumed. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { quoteParameterId } from '#core/quote/quote-names.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import type { LevelledLine, LevelledQuote } from './levelled-quote.ts';

/** A parameter by key, label, unit and value, and the one item of the quote that it is; see `parameterMaker`. */
export type ParameterMaker = (
	key: string,
	label: string,
	unit: string,
	value: Decimal | string,
	item?: string
) => Parameter;

const places = 12;

/**
 * Parameters of the quote that is stored under `id`. Those that defaults have a part in (`allIn…`, `purchase`, `recurring`) name them
 * in their source.
 */
export const parameterMaker =
	(id: string, { source, quote, lines }: LevelledQuote): ParameterMaker =>
	(key, label, unit, value, item) => {
		const assumed = lines.filter(({ origin }) => origin === 'default').map(({ item }) => item);
		const covers = key.startsWith('allIn') || key === 'purchase' || key === 'recurring';
		return fixedParameter(toDecimal(value).round(places, 2).toFixed(), {
			id: quoteParameterId(id, key),
			label,
			unit,
			basis: 'quote',
			source: covers && assumed.length > 0 ? `${source}; assumed: ${assumed.join(', ')}` : source,
			asOf: quote.quotedOn,
			evidence: { kind: 'quote', quoteId: id, item: item ?? null }
		});
	};

/** USD a month, level, of some lines; rates without a quantity count nothing. */
export const levelMonthlyUsdOf = (lines: readonly LevelledLine[]): Decimal =>
	lines.reduce((sum, { levelMonthlyUsd }) => sum.plus(levelMonthlyUsd ?? '0'), new Decimal(0));
