/** The spellings in which an endpoint may send a key back. */

/**
 * Shortest key that is taken out of what is kept, characters. A shorter one is a placeholder, as local servers want one (`EMPTY`, `1`,
 * `token`), and masking it would damage the answers.
 */
const shortestSecret = 8;

const escapeAs = (text: string, characters: RegExp, hex: (code: string) => string): string =>
	text.replace(characters, (one) => `\\u${hex(one.charCodeAt(0).toString(16).padStart(4, '0'))}`);

/** JSON writers differ in what they escape: PHP writes `\/`, .NET `\u002B` for a plus, Go `\u003c` for an angle bracket. */
const jsonForms = (key: string): string[] => {
	const plain = JSON.stringify(key).slice(1, -1);
	return [
		plain,
		plain.replaceAll('/', '\\/'),
		escapeAs(key, /[\\"'<>&+`]/g, (code) => code.toUpperCase()),
		escapeAs(plain, /[<>&]/g, (code) => code)
	];
};

/** A key in every spelling that is looked for; none for no key and for a placeholder. */
export const secretForms = (key: string | null): string[] =>
	key === null || key.length < shortestSecret
		? []
		: [...new Set([key, ...jsonForms(key), encodeURIComponent(key)])];

/** Several keys, each in all of its spellings; longer ones first, as one may hold another. */
export const allSecretForms = (keys: readonly string[]): string[] =>
	[...new Set(keys.flatMap((key) => secretForms(key)))].sort((a, b) => b.length - a.length);
