/** A sentence whose numbers stay on one line with the unit after them: `92 %`, `1.6 M`, `36 months`. For the screen only. */
export const keepTogether = (sentence: string): string =>
	sentence.replaceAll(/(?<=\d) (?=(?:%|[kMBT]|months?|points?|FTE|ms|s)(?![\p{L}\d]))/gu, '\u00a0');
