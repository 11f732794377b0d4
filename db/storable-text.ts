/** Text that endpoints sent, made fit for a column. */

/** libSQL cuts a text at a null character, and UTF-8 has no half surrogate pairs: both become U+FFFD. Evidence keeps the bytes. */
export const storableText = (text: string): string =>
	text.replaceAll('\0', '\ufffd').toWellFormed();
