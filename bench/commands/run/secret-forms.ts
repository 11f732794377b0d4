/** The spellings in which an endpoint may send a key back. Escapes of JSON, addresses and HTML are none: `findSecrets` takes them back. */

/**
 * Shortest key that is taken out of what is kept, characters. A shorter one is a placeholder, as local servers want one (`EMPTY`, `1`,
 * `token`), and masking it would damage the answers.
 */
const shortestSecret = 8;

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
		return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
	});

/** What separates bytes in hex, as dumps and fingerprints are written. */
const hexSeparators = ['', ' ', ':', '-'];

const hexForms = (key: string): string[] => {
	const bytes = Buffer.from(key, 'utf8').toString('hex').match(/../gu) ?? [];
	return hexSeparators.flatMap((separator) => {
		const hex = bytes.join(separator);
		return [hex, hex.toUpperCase()];
	});
};

const isPrintable = (text: string): boolean => /^[^\p{Cc}\ufffd]+$/u.test(text);

/** What a text in base64, base64url or hex says, where that is printable text: as credentials of Basic are written. */
const decodedTexts = (text: string): string[] => {
	const digits = text.replace(/=+$/u, '');
	return [
		...(/^[\w+/-]+$/u.test(digits) ? [Buffer.from(digits, 'base64')] : []),
		...(/^(?:[\da-f]{2})+$/iu.test(text) ? [Buffer.from(text, 'hex')] : [])
	]
		.map((bytes) => bytes.toString('utf8').trim())
		.filter(isPrintable);
};

/** What an endpoint can read out of credentials that it is sent encoded, and may quote: `user:password`, and the password alone. */
const secretsWithin = (key: string): string[] => {
	// A header may hold the word of its scheme in the same variable.
	const encoded = key.trim().split(/\s+/u).at(-1) ?? '';
	return decodedTexts(encoded)
		.flatMap((text) => [text, text.slice(text.indexOf(':') + 1).trim()])
		.filter(({ length }) => length >= shortestSecret);
};

/** Base64 once, and of that once more: a header of Basic that is encoded again on the way to a log. */
const spellingsOf = (key: string): string[] => {
	const encoded = base64Forms(key);
	return [key, ...encoded, ...hexForms(key), ...encoded.flatMap(base64Forms)];
};

/** A key, and what it says where it is encoded text, in every spelling that is looked for; none for no key and for a placeholder. */
export const secretForms = (key: string | null): string[] =>
	key === null || key.length < shortestSecret
		? []
		: [...new Set([key, ...secretsWithin(key)].flatMap(spellingsOf))];

/** Several keys, each in all of its spellings. */
export const allSecretForms = (keys: readonly string[]): string[] => [
	...new Set(keys.flatMap((key) => secretForms(key)))
];
