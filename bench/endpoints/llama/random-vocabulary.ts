/**
 * A SentencePiece-style vocabulary made from a text: control tokens, one token per byte, every character, and pieces of
 * words learned by joining the commonest neighbours (byte-pair encoding), so that about four characters make a token.
 */

/** Token types as llama.cpp numbers them (`enum llama_token_type`). */
const tokenTypes = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

export interface Vocabulary {
	pieces: string[];
	/** Merge priority: the pair whose joined piece has the highest score is joined first. */
	scores: number[];
	types: number[];
	bos: number;
	eos: number;
	/** Index of the first piece that is text; all before it are control and byte tokens. */
	firstText: number;
}

/** How SentencePiece writes a space inside a piece. */
const space = '▁';

/** Joins a left and a right piece in a map key; no piece contains it. */
const between = '\n';

interface Word {
	symbols: string[];
	/** How often the word occurs in the corpus. */
	count: number;
}

const countWords = (corpus: string): Word[] => {
	const counts = new Map<string, number>();
	// A word takes the space before it along; digits and punctuation stay single characters.
	for (const [match] of corpus.matchAll(/ ?\p{L}+/gu)) {
		const word = match.replace(' ', space);
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return [...counts].map(([word, count]) => ({ symbols: Array.from(word), count }));
};

const pairsOf = (word: Word): string[] =>
	word.symbols.slice(1).map((right, i) => `${word.symbols[i] ?? ''}${between}${right}`);

const join = (word: Word, left: string, right: string): void => {
	const joined: string[] = [];
	for (let i = 0; i < word.symbols.length; i++) {
		const symbol = word.symbols[i] ?? '';
		if (symbol === left && word.symbols[i + 1] === right) {
			joined.push(left + right);
			i++;
		} else joined.push(symbol);
	}
	word.symbols = joined;
};

/** At most `limit` pieces of two or more characters, in the order in which they were learned. */
const learnPieces = (words: Word[], limit: number): string[] => {
	const counts = new Map<string, number>();
	const holders = new Map<string, Set<Word>>();
	const add = (word: Word, sign: 1 | -1): void => {
		for (const pair of pairsOf(word)) {
			const count = (counts.get(pair) ?? 0) + sign * word.count;
			if (count === 0) counts.delete(pair);
			else counts.set(pair, count);
			if (sign === -1) continue;
			const holding = holders.get(pair);
			if (holding) holding.add(word);
			else holders.set(pair, new Set([word]));
		}
	};
	for (const word of words) add(word, 1);

	const pieces = new Set<string>();
	while (pieces.size < limit) {
		let best: string | undefined;
		let bestCount = 0;
		for (const [pair, count] of counts) {
			if (count < bestCount || (count === bestCount && best !== undefined && pair >= best)) {
				continue;
			}
			best = pair;
			bestCount = count;
		}
		if (best === undefined) break;
		const [left = '', right = ''] = best.split(between);
		// Two pairs may make the same piece: it is learned once.
		pieces.add(left + right);
		const holding = holders.get(best);
		holders.delete(best);
		for (const word of holding ?? []) {
			add(word, -1);
			join(word, left, right);
			add(word, 1);
		}
		counts.delete(best);
	}
	return [...pieces];
};

/** A vocabulary of at most `size` tokens for texts like `corpus`. The same corpus gives the same vocabulary. */
export const createVocabulary = (corpus: string, size: number): Vocabulary => {
	const control = ['<unk>', '<s>', '</s>', '<|im_start|>', '<|im_end|>'];
	const bytes = Array.from(
		{ length: 256 },
		(_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
	);
	const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
	const inCorpus = [...new Set(corpus)].filter((character) => /[^\p{C}\p{Z}]/u.test(character));
	const characters = [...new Set([space, ...printable, ...inCorpus.sort()])];
	const room = Math.max(0, size - control.length - bytes.length - characters.length);
	const learned = learnPieces(countWords(corpus), room);
	const texts = [...learned, ...characters];

	return {
		pieces: [...control, ...bytes, ...texts],
		scores: [...control, ...bytes].map(() => 0).concat(texts.map((_, index) => -index)),
		types: [
			tokenTypes.unknown,
			...control.slice(1).map(() => tokenTypes.control),
			...bytes.map(() => tokenTypes.byte),
			...texts.map(() => tokenTypes.normal)
		],
		bos: 1,
		eos: control.indexOf('<|im_end|>'),
		firstText: control.length + bytes.length
	};
};
