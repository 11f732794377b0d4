/** Columns of a spreadsheet by letter and by number. */

/** `C` → 3, `AA` → 27; 0 for no letters. */
export const columnNumber = (letters: string): number =>
	Array.from(letters, (letter) => letter.charCodeAt(0) - 64).reduce(
		(sum, digit) => sum * 26 + digit,
		0
	);

/** 3 → `C`, 27 → `AA`. */
export const columnLetters = (column: number): string =>
	column <= 26
		? String.fromCharCode(64 + column)
		: columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1);
