/** Keys of many alphabets, the ways to write them, and how much of one can still be read in a text. */
import fc from 'fast-check';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const keyOf = (alphabet: readonly string[]): fc.Arbitrary<string> =>
	fc
		.array(fc.constantFrom(...alphabet), { minLength: 24, maxLength: 60 })
		.map((characters) => characters.join(''))
		// Of a key that is one letter over and over, nothing tells which part of it is read.
		.filter((key) => new Set(key).size > 8);

export const anyKey = fc.oneof(
	...[
		`${letters}+/=`,
		`${letters}-_`,
		'0123456789abcdef',
		`${letters}%\\&"<>'+/=`,
		`${letters}äßжЯ語`
	].map((alphabet) => keyOf(Array.from(alphabet)))
);

const hex = (character: string, digits: number): string =>
	(character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

const percentOf = (character: string): string =>
	Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const hexBytes = (text: string): string[] => Buffer.from(text).toString('hex').match(/../gu) ?? [];

/** How a character can be escaped; what leads an escape never stands for itself where there are escapes. */
const escapesOf: readonly ((character: string) => string)[] = [
	(one) => `\\u${hex(one, 4)}`,
	(one) => `\\u${hex(one, 4).toUpperCase()}`,
	percentOf,
	(one) => percentOf(one).toUpperCase(),
	(one) => `&#${String(one.codePointAt(0))};`,
	(one) => `&#x${hex(one, 2)};`,
	(one) => (one === '/' ? '\\/' : one === '&' ? '&amp;' : `\\u${hex(one, 4)}`)
];

/** By a number for each character: as it is, or by one of the escapes. */
const mixed = (text: string, choices: readonly number[]): string =>
	Array.from(text, (one, i) => {
		const choice = choices[i % choices.length] ?? 0;
		const escape = escapesOf[choice] ?? ('\\%&"<'.includes(one) ? escapesOf[0] : undefined);
		return escape ? escape(one) : one;
	}).join('');

const json = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The ways to write a piece of a key; `choices` say how characters are escaped where they are in several ways. */
export const spellings: readonly ((piece: string, choices: readonly number[]) => string)[] = [
	(piece) => piece,
	(piece) => json(piece),
	(piece) => json(piece).replaceAll('/', '\\/'),
	(piece) => json(json(piece).replaceAll('/', '\\/')),
	(piece) => json(encodeURIComponent(piece)),
	(piece) => encodeURIComponent(encodeURIComponent(piece)),
	(piece) => Array.from(piece, (one) => `\\u${hex(one, 4)}`).join(''),
	mixed,
	(piece) => Buffer.from(piece).toString('hex'),
	(piece) => Buffer.from(piece).toString('hex').toUpperCase(),
	...[' ', ':', '-'].map((separator) => (piece: string) => hexBytes(piece).join(separator)),
	(piece) => hexBytes(piece).join(' ').toUpperCase(),
	(piece) => Buffer.from(Buffer.from(`user:${piece}`).toString('base64')).toString('base64'),
	(piece) => Buffer.from(`user:${piece}`).toString('base64'),
	(piece) => json(Buffer.from(`us:${piece}`).toString('base64')).replaceAll('/', '\\/'),
	(piece) => Buffer.from(`use:${piece}`).toString('base64url')
];

/** Where a text may stand, by what it is written between. */
export const surroundings: readonly (readonly [before: string, after: string])[] = [
	['', ''],
	[
		'{"error":{"message":"Incorrect API key provided: ',
		'. Find yours at https://a.example/b?c=d&e=f"}}'
	],
	['data: {"delta":"\\n\\"', '\\"\\n"}\n\n'],
	['https://a.example/%7Eme?a=1&key=', '&b=%20'],
	['<p title="a &amp; b">', '</p>&nbsp;'],
	['über 100 % \\ & ', ' — ende']
];

const once = (text: string): string =>
	text
		.replace(/(?:%[\da-f]{2})+/giu, (escapes) =>
			Buffer.from(escapes.replaceAll('%', ''), 'hex').toString()
		)
		.replace(/&#x([\da-f]{1,6});/giu, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
		.replace(/&#(\d{1,7});/gu, (_, code: string) => String.fromCodePoint(Number(code)))
		.replaceAll('&amp;', '&')
		.replace(/\\u([\da-f]{4})/giu, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
		.replace(/\\([\\/"])/gu, '$1');

/** What a person can make of a text: it, its escapes taken back, and what base64 and hex in it decode to. */
const readingsOf = (text: string): string[] => {
	const plain = [text, once(text), once(once(text)), once(once(once(text)))];
	const decoded = plain.flatMap((one) =>
		[...one.matchAll(/[\w+/-]{12,}/gu)].flatMap(([run]) => [
			...[0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString()),
			...[0, 1].map((skip) => Buffer.from(run.slice(skip), 'hex').toString())
		])
	);
	const separated = text.replaceAll(
		/(?<![\da-f])([\da-f]{2})[ :-](?=[\da-f]{2}(?![\da-f]))/giu,
		'$1'
	);
	const joined = [...separated.matchAll(/[\da-f]{6,}/giu)].map(([run]) =>
		Buffer.from(run, 'hex').toString()
	);
	const twice = decoded.flatMap((one) =>
		[...one.matchAll(/[\w+/-]{12,}/gu)].flatMap(([run]) =>
			[0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString())
		)
	);
	return [...plain, ...decoded, ...joined, ...twice];
};

/** The longest run of characters of a key that can be read in a text, however it is written there. */
export const longestReadable = (text: string, key: string): number => {
	const characters = Array.from(key);
	let longest = 0;
	for (const reading of readingsOf(text)) {
		for (let from = 0; from + longest < characters.length; from++) {
			while (
				from + longest < characters.length &&
				reading.includes(characters.slice(from, from + longest + 1).join(''))
			) {
				longest++;
			}
		}
	}
	return longest;
};
