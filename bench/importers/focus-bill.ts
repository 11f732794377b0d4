/**
 * Reads a bill: a FOCUS file (CSV, versions 1.0 to 1.4) with one charge a row. It is strict, as everything that is decided on it
 * is money: amounts are exact, the currency is one, and all problems are reported with their line and column.
 */
import { basename } from 'node:path';
import type { Bill, BillCharge, FocusVersion } from '#core/bill.ts';
import { columnPath, walkCsv, type CsvLimits } from './csv-table.ts';
import { createFocusRowReader, type FocusRowReader } from './focus-row.ts';
import { findFocusColumns, type FocusColumns } from './focus-columns.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';
import { readTextFile } from './text-file.ts';

/** A bill as read, before it has an id and a day of import. */
export interface FocusBill {
	focusVersion: FocusVersion;
	/** Which columns show the version, in words. */
	versionReason: string;
	/** ISO 4217. */
	currency: string;
	periodStartUtc: string;
	periodEndUtc: string;
	/** In the order of the file; never empty. */
	charges: BillCharge[];
}

/** A month of a large account has some hundred thousand rows; a text of more bytes is too long for this runtime to parse whole. */
const billLimits = { maxRows: 1_000_000, maxBytes: 256 * 1_048_576 };

const billHint =
	'Export the bill again in the FOCUS format, version 1.0 to 1.4, as CSV in UTF-8 with values only.';

const checkCurrencies = (currencies: FocusRowReader['currencies'], problems: ProblemList): void => {
	if (currencies.size < 2) return;
	const found = [...currencies].map(([currency, { lines, count }]) => {
		const more = count - lines.length;
		const rest = more === 0 ? '' : ` and ${more.toLocaleString('en-US')} more`;
		return `${currency} (line ${lines.join(', ')}${rest})`;
	});
	problems.add(
		null,
		columnPath('BillingCurrency'),
		`one bill has one currency, found ${found.join('; ')}; split the file by currency`
	);
};

/** Reads the text of a FOCUS file. Throws `E_CONFIG` with all problems, the first ones where there are many. */
export const readFocusBill = (
	text: string,
	file: string,
	limits: CsvLimits = billLimits
): FocusBill => {
	const problems = createProblemList(file);
	const state: { started: boolean; columns: FocusColumns | null; reader: FocusRowReader | null } = {
		started: false,
		columns: null,
		reader: null
	};
	const start = (header: readonly string[]): void => {
		state.started = true;
		state.columns = findFocusColumns(header, problems);
		if (state.columns) state.reader = createFocusRowReader(state.columns, header, problems);
	};
	const head = walkCsv(
		text,
		problems,
		(row, header) => {
			if (!state.started) start(header);
			state.reader?.read(row);
		},
		limits
	);
	if (head && !state.started) start(head.header);
	const { columns, reader } = state;
	if (reader) checkCurrencies(reader.currencies, problems);
	problems.throwIfAny(billHint);
	const charges = reader?.charges ?? [];
	const [first] = charges;
	if (!columns || !reader || !first) throw new Error('a bill without charges has no problems');
	let { periodStartUtc, periodEndUtc } = first;
	for (const charge of charges) {
		if (charge.periodStartUtc < periodStartUtc) ({ periodStartUtc } = charge);
		if (charge.periodEndUtc > periodEndUtc) ({ periodEndUtc } = charge);
	}
	return {
		focusVersion: columns.version,
		versionReason: columns.versionReason,
		currency: [...reader.currencies.keys()][0] ?? '',
		periodStartUtc,
		periodEndUtc,
		charges
	};
};

/** A bill that may be stored, and what was found out about its file. */
export interface LoadedBill {
	bill: Bill;
	charges: BillCharge[];
	versionReason: string;
}

/**
 * Reads a FOCUS file. Throws `E_FILE` where it cannot be read or is too large and `E_CONFIG` with all its problems.
 * `importedAtUtc` is now, ISO 8601.
 */
export const loadFocusBill = async (file: string, importedAtUtc: string): Promise<LoadedBill> => {
	const { text, sha256: fileHash } = await readTextFile(file, billLimits.maxBytes);
	const { charges, versionReason, ...read } = readFocusBill(text, file);
	return {
		bill: {
			id: `bill-${fileHash.slice(0, 12)}`,
			fileName: basename(file),
			fileHash,
			importedAtUtc,
			...read
		},
		charges,
		versionReason
	};
};
