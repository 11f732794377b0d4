/** CSV that a spreadsheet opens without running anything in it. */
import Papa from 'papaparse';

/** Text that a spreadsheet would run; plain numbers, negative ones too, stay as they are. */
const formula = /^(?!-?\d+(?:\.\d+)?$)\s*[=+\-@\t\r＝＋－＠]/u;

/** A table as CSV (RFC 4180) with a byte order mark, which Excel needs to read UTF-8. Null cells are empty. */
export const csvText = (
	heads: readonly string[],
	rows: readonly (readonly (string | number | null)[])[]
): string =>
	`\uFEFF${Papa.unparse([[...heads], ...rows.map((row) => [...row])], { escapeFormulae: formula })}\r\n`;
