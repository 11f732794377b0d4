/** A name beside an axis on several lines, as a canvas wraps nothing. */

/** Words on lines of at most so many characters; a longer word has a line of its own. */
export const axisLines = (text: string, length: number): string[] => {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + word.length < length) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else lines.push(word);
	}
	return lines;
};
