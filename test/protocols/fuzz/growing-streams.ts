/** Streams and bodies of any size, of shapes that make a reader slow or greedy if anything can. */
import { isObject } from '#core/json.ts';
import type { ProtocolName } from '#core/target.ts';
import { jsonTextOf, withJson } from './event-json.ts';
import { joinPieces } from './mutation.ts';
import { poolOf } from './fuzz-case.ts';
import type { Recording } from './recordings.ts';

export interface GrowingShape {
	name: string;
	isStream: boolean;
	/** A body of about so many bytes, at least one event. */
	bodyOf: (bytes: number) => Uint8Array;
}

/** The events of a recording with the one at `index` made many times, until all of it has that many bytes. */
const repeated = (
	{ pieces }: Recording,
	index: number,
	bytes: number,
	pieceOf: (piece: Uint8Array, ordinal: number) => Uint8Array
): Uint8Array => {
	const [before, piece, after] = [
		pieces.slice(0, index),
		pieces[index] ?? Uint8Array.of(),
		pieces.slice(index + 1)
	];
	const many: Uint8Array[] = [];
	for (let length = 0; length < bytes; length += many.at(-1)?.length ?? bytes) {
		many.push(pieceOf(piece, many.length));
	}
	return joinPieces([...before, ...many, ...after]);
};

const placeholder = '@@long@@';

const objectIn = (piece: Uint8Array | undefined): Record<string, unknown> | null => {
	try {
		const json: unknown = JSON.parse((piece && jsonTextOf(piece)) ?? 'null');
		return isObject(json) ? json : null;
	} catch {
		return null;
	}
};

/** The same JSON with another text in place of the longest one, or with another key in each object named usage. */
const withText = (piece: Uint8Array, text: string): Uint8Array => {
	const json = objectIn(piece);
	if (!json) return piece;
	let longest = '';
	JSON.stringify(json, (_, value: unknown) => {
		if (typeof value === 'string' && value.length > longest.length) longest = value;
		return value;
	});
	const changed = JSON.stringify(json, (_, value: unknown) =>
		value === longest ? placeholder : value
	);
	return withJson(
		piece,
		changed.replace(placeholder, () => text)
	);
};

const withKey = (piece: Uint8Array, isWanted: RegExp, ordinal: number): Uint8Array => {
	const json = objectIn(piece);
	if (!json) return piece;
	const text = JSON.stringify(json, (key, value: unknown) =>
		isWanted.test(key) && isObject(value) ? { ...value, [`k${String(ordinal)}`]: ordinal } : value
	);
	return withJson(piece, text);
};

const usageKey = /^usage/u;

/** The last piece before the end that holds JSON: one of output, mostly. */
const outputIndex = ({ pieces, terminal }: Recording): number =>
	pieces.findLastIndex((piece, index) => index < (terminal ?? 0) && objectIn(piece) !== null);

const usageIndex = ({ pieces }: Recording): number =>
	pieces.findIndex((piece) => Object.keys(objectIn(piece) ?? {}).some((key) => usageKey.test(key)));

const shape = (
	name: string,
	recording: Recording | undefined,
	index: number,
	pieceOf: (piece: Uint8Array, ordinal: number) => Uint8Array
): GrowingShape[] =>
	recording === undefined || index < 0
		? []
		: [{ name, isStream: true, bodyOf: (bytes) => repeated(recording, index, bytes, pieceOf) }];

/** A whole body with a text of that length in it. */
const longBody = (recording: Recording | undefined): GrowingShape[] =>
	recording === undefined
		? []
		: [
				{
					name: 'a long body',
					isStream: false,
					bodyOf: (bytes) => withText(joinPieces(recording.pieces), 'a'.repeat(bytes))
				}
			];

/** Every shape that a protocol has. */
export const growingShapesOf = (protocol: ProtocolName): GrowingShape[] => {
	const { recordings } = poolOf(protocol);
	const named = (name: string): Recording | undefined =>
		recordings.find((each) => each.name === name);
	const stream = named('stream');
	const tools = named('toolStream');
	const [at, end] = stream ? [outputIndex(stream), stream.terminal ?? -1] : [-1, -1];
	return [
		...shape('many events', stream, at, (piece) => piece),
		...shape('many calls of tools', tools, tools ? outputIndex(tools) : -1, (piece) => piece),
		...shape('many ends', stream, end, (piece) => piece),
		...shape('ever new keys', stream, at, (piece, ordinal) => {
			const json = objectIn(piece) ?? {};
			return withJson(piece, JSON.stringify({ [`k${String(ordinal)}`]: ordinal, ...json }));
		}),
		...shape('ever new usage keys', stream, stream ? usageIndex(stream) : -1, (piece, ordinal) =>
			withKey(piece, usageKey, ordinal)
		),
		...shape('ever new values', stream, at, (piece, ordinal) =>
			withText(piece, `v${String(ordinal)}`)
		),
		...(stream
			? [
					{
						name: 'a long line',
						isStream: true,
						bodyOf: (bytes: number) =>
							joinPieces(
								stream.pieces.map((piece, index) =>
									index === at ? withText(piece, 'a'.repeat(bytes)) : piece
								)
							)
					},
					{
						name: 'line ends',
						isStream: true,
						bodyOf: (bytes: number) =>
							joinPieces([...stream.pieces, new Uint8Array(bytes).fill(0x0a)])
					},
					{
						name: 'colons',
						isStream: true,
						bodyOf: (bytes: number) =>
							joinPieces([new TextEncoder().encode(':\n'.repeat(bytes / 2)), ...stream.pieces])
					},
					{
						name: 'open brackets',
						isStream: true,
						bodyOf: (bytes: number) =>
							joinPieces([...stream.pieces, new TextEncoder().encode('{"a":[\n'.repeat(bytes / 7))])
					}
				]
			: []),
		...longBody(named('answer') ?? named('emulated answer'))
	];
};
