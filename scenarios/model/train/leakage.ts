/**
 * Compares the training material of the model with the items that it is measured on: runs of thirteen words that both have,
 * and whole sentences or lines that both have. Letter case and punctuation make no difference, in sentences digits neither.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRandom, pick, type RandomSource } from '#core/random.ts';

const material = new URL('material/', import.meta.url);
const scenarios = new URL('../../', import.meta.url);

/** Scenarios that the model is measured on. */
export const measured = ['support-triage', 'invoice-extraction'] as const;

/** Words in a row that must not be shared. */
export const gramWords = 13;

/** Words that a sentence has at least to count as a template: shorter ones are greetings and labels that anybody would write. */
export const templateWords = 6;

export interface Leaks {
	/** Texts of training material that were compared. */
	texts: number;
	/** Texts of the scenarios' items that they were compared with. */
	items: number;
	/** Runs of thirteen words that stand on both sides. */
	grams: string[];
	/** Sentences of at least six words that stand on both sides. */
	templates: string[];
}

/** Words in lower case; where a script writes no spaces, every character is one. */
export const wordsOf = (text: string): string[] =>
	text
		.toLowerCase()
		.match(
			/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}])+/gu
		) ?? [];

const isCharacter = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]$/u;

const gramsOf = (text: string): Set<string> => {
	const words = wordsOf(text);
	const grams = new Set<string>();
	for (let start = 0; start < words.length; start++) {
		// A character of a script without spaces is half a word.
		let length = 0;
		let end = start;
		while (end < words.length && length < gramWords) {
			length += isCharacter.test(words[end] ?? '') ? 0.5 : 1;
			end++;
		}
		if (length >= gramWords) grams.add(words.slice(start, end).join(' '));
	}
	return grams;
};

const templatesOf = (text: string): Set<string> => {
	const found = new Set<string>();
	for (const sentence of text.split(/[.?!。？！\n]+| {2,}/u)) {
		const words = wordsOf(sentence.replace(/\d/gu, '0'));
		const length = words.reduce(
			(sum, word) => sum + (isCharacter.test(word) ? 0.5 : /\p{L}/u.test(word) ? 1 : 0),
			0
		);
		if (length >= templateWords) found.add(words.join(' '));
	}
	return found;
};

/** One text that a line of the grammar can make: `[a|b]` becomes one of its alternatives. */
export const expand = (line: string, random: RandomSource): string => {
	let text = line;
	for (;;) {
		const next = text.replace(/\[([^[\]]*)\]/gu, (_, choices: string) =>
			pick(random, choices.split('|'))
		);
		if (next === text) return text;
		text = next;
	}
};

/** The material as texts: every line of every file, `rounds` times with other alternatives. */
export const readMaterial = (seed: number, rounds: number): string[] =>
	readdirSync(material)
		.sort()
		.flatMap((file) => {
			const random = createRandom(seed, file);
			const lines = readFileSync(new URL(file, material), 'utf8')
				.split('\n')
				.filter((line) => line !== '' && !line.startsWith('== '));
			return file.startsWith('papers')
				? lines.flatMap((line) => line.replace(/^\w+: /u, '').split(' | '))
				: lines.flatMap((line) =>
						Array.from({ length: line.includes('[') ? rounds : 1 }, () =>
							expand(line.replace(/^S /u, ''), random)
						)
					);
		});

/** Texts of the items that the model is measured on. */
export const readItems = (): string[] =>
	measured.flatMap((id) =>
		readFileSync(new URL(`${id}/items.jsonl`, scenarios), 'utf8')
			.trim()
			.split('\n')
			.map((line) => Object.values((JSON.parse(line) as { input: Record<string, string> }).input))
			.map((values) => values.join('\n\n'))
	);

/** Everything that both sides share. */
export const findLeaks = (texts: readonly string[], items: readonly string[]): Leaks => {
	const itemGrams = new Set(items.flatMap((text) => [...gramsOf(text)]));
	const itemTemplates = new Set(items.flatMap((text) => [...templatesOf(text)]));
	const grams = new Set<string>();
	const templates = new Set<string>();
	for (const text of texts) {
		for (const gram of gramsOf(text)) if (itemGrams.has(gram)) grams.add(gram);
		for (const template of templatesOf(text))
			if (itemTemplates.has(template)) templates.add(template);
	}
	return { texts: texts.length, items: items.length, grams: [...grams], templates: [...templates] };
};
