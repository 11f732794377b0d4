/**
 * What a price of a quote is per. A closed list, so that a price per thousand tokens can never be read as one per million, nor
 * one per month as one per year.
 */

export const quoteUnits = [
	'each',
	'lot',
	'node',
	'gpu',
	'hour',
	'month',
	'year',
	'node-hour',
	'node-month',
	'gpu-hour',
	'gpu-minute',
	'gpu-month',
	'unit-hour',
	'unit-month',
	'kw-month',
	'kwh',
	'seat-month',
	'seat-year',
	'1m-tokens',
	'1k-tokens',
	'1k-requests',
	'gb',
	'tb',
	'gb-month',
	'tb-month'
] as const;

/** What one unit of a line is: `gpu-hour` is one GPU for one hour. */
export type QuoteUnit = (typeof quoteUnits)[number];

/** Tokens in one unit; undefined for units that are not tokens. */
export const tokensPerUnit: Partial<Record<QuoteUnit, string>> = {
	'1k-tokens': '1000',
	'1m-tokens': '1000000'
};

export const recurrences = ['once', 'hour', 'month', 'year'] as const;

/** How often `quantity × unitPrice` falls due. */
export type Recurrence = (typeof recurrences)[number];

/** Units that say a period of their own and can therefore not be charged by another one. */
const periodOfUnit: Partial<Record<QuoteUnit, readonly Recurrence[]>> = {
	'node-month': ['month', 'once'],
	'gpu-month': ['month', 'once'],
	'unit-month': ['month', 'once'],
	'kw-month': ['month', 'once'],
	'seat-month': ['month', 'once'],
	'gb-month': ['month', 'once'],
	'tb-month': ['month', 'once'],
	'seat-year': ['year', 'once'],
	'gpu-minute': ['month', 'once'],
	month: ['month', 'once'],
	year: ['year', 'once']
};

const hourlyUnits: readonly QuoteUnit[] = ['hour', 'node-hour', 'gpu-hour', 'unit-hour'];

/** What recurrences a unit allows. `hour` is for units that are one thing for one hour. */
export const recurrencesOf = (unit: QuoteUnit): readonly Recurrence[] =>
	hourlyUnits.includes(unit)
		? recurrences
		: (periodOfUnit[unit] ?? recurrences.filter((one) => one !== 'hour'));
