/** Text of an endpoint made fit for a table, a terminal and a database: one line, short, without keys. */

/** Longest message that is kept, UTF-16 code units. */
export const maxMessageLength = 500;

/** Longest text that is looked at at all. */
const maxInputLength = 4_000;

const keyShapes = [
	/\b(?:sk|pk|rk|gsk|xai|hf|nvapi)[-_][\w*.-]{6,}/g,
	/\bAIza[\w*-]{10,}/g,
	/(?<=\bBearer\s{1,4})[\w.~+/=*-]{6,}/gi
];

/** One line of at most 500 characters; control characters and whatever looks like a key are taken out. */
export const safeMessage = (text: string): string => {
	let line = text
		.slice(0, maxInputLength)
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	for (const shape of keyShapes) line = line.replace(shape, '[key]');
	if (line.length > maxMessageLength) line = `${line.slice(0, maxMessageLength - 1)}…`;
	return line.toWellFormed();
};
