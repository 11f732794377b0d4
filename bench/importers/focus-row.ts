/** Reads a row of a FOCUS file as a charge: exact amounts, a sign that fits the kind of charge, moments in UTC. */
import {
	chargeCategories,
	commitmentStatuses,
	parseBillMoment,
	type BillCharge
} from '#core/bill.ts';
import { parseExactDecimal } from '#core/exact-decimal.ts';
import { columnPath, type CsvRow } from './csv-table.ts';
import type { FocusColumns } from './focus-columns.ts';
import type { ProblemList } from './problem-list.ts';

/** Columns that have a field of their own; quantity and unit are added where they are used. */
const ownColumns = [
	'ServiceName',
	'SkuId',
	'ChargeCategory',
	'CommitmentDiscountStatus',
	'ListCost',
	'ContractedCost',
	'EffectiveCost',
	'BilledCost'
];

/** Distinct texts that are kept once: a bill repeats most of its cells in every row. */
const mostPooledTexts = 200_000;

const createTextPool = (): ((text: string) => string) => {
	const pool = new Map<string, string>();
	return (text) => {
		const known = pool.get(text);
		if (known !== undefined) return known;
		if (pool.size < mostPooledTexts) pool.set(text, text);
		return text;
	};
};

/** How some exporters write that there is no value. */
const isEmpty = (cell: string): boolean => cell === '' || cell === 'NULL' || cell === 'null';

const isOneOf = <T extends string>(text: string, values: readonly T[]): text is T =>
	(values as readonly string[]).includes(text);

export interface FocusRowReader {
	/** Adds a charge, or what is wrong with the row to the problems. */
	read: (row: CsvRow) => void;
	/** The charges so far, in the order of the file. */
	charges: BillCharge[];
	/** Lines on which each currency stands, the first ones, and how many there are. */
	currencies: Map<string, { lines: number[]; count: number }>;
}

const shownLines = 5;

/** Reads the rows of a file one by one; what is wrong with them is in `problems`. */
export const createFocusRowReader = (
	columns: FocusColumns,
	header: readonly string[],
	problems: ProblemList
): FocusRowReader => {
	const charges: BillCharge[] = [];
	const currencies: FocusRowReader['currencies'] = new Map();
	const pooled = createTextPool();

	const read = (row: CsvRow): void => {
		const before = problems.count;
		const cellOf = (name: string): string | null => {
			const position = columns.positions.get(name);
			const cell = position === undefined ? '' : (row.cells[position] ?? '').trim();
			return isEmpty(cell) ? null : cell;
		};
		const add = (name: string, message: string): void => {
			problems.add(row.line, columnPath(name), message);
		};
		const required = (name: string): string => {
			const cell = cellOf(name);
			if (cell === null) add(name, 'is empty; expected a value');
			return cell ?? '';
		};
		const moment = (name: string): string => {
			const cell = required(name);
			const parsed = parseBillMoment(cell);
			if (parsed === null && cell !== '') {
				add(name, `expected a moment in UTC such as 2026-11-01T00:00:00Z, found ${cell}`);
			}
			return parsed ?? '';
		};

		const category = required('ChargeCategory');
		if (category !== '' && !isOneOf(category, chargeCategories)) {
			add('ChargeCategory', `expected ${chargeCategories.join(', ')}, found ${category}`);
		}
		const chargeClass = cellOf('ChargeClass');
		if (chargeClass !== null && chargeClass !== 'Correction') {
			add('ChargeClass', `expected Correction or nothing, found ${chargeClass}`);
		}
		const isCorrection = chargeClass === 'Correction';
		const mayBeNegative = isCorrection || category === 'Credit' || category === 'Adjustment';
		const number = (name: string, negative: boolean, whose: string): string | null => {
			const cell = cellOf(name);
			if (cell === null) return null;
			const parsed = parseExactDecimal(cell);
			if (parsed === null) add(name, `expected a number with a decimal point, found ${cell}`);
			else if (parsed.startsWith('-') && !negative) {
				add(name, `${whose} may not be negative, found ${cell}`);
			}
			return parsed;
		};
		const amount = (name: string): string | null =>
			number(name, mayBeNegative, `an amount outside of credits, adjustments and corrections`);
		const commitmentStatus = cellOf('CommitmentDiscountStatus');
		if (commitmentStatus !== null && !isOneOf(commitmentStatus, commitmentStatuses)) {
			add(
				'CommitmentDiscountStatus',
				`expected Used, Unused or nothing, found ${commitmentStatus}`
			);
		}
		const periodStartUtc = moment('ChargePeriodStart');
		const periodEndUtc = moment('ChargePeriodEnd');
		if (periodStartUtc !== '' && periodEndUtc !== '' && periodStartUtc >= periodEndUtc) {
			add('ChargePeriodEnd', `is not after ChargePeriodStart ${periodStartUtc}`);
		}
		const currency = required('BillingCurrency');
		if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) {
			add('BillingCurrency', `expected three capital letters such as USD, found ${currency}`);
		} else if (currency !== '') {
			const seen = currencies.get(currency) ?? { lines: [], count: 0 };
			seen.count++;
			if (seen.lines.length < shownLines) seen.lines.push(row.line);
			currencies.set(currency, seen);
		}
		const [firstProvider = ''] = columns.providerColumns;
		const providerColumn = columns.providerColumns.find((name) => cellOf(name) !== null);
		const provider =
			providerColumn === undefined ? required(firstProvider) : cellOf(providerColumn);
		const service = required('ServiceName');
		const quantities = ['Consumed', 'Pricing'].map((kind) => ({
			quantity: number(`${kind}Quantity`, isCorrection, 'a quantity outside of corrections'),
			unit: cellOf(`${kind}Unit`),
			columns: [`${kind}Quantity`, `${kind}Unit`]
		}));
		for (const name of ['ListUnitPrice', 'ContractedUnitPrice']) number(name, false, 'a price');
		const measured = quantities.find(({ quantity }) => quantity !== null);
		const billedCost = amount('BilledCost');
		if (cellOf('BilledCost') === null) required('BilledCost');
		const costs = {
			listCost: amount('ListCost'),
			contractedCost: amount('ContractedCost'),
			effectiveCost: amount('EffectiveCost')
		};
		if (problems.count > before || billedCost === null) return;

		const own = new Set([...ownColumns, providerColumn, ...(measured?.columns ?? [])]);
		const other: Record<string, string> = {};
		for (const [position, name] of header.entries()) {
			const cell = (row.cells[position] ?? '').trim();
			if (!isEmpty(cell) && !own.has(name)) other[name] = pooled(cell);
		}
		const sku = cellOf('SkuId');
		charges.push({
			line: row.line,
			provider: pooled(provider ?? ''),
			service: pooled(service),
			sku: sku === null ? null : pooled(sku),
			category: pooled(category) as BillCharge['category'],
			isCorrection,
			commitmentStatus: commitmentStatus as BillCharge['commitmentStatus'],
			periodStartUtc: pooled(periodStartUtc),
			periodEndUtc: pooled(periodEndUtc),
			quantity: measured?.quantity ?? null,
			unit: measured?.unit ?? null,
			...costs,
			billedCost,
			other
		});
	};
	return { read, charges, currencies };
};
