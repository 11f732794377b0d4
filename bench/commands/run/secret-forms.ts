/** The spellings in which an endpoint may send a key back. */

/**
 * Shortest key that is taken out of what is kept, characters. A shorter one is a placeholder, as local servers want one (`EMPTY`, `1`,
 * `token`), and masking it would damage the answers.
 */
const shortestSecret = 8;

const escapeAs = (text: string, characters: RegExp, hex: (code: string) => string): string =>
	text.replace(characters, (one) => `\\u${hex(one.charCodeAt(0).toString(16).padStart(4, '0'))}`);

const withEscapedSlashes = (text: string): string => text.replaceAll('/', '\\/');

/** JSON writers differ in what they escape: PHP writes `\/`, .NET `\u002B` for a plus, Go `\u003c` for an angle bracket. */
const jsonForms = (key: string): string[] => {
	const plain = JSON.stringify(key).slice(1, -1);
	return [
		plain,
		withEscapedSlashes(plain),
		escapeAs(key, /[\\"'<>&+`]/g, (code) => code.toUpperCase()),
		escapeAs(plain, /[<>&]/g, (code) => code)
	];
};

/** As browsers write it, as RFC 3986 has it, and as Python leaves slashes alone; with capitals and without. */
const percentForms = (key: string): string[] => {
	const usual = encodeURIComponent(key);
	const strict = usual.replace(
		/[!'()*]/g,
		(one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return [usual, strict, strict.replaceAll('%2F', '/')].flatMap((form) => [
		form,
		form.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase())
	]);
};

/** As error pages have it. */
const htmlForm = (key: string): string =>
	key
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');

/**
 * What base64 makes of a key wherever it stands in a text, as in `user:key`: the letters that depend on nothing but the key, for each of the three places
 * at which it can begin in a group of three bytes.
 */
const base64Forms = (key: string): string[] =>
	[0, 1, 2].flatMap((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key, 'utf8')]);
		const core = bytes
			.toString('base64')
			.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
		return [core, withEscapedSlashes(core), core.replaceAll('+', '-').replaceAll('/', '_')];
	});

const hexForms = (key: string): string[] => {
	const hex = Buffer.from(key, 'utf8').toString('hex');
	return [hex, hex.toUpperCase()];
};

/** A key in every spelling that is looked for; none for no key and for a placeholder. */
export const secretForms = (key: string | null): string[] =>
	key === null || key.length < shortestSecret
		? []
		: [
				...new Set([
					key,
					...jsonForms(key),
					...percentForms(key),
					htmlForm(key),
					...base64Forms(key),
					...hexForms(key)
				])
			];

/** Several keys, each in all of its spellings; longer ones first, as one may hold another. */
export const allSecretForms = (keys: readonly string[]): string[] =>
	[...new Set(keys.flatMap((key) => secretForms(key)))].sort((a, b) => b.length - a.length);
