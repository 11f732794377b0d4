/** Where bytes hold a secret or a piece of one, however its characters are escaped. */
import { unescapeBytes, type ByteRange, type UnescapedBytes } from './unescape-bytes.ts';

/**
 * Of what a text is. A message is words about a request, and an error body is one too; an answer is what was asked for, and
 * is counted and graded.
 */
export type TextKind = 'message' | 'answer';

/**
 * So long a piece of a secret gives it away, wherever in the secret it stands, characters as they are written. Endpoints show
 * the first three to seven characters of a key or its last four on purpose, by which a person knows which key it was: those stay. What is
 * longer is masked in a message, where a word too much does no harm. An answer may hold a word that a key happens
 * to be made of ("password", "production"), and a mask would change its grade; twelve characters in a row
 * are no word of a text any more, and what is left of a key of 32 is past guessing.
 */
const tellingLength: Readonly<Record<TextKind, number>> = { message: 8, answer: 12 };

/** Escapes are taken back so often at most: an error that quotes an error that quotes an address is no deeper. */
const deepestEscapes = 4;

/** Bytes of a piece that are looked up before the whole of it is. */
const probeLength = 4;

/** So many that few are taken by chance, with secrets of some thousand bytes in all of their spellings. */
const slotBits = 18;

/** Where a probe stands in the table of probes. */
const slotOf = (bytes: Uint8Array, at: number): number => {
	const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
	return Math.imul(a | (b << 8) | (c << 16) | (d << 24), 0x9e37_79b1) >>> (32 - slotBits);
};

const inSmallLetters = Uint8Array.from({ length: 256 }, (_, byte) =>
	byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
);

/** The bytes with the letters of ASCII in one case; there are as many. */
const withoutCase = (bytes: Uint8Array): Buffer => {
	const result = Buffer.allocUnsafe(bytes.length);
	for (let i = 0; i < bytes.length; i++) result[i] = inSmallLetters[bytes[i] ?? 0] ?? 0;
	return result;
};

const bufferOf = (bytes: Uint8Array): Buffer =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Piece {
	secret: Buffer;
	at: number;
}

/**
 * All pieces of some secrets that have a length. Every piece of a text holds just one of the probes that are taken at equal
 * steps, so that each is looked up once at most, and most of them never.
 */
class Pieces {
	readonly #length: number;
	/** Whether letters of ASCII are the same in either case. */
	readonly #ignoresCase: boolean;
	/** Each once, by its bytes. */
	readonly #pieces = new Map<string, Piece>();
	readonly #slots = new Uint8Array(1 << slotBits);
	/** Those too short to have a piece are looked for as they are. */
	readonly #short: Buffer[] = [];

	constructor(secrets: readonly Buffer[], kind: TextKind) {
		const length = tellingLength[kind];
		this.#length = length;
		// A server may change the case of what it quotes, as of the name of a header; an answer is held to what was asked for, letter by letter.
		this.#ignoresCase = kind === 'message';
		for (const secret of this.#ignoresCase ? secrets.map(withoutCase) : secrets) {
			if (secret.length < length) {
				this.#short.push(secret);
				continue;
			}
			for (let at = 0; at + probeLength <= secret.length; at++) {
				this.#slots[slotOf(secret, at)] = 1;
			}
			for (let at = 0; at + length <= secret.length; at++) {
				this.#pieces.set(secret.toString('latin1', at, at + length), { secret, at });
			}
		}
	}

