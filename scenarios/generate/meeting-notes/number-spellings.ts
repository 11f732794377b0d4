/** Numbers as notes may write them: with or without separators, with the sign of a currency, small ones in words. */

const words: Record<string, readonly string[]> = {
	en: 'one two three four five six seven eight nine ten eleven twelve'.split(' '),
	de: 'ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' '),
	fr: 'un deux trois quatre cinq six sept huit neuf dix onze douze'.split(' '),
	es: 'un dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(' ')
};

/** `18.600`, `1 800` or `6,800` → `18600`; null where the text is no whole number. */
const wholeOf = (text: string): string | null =>
	/^\d{1,3}(?:[., ]\d{3})*$|^\d+$/u.test(text) ? text.replaceAll(/[., ]/gu, '') : null;

const withSigns = (number: string): string[] => [
	number,
	...['€', '£', '$'].flatMap((sign) => [sign + number, number + sign])
];

/** All spellings of a number, the given one first; anything else is spelled as it is. */
export const spellingsOfNumber = (written: string, language: string): string[] => {
	const whole = wholeOf(written);
	if (whole !== null) {
		const groups = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ' ');
		const word = words[language]?.[Number(whole) - 1];
		return [
			...new Set([
				written,
				...[whole, groups, groups.replaceAll(' ', '.'), `${whole}.00`, `${whole},00`].flatMap(
					withSigns
				),
				...(word === undefined ? [] : [word])
			])
		];
	}
	return /^\d+[.,]\d+$/u.test(written)
		? [...withSigns(written.replace('.', ',')), ...withSigns(written.replace(',', '.'))]
		: [written];
};
