/** What a terminal shows after a text with the few control sequences that bench uses; anything else is an error. */

const escape = '\u001b';

/** The lines from the top, without empty ones at the end; long lines wrap at `columns`. */
export const renderScreen = (text: string, columns: number): string[] => {
	const lines: string[][] = [[]];
	let [row, column] = [0, 0];
	const lineAt = (index: number): string[] => {
		while (lines.length <= index) lines.push([]);
		return lines[index]!;
	};
	const put = (character: string): void => {
		if (column === columns) [row, column] = [row + 1, 0];
		const line = lineAt(row);
		while (line.length < column) line.push(' ');
		line[column++] = character;
	};
	const control = (sequence: string): void => {
		const up = /^\[(\d+)A$/.exec(sequence);
		if (up) row = Math.max(0, row - Number(up[1]));
		else if (sequence === '[J') {
			lines.splice(row + 1);
			lineAt(row).splice(column);
		} else throw new Error(`an unknown control sequence: ESC ${sequence}`);
	};
	for (let at = 0; at < text.length;) {
		const character = String.fromCodePoint(text.codePointAt(at)!);
		at += character.length;
		if (character === '\r') column = 0;
		else if (character === '\n') [row, column] = [row + 1, 0];
		else if (character === escape) {
			const sequence = /^\[[\d;?]*[A-Za-z]/.exec(text.slice(at))?.[0] ?? '';
			control(sequence);
			at += sequence.length;
		} else put(character);
	}
	const shown = lines.map((line) => line.join('').trimEnd());
	while (shown.at(-1) === '') shown.pop();
	return shown;
};
