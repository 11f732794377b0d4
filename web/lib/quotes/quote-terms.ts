/** The terms of a quote as a list for a reader: everything but what stands elsewhere on its page. */
import type { Quote } from '#core/quote.ts';
import { termInWords } from './quote-words.ts';

export interface TermInWords {
	label: string;
	value: string;
}

const shownElsewhere = new Set([
	'kind',
	'vendor',
	'number',
	'version',
	'fictional',
	'quotedOn',
	'validUntil',
	'lines',
	'statedTotal',
	'title',
	'clauses'
]);

const shares = /Share$/u;

const valueInWords = (key: string, value: unknown): string => {
	if (Array.isArray(value)) return value.map((each) => valueInWords(key, each)).join('; ');
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value)
			.map(([name, each]) => `${termInWords(name)} ${valueInWords(name, each)}`)
			.join(', ');
	}
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (shares.test(key)) return `${String(Number((Number(value) * 100).toFixed(4)))} %`;
	return String(value);
};

/** In the order in which the quote has them. */
export const termsOf = (quote: Quote): TermInWords[] =>
	Object.entries(quote)
		.filter(([key, value]) => !shownElsewhere.has(key) && value !== undefined)
		.map(([key, value]) => {
			const label = termInWords(key).replace(/ share( per year)?$/u, '$1');
			return {
				label: label.charAt(0).toUpperCase() + label.slice(1),
				value: valueInWords(key, value)
			};
		});
