/** Texts in the details of a grade: enough to see why, never the whole answer. */

/** Longest text that is kept, UTF-16 code units. */
const longestKept = 200;

export const keptText = (text: string): string =>
	text.length <= longestKept ? text : `${text.slice(0, longestKept - 1).toWellFormed()}…`;
