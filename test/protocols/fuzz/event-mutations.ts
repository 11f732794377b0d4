/** Mutations of whole events, and of what HTTP says of the body. */
import { pick, randomInt, shuffle } from '#core/random.ts';
import type { TransportFailureCode } from '#core/recorded-response.ts';
import { isAwsMessage } from './event-json.ts';
import { joinPieces, type Mutation } from './mutation.ts';
import type { Recording } from './recordings.ts';

const isSeveral = ({ pieces }: Recording): boolean => pieces.length > 1;
const isAws = ({ pieces: [first] }: Recording): boolean =>
	first !== undefined && isAwsMessage(first);

const drop: Mutation = {
	name: 'dropped events',
	weight: 5,
	fits: isSeveral,
	apply: ({ recording, random }) => {
		const { pieces, terminal, isOnlyEnd } = recording;
		const kept = pieces.map(() => random() < 0.75);
		const isUnfinished = isOnlyEnd && terminal !== null && kept[terminal] === false;
		return {
			body: joinPieces(pieces.filter((_, index) => kept[index])),
			expectation: isUnfinished ? 'never-ok' : 'any'
		};
	}
};

const duplicate: Mutation = {
	name: 'doubled events',
	weight: 4,
	fits: isSeveral,
	apply: ({ recording: { pieces }, random }) => {
		const doubled = pieces.flatMap((piece) => {
			const times = random() < 0.3 ? 1 + randomInt(random, 3) : 1;
			return Array.from({ length: times }, () => piece);
		});
		return { body: joinPieces(doubled), expectation: 'any' };
	}
};

const reorder: Mutation = {
	name: 'reordered events',
	weight: 4,
	fits: isSeveral,
	apply: ({ recording: { pieces }, random }) => ({
		body: joinPieces(shuffle(random, pieces)),
		expectation: 'any'
	})
};

const mix: Mutation = {
	name: 'events of two recordings',
	weight: 4,
	fits: isSeveral,
	apply: ({ recording: { pieces }, pool, random }) => {
		const other = [...pick(random, pool.recordings).pieces];
		const mixed = pieces.flatMap((piece) =>
			random() < 0.4 && other.length > 0 ? [other.shift() ?? piece, piece] : [piece]
		);
		return { body: joinPieces(mixed), expectation: 'any' };
	}
};

const unknownEvent: Mutation = {
	name: 'unknown events',
	weight: 3,
	fits: ({ isStream, terminal }, { unknownEvents }) =>
		isStream && terminal !== null && unknownEvents.length > 0,
	apply: ({ recording: { pieces, terminal }, pool, random }) => {
		const at = randomInt(random, (terminal ?? 0) + 1);
		const event = pick(random, pool.unknownEvents);
		return { body: joinPieces(pieces.toSpliced(at, 0, event)), expectation: 'unchanged' };
	}
};

const errorEvent: Mutation = {
	name: 'an error event',
	weight: 4,
	fits: ({ isStream, terminal }, { errorEvents }) =>
		isStream && terminal !== null && errorEvents.length > 0,
	apply: ({ recording: { pieces, terminal }, pool, random }) => {
		const end = terminal ?? 0;
		// Some errors are bare JSON, which only the end of a body can hold.
		const event = pick(random, pool.errorEvents);
		const isBare = event[0] === 0x7b || event[0] === 0x5b;
		const isLine = pieces[0]?.[0] === 0x7b;
		const changed =
			isBare && !isLine
				? [...pieces.slice(0, end), event]
				: pieces.toSpliced(randomInt(random, end + 1), 0, event);
		return { body: joinPieces(changed), expectation: 'never-ok' };
	}
};

/** A length or a checksum of one message, up to the finishing one, is another. */
const badMessage: Mutation = {
	name: 'bad lengths and checksums',
	weight: 6,
	fits: (recording) => isAws(recording) && recording.terminal !== null,
	apply: ({ recording: { pieces, terminal }, random }) => {
		const index = randomInt(random, (terminal ?? 0) + 1);
		const changed = pieces.map((piece, at) => {
			if (at !== index) return piece;
			const copy = Uint8Array.from(piece);
			const view = new DataView(copy.buffer);
			const place = pick(random, [0, 4, 8, copy.length - 4]);
			const before = view.getUint32(place);
			const value = pick(random, [0, 1, before + 1, before * 2, 0xffffffff, 0x7fffffff]) >>> 0;
			view.setUint32(place, value === before ? before ^ 1 : value);
			return copy;
		});
		return { body: joinPieces(changed), expectation: 'never-ok' };
	}
};

const status: Mutation = {
	name: 'another status',
	weight: 3,
	apply: ({ recording, random }) => ({
		body: joinPieces(recording.pieces),
		status: pick(random, [null, 100, 199, 301, 302, 400, 401, 404, 408, 429, 500, 503, 529, 999]),
		expectation: 'never-ok'
	})
};

const failures: readonly TransportFailureCode[] = [
	'idle-timeout',
	'total-timeout',
	'aborted',
	'malformed-response',
	'response-too-large'
];

const failed: Mutation = {
	name: 'a failed transport',
	weight: 3,
	apply: ({ recording, random }) => ({
		body: joinPieces(recording.pieces),
		end: { kind: 'failed', code: pick(random, failures), message: 'no' },
		expectation: 'never-ok'
	})
};

const closed: Mutation = {
	name: 'closed behind the end',
	weight: 2,
	fits: ({ isStream, terminal }) => !isStream || terminal !== null,
	apply: ({ recording }) => ({
		body: joinPieces(recording.pieces),
		end: { kind: 'failed', code: 'connection-closed', message: 'closed' },
		expectation: 'unchanged'
	})
};

const comments: Mutation = {
	name: 'comments and blank lines',
	weight: 2,
	fits: ({ isStream, pieces: [first] }) =>
		isStream && first !== undefined && first[0] !== 0 && first[0] !== 0x7b,
	apply: ({ recording: { pieces }, random }) => {
		const between = pick(random, [': keep-alive\n\n', ':\n', '\n\n', 'id: 7\n\n', 'retry: 1\n\n']);
		const comment = new TextEncoder().encode(between);
		return {
			body: joinPieces(pieces.flatMap((piece) => (random() < 0.5 ? [comment, piece] : [piece]))),
			expectation: 'unchanged'
		};
	}
};

export const eventMutations: readonly Mutation[] = [
	drop,
	duplicate,
	reorder,
	mix,
	unknownEvent,
	errorEvent,
	badMessage,
	status,
	failed,
	closed,
	comments
];
