/** Checks of the lines of a quote: signs, units, periods and ids. */
import { toDecimal } from '../decimal.ts';
import type { QuoteProblem } from './check-total.ts';
import { recurrencesOf, tokensPerUnit, type QuoteUnit, type Recurrence } from './quote-unit.ts';

/** A line of any kind of quote, as far as the checks look at it. */
export interface CheckedLine {
	id: string;
	item: string;
	description: string;
	quantity?: string | undefined;
	unit: QuoteUnit;
	unitPrice: string;
	discountShare?: string | undefined;
	total?: string | undefined;
	recurring: Recurrence;
	startMonth?: number | undefined;
	months?: number | undefined;
}

const perThousand = /(?:per|\/)\s*(?:1\s?k|1[,.]?000|thousand)\b(?![,.]000)/iu;
const perMillion = /(?:per|\/)\s*(?:1\s?m|1[,.]?000[,.]?000|million|m\s?tok|mtok)/iu;

const checkLine = (line: CheckedLine, index: number): QuoteProblem[] => {
	const problems: QuoteProblem[] = [];
	const fail = (key: string, message: string): void => {
		problems.push({ path: ['lines', index, key], message });
	};
	const isDiscount = line.item === 'discount';
	for (const key of ['unitPrice', 'total'] as const) {
		const amount = line[key];
		if (amount === undefined) continue;
		if (!isDiscount && toDecimal(amount).lt(0)) {
			fail(
				key,
				`a negative price, ${amount}; a reduction is a line of its own with item "discount"`
			);
		}
		if (isDiscount && toDecimal(amount).gt(0)) {
			fail(key, `a discount must be negative, found ${amount}`);
		}
	}
	if (isDiscount && line.quantity === undefined) {
		fail('quantity', 'missing; a discount needs the quantity it is given on, 1 for a lump sum');
	}
	if (line.total !== undefined && line.quantity === undefined) {
		fail('total', 'a total needs a "quantity"; without one the line is a rate that is paid by use');
	}
	if (!recurrencesOf(line.unit).includes(line.recurring)) {
		fail(
			'recurring',
			`a price per ${line.unit} cannot fall due by the ${line.recurring}; expected ${recurrencesOf(line.unit).join(' or ')}`
		);
	}
	if (line.item.endsWith('-tokens') && tokensPerUnit[line.unit] === undefined) {
		fail('unit', `a token price is per 1m-tokens or per 1k-tokens, found ${line.unit}`);
	}
	if (line.unit === '1m-tokens' && perThousand.test(line.description)) {
		fail('unit', 'the unit is 1m-tokens, but the description says per thousand');
	}
	if (line.unit === '1k-tokens' && perMillion.test(line.description)) {
		fail('unit', 'the unit is 1k-tokens, but the description says per million');
	}
	return problems;
};

/** One quote keeps to one token unit: a table with both is nearly always a slip of a factor of 1,000. */
const checkTokenUnits = (lines: readonly CheckedLine[]): QuoteProblem[] => {
	const first = lines.find(({ unit }) => tokensPerUnit[unit] !== undefined);
	return lines.flatMap((line, index): QuoteProblem[] =>
		first === undefined || tokensPerUnit[line.unit] === undefined || line.unit === first.unit
			? []
			: [
					{
						path: ['lines', index, 'unit'],
						message: `per ${line.unit}, while the line "${first.id}" is per ${first.unit}; write all token prices per the same unit`
					}
				]
	);
};

const checkIds = (lines: readonly CheckedLine[]): QuoteProblem[] =>
	lines.flatMap((line, index): QuoteProblem[] => {
		const first = lines.findIndex(({ id }) => id === line.id);
		return first === index
			? []
			: [
					{
						path: ['lines', index, 'id'],
						message: `"${line.id}" is the id of lines[${String(first)}] too; ids must differ`
					}
				];
	});

/** Everything that is wrong with the lines of a quote. */
export const checkLines = (lines: readonly CheckedLine[]): QuoteProblem[] => [
	...checkIds(lines),
	...lines.flatMap(checkLine),
	...checkTokenUnits(lines)
];
