/** Mutations that know nothing of what the bytes mean. */
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import { isAwsMessage } from './event-json.ts';
import { joinPieces, leastWholeBytes, type Mutation } from './mutation.ts';
import type { Recording } from './recordings.ts';

const hasChecksums = ({ pieces: [first] }: Recording): boolean =>
	first !== undefined && isAwsMessage(first);

/** Bytes that are UTF-8 nowhere, or only in part. */
const brokenUtf8 = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0x80], [0xfe, 0xff]];

const randomBytes = (random: RandomSource, most: number): Uint8Array =>
	Uint8Array.from({ length: 1 + randomInt(random, most) }, () => randomInt(random, 256));

const withInserted = (body: Uint8Array, at: number, bytes: Uint8Array): Uint8Array =>
	joinPieces([body.subarray(0, at), bytes, body.subarray(at)]);

const flip: Mutation = {
	name: 'flipped bytes',
	weight: 10,
	apply: ({ recording, random }) => {
		const body = joinPieces(recording.pieces);
		const whole = leastWholeBytes(recording);
		const count = 1 + randomInt(random, 4);
		let first = body.length;
		for (let i = 0; i < count; i++) {
			const at = randomInt(random, body.length);
			// One bit each: two flips of one bit would be none.
			const flipped = (body[at] ?? 0) ^ (1 << (i + randomInt(random, 2) * 4));
			body[at] = flipped;
			first = Math.min(first, at);
		}
		// A checksum of 32 bits sees up to three wrong bits in messages of this length for certain.
		const isSeen = hasChecksums(recording) && count <= 3 && first < whole;
		return { body, expectation: isSeen ? 'never-ok' : 'any' };
	}
};

const remove: Mutation = {
	name: 'deleted bytes',
	weight: 6,
	apply: ({ recording, random }) => {
		const body = joinPieces(recording.pieces);
		const from = randomInt(random, body.length);
		const to = Math.min(body.length, from + 1 + randomInt(random, random() < 0.5 ? 4 : 200));
		return { body: joinPieces([body.subarray(0, from), body.subarray(to)]), expectation: 'any' };
	}
};

const insert: Mutation = {
	name: 'inserted bytes',
	weight: 6,
	apply: ({ recording, random }) => {
		const body = joinPieces(recording.pieces);
		const at = randomInt(random, body.length + 1);
		return { body: withInserted(body, at, randomBytes(random, 16)), expectation: 'any' };
	}
};

const invalidUtf8: Mutation = {
	name: 'invalid UTF-8',
	weight: 4,
	apply: ({ recording, random }) => {
		const body = joinPieces(recording.pieces);
		const at = randomInt(random, body.length + 1);
		return {
			body: withInserted(body, at, Uint8Array.from(pick(random, brokenUtf8))),
			expectation: 'any'
		};
	}
};

const cutShort: Mutation = {
	name: 'cut short',
	weight: 8,
	apply: ({ recording, random }) => {
		const whole = joinPieces(recording.pieces);
		const length = randomInt(random, whole.length + 1);
		const isCut = length < leastWholeBytes(recording);
		return { body: whole.slice(0, length), expectation: isCut ? 'never-ok' : 'any' };
	}
};

/** The beginning of one recording and the end of another, cut where they may be. */
const spliceWith = (name: string, weight: number, isForeign: boolean): Mutation => ({
	name,
	weight,
	apply: ({ recording, pool, pools, random }) => {
		const other = isForeign ? pick(random, pools) : pool;
		const [a, b] = [recording, pick(random, other.recordings)].map(({ pieces }) =>
			joinPieces(pieces)
		) as [Uint8Array, Uint8Array];
		const body = joinPieces([
			a.subarray(0, randomInt(random, a.length + 1)),
			b.subarray(randomInt(random, b.length + 1))
		]);
		return { body, expectation: 'any', isForeign };
	}
});

const foreign: Mutation = {
	name: 'another protocol',
	weight: 3,
	apply: ({ pools, random }) => {
		const { pieces, isStream } = pick(random, pick(random, pools).recordings);
		return {
			body: joinPieces(pieces),
			expectation: 'any',
			isForeign: true,
			asStream: isStream
		};
	}
};

const otherForm: Mutation = {
	name: 'a stream for a body',
	weight: 2,
	apply: ({ recording }) => ({
		body: joinPieces(recording.pieces),
		expectation: 'any',
		asStream: !recording.isStream
	})
};

const noise: Mutation = {
	name: 'noise',
	weight: 2,
	apply: ({ random }) => ({ body: randomBytes(random, 300), expectation: 'any' })
};

/** Reads of any sizes, which mean nothing. */
const reads: Mutation = {
	name: 'split reads',
	weight: 4,
	apply: ({ recording }) => ({
		body: joinPieces(recording.pieces),
		expectation: 'unchanged',
		isInPieces: true
	})
};

export const byteMutations: readonly Mutation[] = [
	flip,
	remove,
	insert,
	invalidUtf8,
	cutShort,
	spliceWith('two recordings spliced', 4, false),
	spliceWith('two protocols spliced', 4, true),
	foreign,
	otherForm,
	noise,
	reads
];
