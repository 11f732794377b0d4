/** A noun with the article that is spoken before it, for texts that are put together: units, kinds, names. */

/** What is written with a vowel and spoken with a consonant: `unit`, `user`, `one`, `euro`. */
const spokenWithConsonant = /^(?:uni|use|usa|usu|util|eu|one\b|once\b)/iu;
/** What is written with a consonant and spoken with a vowel. */
const spokenWithVowel = /^(?:hour|honest|heir)/iu;
/** Letters whose names begin with a vowel, as in `FTE` and `SLO`. */
const vowelNames = /^[AEFHILMNORSX]/u;
const abbreviation = /^[A-Z]{2,}(?![a-z])/u;

/** `an item`, `an hour`, `an FTE-year`, `a unit`, `a USD`. */
export const withArticle = (noun: string): string => {
	const isVowel = abbreviation.test(noun)
		? vowelNames.test(noun)
		: spokenWithVowel.test(noun) || (/^[aeiou]/iu.test(noun) && !spokenWithConsonant.test(noun));
	return `${isVowel ? 'an' : 'a'} ${noun}`;
};
