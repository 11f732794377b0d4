/** Cells of a table that a spreadsheet would run. */

/**
 * Text that a spreadsheet takes for a formula: it begins with = + @ or, where no number follows, with a minus, each in full width too and also behind
 * characters that a spreadsheet may drop when it reads (blanks, control characters, marks without width); or one of these is a tab, a carriage return or a
 * null character, behind which some begin anew.
 */
export const formulaCell =
	/^(?:[\s\p{Cc}\p{Cf}]*(?:[=+@＝＋＠]|[-－](?!\s*$|(?:\d[\d.,' ]{0,60}|\.\d{1,60})(?:e[+-]?\d{1,9})?\s{0,9}%?$))|(?:(?![\t\r\0])[\s\p{Cc}\p{Cf}])*[\t\r\0])/iu;
