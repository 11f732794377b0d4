/** What bytes mean whose writer has escaped some characters, as JSON, addresses and HTML do, each with the place where it is written. */

/** A part of some bytes, from `start` up to and without `end`. */
export interface ByteRange {
	start: number;
	end: number;
}

export interface UnescapedBytes {
	bytes: Uint8Array;
	/** Where a part of `bytes` is written, whole escapes with it. */
	writtenAt: (meant: ByteRange) => ByteRange;
	/** A part of what is written, with the whole of each escape that it begins or ends in. */
	withWholeEscapes: (written: ByteRange) => ByteRange;
}

const [backslash, percent, ampersand, semicolon] = [0x5c, 0x25, 0x26, 0x3b];

const hexValue = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
	hexValue[digit.toString(16).charCodeAt(0)] = digit;
	hexValue[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** The number that so many hexadecimal digits write; -1 where there are not so many. */
const hexAt = (bytes: Uint8Array, at: number, digits: number): number => {
	let value = 0;
	for (let i = at; i < at + digits; i++) {
		const digit = hexValue[bytes[i] ?? 0] ?? -1;
		if (digit < 0) return -1;
		value = value * 16 + digit;
	}
	return value;
};

/** After a backslash, by its character; 0 for what is no escape. */
const shortEscapes = new Uint8Array(256);
for (const [written, meant] of Object.entries({
	...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
	...{ '"': '"', '\\': '\\', '/': '/', "'": "'" }
})) {
	shortEscapes[written.charCodeAt(0)] = meant.charCodeAt(0);
}

/** Those of the names in HTML that programs write. */
const namedCharacters: ReadonlyMap<string, string> = new Map(
	Object.entries({
		...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
		...{ plus: '+', sol: '/', equals: '=', bsol: '\\', percnt: '%', lowbar: '_', colon: ':' }
	})
);
const longestReference = 10;

/** A single byte, whatever it is a part of, is told apart from the character of that number by this much more. */
const byteMark = 0x20_0000;

/** What an escape means and how long it is written, in one number as there may be one for every few bytes; 0 for none. */
const packed = (meant: number, length: number): number => (meant < 0 ? 0 : meant * 16 + length);

const unicodeEscape = (bytes: Uint8Array, at: number): number => {
	const unit = hexAt(bytes, at + 2, 4);
	if (unit >> 10 === 0xd800 >> 10 && bytes[at + 6] === backslash && bytes[at + 7] === 0x75) {
		const low = hexAt(bytes, at + 8, 4);
		if (low >> 10 === 0xdc00 >> 10) {
			return packed(0x1_0000 + ((unit & 0x3ff) << 10) + (low & 0x3ff), 12);
		}
	}
	return packed(unit, 6);
};

const afterBackslash = (bytes: Uint8Array, at: number): number => {
	const next = bytes[at + 1] ?? 0;
	if (next === 0x75) return unicodeEscape(bytes, at);
	if (next === 0x78) return packed(hexAt(bytes, at + 2, 2), 4);
	return packed(shortEscapes[next] || -1, 2);
};

const reference = (bytes: Uint8Array, at: number): number => {
	const end = bytes.subarray(at, at + longestReference + 1).indexOf(semicolon);
	if (end < 0) return 0;
	const name = String.fromCharCode(...bytes.subarray(at + 1, at + end));
	const [, hex, decimal] = /^#(?:x([\da-f]+)|(\d+))$/iu.exec(name) ?? [];
	const character = namedCharacters.get(name)?.charCodeAt(0) ?? -1;
	const codePoint = hex ? parseInt(hex, 16) : decimal ? Number(decimal) : character;
	return codePoint > 0x10_ffff ? 0 : packed(codePoint, end + 1);
};

const escapeAt = (bytes: Uint8Array, at: number): number => {
	const lead = bytes[at];
	if (lead === backslash) return afterBackslash(bytes, at);
	if (lead === ampersand) return reference(bytes, at);
	const byte = hexAt(bytes, at + 1, 2);
	return packed(byte < 0x80 ? byte : byte + byteMark, 3);
};

/** Writes a character in UTF-8, or a single byte. Returns where the next one belongs. */
const write = (bytes: Uint8Array, at: number, meant: number): number => {
	if (meant < 0x80 || meant >= byteMark) bytes[at++] = meant;
	else if (meant < 0x800) {
		bytes[at++] = 0xc0 | (meant >> 6);
		bytes[at++] = 0x80 | (meant & 0x3f);
	} else {
		if (meant < 0x1_0000) bytes[at++] = 0xe0 | (meant >> 12);
		else {
			bytes[at++] = 0xf0 | (meant >> 18);
			bytes[at++] = 0x80 | ((meant >> 12) & 0x3f);
		}
		bytes[at++] = 0x80 | ((meant >> 6) & 0x3f);
		bytes[at++] = 0x80 | (meant & 0x3f);
	}
	return at;
};

/** Where the next lead of an escape is, asked from places in ascending order; the length where there is none. The search of the platform is far quicker than a look at each byte. */
const leadsOf = (bytes: Uint8Array): ((from: number) => number) => {
	const after = (lead: number, from: number): number => {
		const at = bytes.indexOf(lead, from);
		return at < 0 ? bytes.length : at;
	};
	let [nextBackslash, nextPercent, nextAmpersand] = [-1, -1, -1];
	return (from) => {
		if (nextBackslash < from) nextBackslash = after(backslash, from);
		if (nextPercent < from) nextPercent = after(percent, from);
		if (nextAmpersand < from) nextAmpersand = after(ampersand, from);
		return Math.min(nextBackslash, nextPercent, nextAmpersand);
	};
};

/** From here on a copy by the platform is worth its call, bytes. */
const longCopy = 64;

/** Copies a part of some bytes into others. Returns where the next ones belong. */
const copy = (
	from: Uint8Array,
	[start, end]: [number, number],
	to: Uint8Array,
	at: number
): number => {
	if (end - start >= longCopy) {
		to.set(from.subarray(start, end), at);
		return at + end - start;
	}
	for (let i = start; i < end; i++) to[at++] = from[i] ?? 0;
	return at;
};

/** How many numbers an escape takes in the list of all: where it is written and where what it means stands, each from and to. */
const stride = 4;

/** The last escape whose number at `side` is at most `at`, by its place in the list; below 0 where there is none. */
const lastEscape = (escapes: readonly number[], at: number, side: 0 | 2): number => {
	let [low, high] = [0, escapes.length / stride];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((escapes[middle * stride + side] ?? 0) <= at) low = middle + 1;
		else high = middle;
	}
	return (low - 1) * stride;
};

