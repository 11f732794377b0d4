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

/** Headers of a CSV file that is saved, not shown. The name keeps letters, digits, dots and dashes. */
export const csvHeaders = (fileName: string): Record<string, string> => ({
	'content-type': 'text/csv; charset=utf-8',
	'content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w.-]+/gu, '-')}"`,
	'cache-control': 'no-store'
});