	/** Where the bytes hold a piece, or a secret too short to have one; places may overlap. */
	in(text: Uint8Array): ByteRange[] {
		const bytes = this.#ignoresCase ? withoutCase(text) : bufferOf(text);
		const found: ByteRange[] = [];
		this.#findPieces(bytes, found);
		for (const secret of this.#short) {
			const { length } = secret;
			for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + length)) {
				found.push({ start: at, end: at + length });
			}
		}
		return found;
	}

	#findPieces(bytes: Buffer, found: ByteRange[]): void {
		if (this.#pieces.size === 0) return;
		const slots = this.#slots;
		const last = bytes.length - this.#length;
		const step = this.#length - probeLength + 1;
		/** Where a piece may begin that was not looked up yet. */
		let from = 0;
		for (let probe = 0; probe < last + step; probe += step) {
			if (slots[slotOf(bytes, probe)] === 0) continue;
			for (let at = Math.max(from, probe - step + 1); at <= probe && at <= last; at++) {
				// What a piece ends with is looked up first, as most that begins like one is none.
				if (slots[slotOf(bytes, at)] === 0 || slots[slotOf(bytes, at + step - 1)] === 0) continue;
				const end = this.#endOf(bytes, at);
				if (end === null) continue;
				found.push({ start: at, end });
				// Up to there all is that secret, and every piece of it found.
				at = end - this.#length;
				from = at + 1;
			}
		}
	}

	/** Where a secret ends that goes on from a piece at a place; null where there is no piece. */
	#endOf(bytes: Buffer, start: number): number | null {
		const piece = this.#pieces.get(bytes.toString('latin1', start, start + this.#length));
		if (!piece) return null;
		const { secret, at } = piece;
		let length = this.#length;
		while (at + length < secret.length && secret[at + length] === bytes[start + length]) length++;
		return start + length;
	}
}

/** The bytes, and what they mean when their escapes are taken back once, twice, and so on. */
const meaningsOf = (bytes: Uint8Array): UnescapedBytes[] => {
	const meanings: UnescapedBytes[] = [];
	for (let last = bytes; meanings.length < deepestEscapes;) {
		const next = unescapeBytes(last);
		if (next === null) break;
		meanings.push(next);
		last = next.bytes;
	}
	return meanings;
};

/**
 * Every secret as it is, and as it reads where it holds what looks like an escape, since the text is read so too. What is left of
 * it then has to be long enough to be none of anybody's words.
 */
const searchedOf = (secrets: readonly string[]): Buffer[] =>
	secrets.flatMap((secret) => {
		const bytes = Buffer.from(secret, 'utf8');
		const meant = meaningsOf(bytes).map((meaning) => bufferOf(meaning.bytes));
		return [bytes, ...meant.filter(({ length }) => length >= tellingLength.message)].filter(
			({ length }) => length > 0
		);
	});

/** By the list of secrets, which lives as long as a run and is asked for every answer. */
const known = new WeakMap<readonly string[], Partial<Record<TextKind, Pieces>>>();

const piecesOf = (secrets: readonly string[], kind: TextKind): Pieces => {
	const byKind = known.get(secrets) ?? {};
	known.set(secrets, byKind);
	return (byKind[kind] ??= new Pieces(searchedOf(secrets), kind));
};

const merged = (ranges: ByteRange[]): ByteRange[] => {
	const result: ByteRange[] = [];
	for (const range of ranges.sort((a, b) => a.start - b.start)) {
		const last = result.at(-1);
		if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
		else result.push({ ...range });
	}
	return result;
};

/**
 * The places of all secrets and of all pieces of them that are long enough to tell, in order and apart from each other. Escapes of
 * JSON, addresses and HTML count as the character that they mean, also where only some characters are
 * escaped, or in several ways, or more than once; a place holds them whole. A secret too short to have such a piece is found whole. Of the list of
 * secrets an index is kept: it must not change afterwards.
 */
export const findSecrets = (
	bytes: Uint8Array,
	secrets: readonly string[],
	kind: TextKind
): ByteRange[] => {
	if (secrets.length === 0) return [];
	const pieces = piecesOf(secrets, kind);
	const meanings = meaningsOf(bytes);
	const [first] = meanings;
	const found = pieces.in(bytes).map((range) => first?.withWholeEscapes(range) ?? range);
	for (const [depth, meaning] of meanings.entries()) {
		for (const range of merged(pieces.in(meaning.bytes))) {
			found.push(
				meanings.slice(0, depth + 1).reduceRight((meant, { writtenAt }) => writtenAt(meant), range)
			);
		}
	}
	return merged(found);
};