/** Where a byte of what is meant is written. */
const writtenByte = (escapes: readonly number[], at: number): ByteRange => {
	const before = lastEscape(escapes, at, 2);
	if (before < 0) return { start: at, end: at + 1 };
	const [start = 0, end = 0, , meantEnd = 0] = escapes.slice(before, before + stride);
	if (at < meantEnd) return { start, end };
	return { start: end + at - meantEnd, end: end + at - meantEnd + 1 };
};

/** The escape that a place lies within, neither at its beginning nor at its end; else the place itself. */
const escapeAround = (escapes: readonly number[], at: number): ByteRange => {
	const [start = at, end = at] = escapes.slice(Math.max(0, lastEscape(escapes, at, 0)));
	return start < at && at < end ? { start, end } : { start: at, end: at };
};

/** Takes all escapes back once; null where there are none. An escape that was escaped itself is one in what comes out. */
export const unescapeBytes = (bytes: Uint8Array): UnescapedBytes | null => {
	const next = leadsOf(bytes);
	const escapes: number[] = [];
	let result: Uint8Array | null = null;
	let [length, done] = [0, 0];
	for (let at = next(0); at < bytes.length; at = next(Math.max(done, at + 1))) {
		const escape = escapeAt(bytes, at);
		if (escape === 0) continue;
		result ??= new Uint8Array(bytes.length);
		const meantStart = copy(bytes, [done, at], result, length);
		done = at + (escape & 15);
		length = write(result, meantStart, escape >> 4);
		escapes.push(at, done, meantStart, length);
	}
	if (result === null) return null;
	length = copy(bytes, [done, bytes.length], result, length);
	return {
		bytes: result.subarray(0, length),
		writtenAt: ({ start, end }) => ({
			start: writtenByte(escapes, start).start,
			end: writtenByte(escapes, end - 1).end
		}),
		withWholeEscapes: ({ start, end }) => ({
			start: escapeAround(escapes, start).start,
			end: escapeAround(escapes, end).end
		})
	};
};
