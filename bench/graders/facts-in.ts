/** Whether a message states something: a number in any of the usual notations, or a text. */
import { readWrittenNumber } from './written-number.ts';

/** Longer messages are searched at their beginning. */
const searchedLength = 20_000;

const written = /\d[\d.,'’\u00A0\u202F]*\d|\d/gu;

/** What a number may mean: `1,234` is one thousand and more in London, and one and a bit in Berlin. */
const readingsOf = (text: string): number[] => {
	const value = readWrittenNumber(text);
	if (value !== null) return [value];
	return [text.replaceAll(',', ''), text.replace(',', '.'), text.replaceAll('.', '')]
		.map(Number)
		.filter((reading) => Number.isFinite(reading));
};

const plain = (text: string): string =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll(/[*_`]/gu, '')
		.replaceAll(/[’‘´]/gu, "'")
		.replaceAll(/[−–‒‑]/gu, '-')
		.replaceAll(/\s+/gu, ' ');

const isWordCharacter = (character: string | undefined): boolean =>
	character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whole words only: "12" is not in "2012", nor "14:30" in "14:305". */
const hasText = (message: string, text: string): boolean => {
	const wanted = plain(text);
	for (let at = message.indexOf(wanted); at >= 0; at = message.indexOf(wanted, at + 1)) {
		const isCutBefore = isWordCharacter(wanted[0]) && isWordCharacter(message[at - 1]);
		const isCutAfter =
			isWordCharacter(wanted.at(-1)) && isWordCharacter(message[at + wanted.length]);
		if (!isCutBefore && !isCutAfter) return true;
	}
	return false;
};

/** Those of the facts that a message does not state; of a list any one will do. */
export const missingFacts = (
	message: string,
	facts: readonly (string | number | (string | number)[])[]
): (string | number | (string | number)[])[] => {
	const searched = plain(message.slice(0, searchedLength));
	const numbers = new Set(
		[...searched.matchAll(written)].flatMap(([text]) => readingsOf(text.replace(/[.,']+$/u, '')))
	);
	const states = (fact: string | number): boolean =>
		typeof fact === 'number' ? numbers.has(fact) : hasText(searched, fact);
	return facts.filter((fact) => !(Array.isArray(fact) ? fact.some(states) : states(fact)));
};
