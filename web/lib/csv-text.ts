/** CSV that a spreadsheet opens without running anything in it. */
import Papa from 'papaparse';
import { formulaCell } from '#core/formula-cell.ts';

/** A table as CSV (RFC 4180) with a byte order mark, which Excel needs to read UTF-8. Null cells are empty. */
export const csvText = (
	heads: readonly string[],
	rows: readonly (readonly (string | number | null)[])[]
): string =>
	`\uFEFF${Papa.unparse([[...heads], ...rows.map((row) => [...row])], { escapeFormulae: formulaCell })}\r\n`;
