/** Mutations inside the JSON of one event, whose framing stays whole. */
import { isObject } from '#core/json.ts';
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import { jsonTextOf, withJson } from './event-json.ts';
import { joinPieces, type Expectation, type Mutation } from './mutation.ts';
import type { Recording } from './recordings.ts';

/** Stands where a literal is put into JSON text that no value could be written as. */
const placeholder = '@@literal@@';

interface Leaf {
	parent: Record<string, unknown>;
	key: string;
	value: unknown;
}

/** Every value in a JSON text with where it stands, objects and lists too. */
const leavesOf = (value: unknown): Leaf[] =>
	typeof value !== 'object' || value === null
		? []
		: Object.entries(value).flatMap(([key, inner]) => [
				{ parent: value as Record<string, unknown>, key, value: inner as unknown },
				...leavesOf(inner)
			]);

const parsedIn = (piece: Uint8Array): unknown => {
	try {
		return JSON.parse(jsonTextOf(piece) ?? 'null') as unknown;
	} catch {
		return null;
	}
};

const jsonPieces = ({ pieces }: Recording): number[] =>
	pieces.flatMap((piece, index) => (isObject(parsedIn(piece)) ? [index] : []));

const hasJson = (recording: Recording): boolean => jsonPieces(recording).length > 0;

/** A recording in which one value of one event, out of those that are wanted, is another literal; as it is where there is none. */
const withLiteral = (
	{ pieces }: Recording,
	random: RandomSource,
	isWanted: (leaf: Leaf) => boolean,
	literalOf: (random: RandomSource) => string
): Uint8Array => {
	const choices = pieces.flatMap((piece, index) => {
		const json = parsedIn(piece);
		return leavesOf(json)
			.filter(isWanted)
			.map((leaf) => ({ index, json, leaf }));
	});
	if (choices.length === 0) return joinPieces(pieces);
	const { index, json, leaf } = pick(random, choices);
	leaf.parent[leaf.key] = placeholder;
	const text = JSON.stringify(json).replace(JSON.stringify(placeholder), () => literalOf(random));
	return joinPieces(pieces.map((piece, at) => (at === index ? withJson(piece, text) : piece)));
};

const mutationOf = (
	name: string,
	weight: number,
	isWanted: (leaf: Leaf) => boolean,
	literalOf: (random: RandomSource) => string
): Mutation => ({
	name,
	weight,
	fits: hasJson,
	apply: ({ recording, random }) => ({
		body: withLiteral(recording, random, isWanted, literalOf),
		expectation: 'any'
	})
});

/** What a count may be in the hands of a broken server, as JSON has it or has not. */
const numbers = [
	'0',
	'-0',
	'-1',
	'-1e9',
	'0.5',
	'1e308',
	'1e999',
	'-1e999',
	'9007199254740991',
	'9007199254740992',
	'9007199254740993',
	'1e15',
	'4503599627370496',
	'1e-320',
	'NaN',
	'Infinity',
	'"12"',
	'"NaN"',
	'"-1"',
	'null',
	'true'
];

const values = [
	...numbers,
	'[]',
	'{}',
	'""',
	'"x"',
	'false',
	'[[]]',
	'[null]',
	'{"error":{}}',
	'{"__proto__":{"x":1}}',
	'{"constructor":1,"toString":2}',
	'"\\ud800"',
	'"\\u0000"'
];

const isNumber = ({ value }: Leaf): boolean => typeof value === 'number';
const isText = ({ value }: Leaf): boolean => typeof value === 'string';

const nested = (random: RandomSource): string => {
	const depth = pick(random, [40, 200, 1_500]);
	return random() < 0.5
		? '['.repeat(depth) + ']'.repeat(depth)
		: `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`;
};

const long = (random: RandomSource): string =>
	`"${pick(random, ['a', '\\u0000', 'ü', '🚀']).repeat(1_000 * (1 + randomInt(random, 12)))}"`;

/** Keys that nobody knows, in the object of an event itself, where they mean nothing. */
const unknownKeys: Mutation = {
	name: 'unknown keys',
	weight: 4,
	fits: hasJson,
	apply: ({ recording, random }) => {
		const index = pick(random, jsonPieces(recording));
		const value = pick(random, ['1', '-1', '1e999', '"x"', '[1]', '{"a":{"b":[]}}', 'null']);
		const pieces = recording.pieces.map((piece, at) => {
			if (at !== index) return piece;
			const text = jsonTextOf(piece) ?? '{}';
			const comma = Object.keys(parsedIn(piece) as object).length === 0 ? '' : ',';
			return withJson(
				piece,
				`{"unheard_of_${String(randomInt(random, 9))}":${value}${comma}${text.slice(text.indexOf('{') + 1)}`
			);
		});
		return { body: joinPieces(pieces), expectation: 'unchanged' };
	}
};

/** JSON that is none any more, in an event whose framing is whole. */
const brokenJson: Mutation = {
	name: 'broken JSON',
	weight: 4,
	fits: hasJson,
	apply: ({ recording, random }) => {
		const index = pick(random, jsonPieces(recording));
		const { pieces, terminal, isStream } = recording;
		const changed = pieces.map((piece, at) =>
			at === index ? withJson(piece, (jsonTextOf(piece) ?? '').slice(0, -1)) : piece
		);
		const isSeen = !isStream || (terminal !== null && index <= terminal);
		const expectation: Expectation = isSeen ? 'never-ok' : 'any';
		return { body: joinPieces(changed), expectation };
	}
};

export const jsonMutations: readonly Mutation[] = [
	mutationOf('another number', 10, isNumber, (random) => pick(random, numbers)),
	mutationOf(
		'another value',
		10,
		() => true,
		(random) => pick(random, values)
	),
	mutationOf('another text', 4, isText, (random) => pick(random, values)),
	mutationOf('nested JSON', 1, () => true, nested),
	mutationOf('a long line', 1, isText, long),
	unknownKeys,
	brokenJson
];
