/** A pattern for the names of a list, however they are spelt: accents or none, other spaces, the last name first. */

/** Of each plain letter of the Latin alphabet, the letters that are it with a mark. */
const markedLetters = (): Map<string, string> => {
	const found = new Map<string, string>();
	for (let code = 0xc0; code < 0x250; code++) {
		const character = String.fromCharCode(code).toLowerCase();
		const [plain = '', ...marks] = character.normalize('NFD');
		if (marks.length === 0 || !/^[a-z]$/u.test(plain)) continue;
		const known = found.get(plain) ?? '';
		if (!known.includes(character)) found.set(plain, known + character);
	}
	return found;
};

const marked = markedLetters();

/** How some letters are written where a keyboard has them not. */
const written: Readonly<Record<string, string>> = {
	ä: 'ae',
	ö: 'oe',
	ü: 'ue',
	ß: 'ss',
	æ: 'ae',
	ø: 'oe',
	å: 'aa'
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\-]/gu, '\\$&');

const patternOfLetter = (letter: string): string => {
	const lower = letter.toLowerCase().normalize('NFC');
	const plain = lower.normalize('NFD')[0] ?? lower;
	const like = marked.get(plain);
	const alike = like === undefined ? escaped(lower) : `[${plain}${like}]\\p{M}*`;
	const spelt = written[lower];
	return spelt === undefined ? alike : `(?:${alike}|${escaped(lower)}|${spelt})`;
};

const patternOfWord = (word: string): string =>
	Array.from(word.normalize('NFC'), patternOfLetter).join('');

/** Writing in which words do not stand apart. */
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The whole of a name: no letter may go on before or behind it where words stand apart. */
const asWhole = (name: string, pattern: string): string => {
	const before = unspaced.test(name[0] ?? '') ? '' : String.raw`(?<![\p{L}\p{N}])`;
	const behind = unspaced.test(name.at(-1) ?? '') ? '' : String.raw`(?![\p{L}\p{N}])`;
	return `${before}${pattern}${behind}`;
};

const titles = String.raw`(?:mrs?|ms|miss|mx|dr|prof|herrn?|frau|se[ñn]ora?|sra?|mme|mlle|madame|monsieur|signora?|dhr|mevr)\.?\s+`;

const patternsOf = (name: string): string[] => {
	const words = name.split(/\s+/u).map(patternOfWord);
	const last = words.at(-1) ?? '';
	const plain = asWhole(name, words.join(String.raw`\s+`));
	if (words.length < 2) return [plain];
	const turned = String.raw`${last}\s*,\s*${words.slice(0, -1).join(String.raw`\s+`)}`;
	return [plain, asWhole(name, turned), asWhole(name, `${titles}${last}`)];
};

/**
 * A pattern for whole names, the longest first; of a name of several words also the last word first, and that word behind a title. Null where
 * there are none.
 */
export const namePattern = (names: readonly string[]): RegExp | null => {
	const wanted = names.map((name) => name.trim()).filter((name) => name.length > 1);
	if (wanted.length === 0) return null;
	const sorted = wanted.sort((a, b) => b.length - a.length).flatMap(patternsOf);
	return new RegExp(sorted.join('|'), 'giu');
};
