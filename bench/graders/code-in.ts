/** The program in an answer: its longest fenced block in one of the languages, or the answer itself. */

/** Blocks that are looked at. */
const mostBlocks = 50;

/** `languages`: names that a fence may carry, in lower case; a fence without a name counts. */
export const codeIn = (text: string, languages: readonly string[]): string => {
	const blocks: string[] = [];
	let open = text.indexOf('```');
	while (open !== -1 && blocks.length < mostBlocks) {
		const lineEnd = text.indexOf('\n', open);
		if (lineEnd === -1) break;
		const close = text.indexOf('```', lineEnd);
		const name = text
			.slice(open + 3, lineEnd)
			.trim()
			.toLowerCase();
		// A block that was cut off by the output limit is still what the model meant.
		const block = text.slice(lineEnd + 1, close === -1 ? text.length : close);
		if (name === '' || languages.includes(name)) blocks.push(block);
		if (close === -1) break;
		open = text.indexOf('```', close + 3);
	}
	const [longest] = blocks.sort((a, b) => b.length - a.length);
	return longest ?? text;
};
