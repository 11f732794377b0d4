/** CSV that a spreadsheet opens without running anything in it. */
import Papa from 'papaparse';

/**
 * Text that a spreadsheet would run, also after characters that one may drop when it reads: blanks, control characters, marks without width. Plain
 * numbers, negative ones too, stay as they are.
 */
const formula =
	/^(?!-?\d+(?:\.\d+)?$)[\s\p{Cc}\p{Cf}]*(?:[=+\-@＝＋－＠]|(?<=^[\s\p{Cc}\p{Cf}]*[\t\r\0]))/u;

/** A table as CSV (RFC 4180) with a byte order mark, which Excel needs to read UTF-8. Null cells are empty. */
export const csvText = (
	heads: readonly string[],
	rows: readonly (readonly (string | number | null)[])[]
): string =>
	`\uFEFF${Papa.unparse([[...heads], ...rows.map((row) => [...row])], { escapeFormulae: formula })}\r\n`;
