/** A text on several lines, as a canvas wraps nothing. */

/** Words on as few lines as fit; a word that does not fit has a line of its own. */
export const linesThatFit = (text: string, fits: (line: string) => boolean): string[] => {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const longer = `${lines.at(-1) ?? ''} ${word}`;
		if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
};

/** A name beside an axis: lines of at most so many characters. */
export const axisLines = (text: string, length: number): string[] =>
	linesThatFit(text, (line) => line.length <= length);
