/**
 * What is mutated: every recording that the contract suite has of a protocol, and of those that are not of text what the emulator's dialect answers.
 * A protocol that has either is fuzzed by itself.
 */
import { dialects } from '#bench/endpoints/emulator/dialects.ts';
import type { AnswerFacts } from '#bench/endpoints/emulator/dialect.ts';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { Outcome } from '#core/outcome.ts';
import { protocolNames, type ProtocolName } from '#core/target.ts';
import { bytesOf, type Implementation, type Pieces } from '../contract/implementation.ts';
import { implementations } from '../implementations.ts';
import { recording } from '../recording.ts';

export interface Recording {
	protocol: ProtocolName;
	name: string;
	/** Whether it is a stream; else one JSON text, which is one piece. */
	isStream: boolean;
	/** An event in each. */
	pieces: readonly Uint8Array[];
	/** How it is read before anything is changed. */
	outcome: Outcome;
	/** The first piece with which the answer is finished; null in a whole body, and where none finishes it. */
	terminal: number | null;
	/** Whether no other piece finishes the answer, so that without this one it is cut. */
	isOnlyEnd: boolean;
	/** Fields with text or `true` in the finishing piece that no piece before it has, as JSON without spaces. */
	endFields: readonly string[];
}

export interface Pool {
	protocol: ProtocolName;
	recordings: readonly Recording[];
	/** What a stream cannot be finished without one of, as JSON without spaces, such as `"finish_reason":"stop"`. */
	endFields: readonly string[];
	/** Events that nobody knows, and those that report an error. */
	unknownEvents: readonly Uint8Array[];
	errorEvents: readonly Uint8Array[];
}

const joinedBytes = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);

const outcomeOfPieces = (
	protocol: ProtocolName,
	pieces: readonly Uint8Array[],
	isStream: boolean
): { outcome: Outcome; terminated: boolean } => {
	const response = recording(joinedBytes(pieces));
	const reading = protocols[protocol].read(response, isStream);
	const { outcome } = outcomeOf(response, reading, isStream);
	return { outcome, terminated: reading.terminated };
};

const decoder = new TextDecoder();

/** Without spaces, as the mutations leave JSON. */
export const unspaced = (bytes: Uint8Array): string => decoder.decode(bytes).replace(/\s/gu, '');

const fieldsIn = (pieces: readonly Uint8Array[]): string[] =>
	pieces.flatMap((piece) => unspaced(piece).match(/"\w+":(?:"[^"]+"|true)/gu) ?? []);

const recordingOf = (
	protocol: ProtocolName,
	name: string,
	given: Pieces,
	isStream: boolean
): Recording => {
	const pieces = given.map(bytesOf);
	const { outcome } = outcomeOfPieces(protocol, pieces, isStream);
	const common = { protocol, name, isStream, pieces, outcome };
	const finishing = isStream
		? pieces.findIndex(
				(_, last) => outcomeOfPieces(protocol, pieces.slice(0, last + 1), true).terminated
			)
		: -1;
	const end = pieces[finishing];
	if (!end) return { ...common, terminal: null, isOnlyEnd: false, endFields: [] };
	const before = new Set(fieldsIn(pieces.slice(0, finishing)));
	return {
		...common,
		terminal: finishing,
		isOnlyEnd: !outcomeOfPieces(protocol, pieces.toSpliced(finishing, 1), true).terminated,
		endFields: fieldsIn([end]).filter((field) => !before.has(field))
	};
};

const ofContract = (protocol: ProtocolName, given: Implementation): Recording[] => {
	const streams: [string, Pieces | null][] = [
		['stream', given.stream],
		['toolStream', given.toolStream],
		['lengthStream', given.lengthStream],
		['refusedStream', given.refusedStream],
		['cachedStream', given.cachedStream],
		['unknownUsageStream', given.unknownUsageStream],
		['revisedUsageStream', given.revisedUsageStream],
		['inconsistentUsageStream', given.inconsistentUsageStream],
		['switchedModelStream', given.switchedModelStream],
		['restartedStream', given.restartedStream]
	];
	const bodies: [string, unknown][] = [
		['answer', given.answer],
		['toolAnswer', given.toolAnswer],
		['error', given.error.body]
	];
	return [
		...streams.flatMap(([name, pieces]) =>
			pieces ? [recordingOf(protocol, name, pieces, true)] : []
		),
		...bodies.flatMap(([name, json]) =>
			json === null || json === undefined
				? []
				: [recordingOf(protocol, name, [JSON.stringify(json)], false)]
		)
	];
};

const facts: AnswerFacts = {
	id: 'a-1',
	model: 'm-1',
	createdAtS: 1_780_000_000,
	promptTokens: 12,
	outputTokens: 4,
	finish: 'stop',
	calls: [],
	streamUsage: true
};

const times = { queueMs: 0, prefillMs: 2, decodeMs: 3 };

/** What an answer may hold that is no text: an image in base64, a vector. */
const answers = ['SGVsbG8h', '[0.25,-0.5]'];

/** A whole answer of a protocol that is not of text and has no part in the contract suite. */
const ofEmulator = (protocol: ProtocolName): Recording[] =>
	answers
		.map((answer) =>
			recordingOf(
				protocol,
				'emulated answer',
				[dialects[protocol].wholeBody(facts, answer, times)],
				false
			)
		)
		.filter(({ outcome }) => outcome === 'ok')
		.slice(0, 1);

const keyOf = (field: string): string => field.slice(0, field.indexOf(':'));

/** The fields whose keys finish every stream that is finished. */
const commonEndFields = (recordings: readonly Recording[]): string[] => {
	const finished = recordings.filter(({ terminal }) => terminal !== null);
	return [...new Set(finished.flatMap(({ endFields }) => endFields))].filter((field) =>
		finished.every(({ endFields }) => endFields.some((each) => keyOf(each) === keyOf(field)))
	);
};

/** All that is known of a protocol. */
const poolOf = (protocol: ProtocolName): Pool => {
	const given = implementations.find(([name]) => name === protocol)?.[1];
	const recordings = given ? ofContract(protocol, given) : ofEmulator(protocol);
	const errors = given ? [given.errorEvent, ...given.namedErrors.map(([, event]) => event)] : [];
	return {
		protocol,
		recordings,
		endFields: commonEndFields(recordings),
		unknownEvents: given?.unknownEvent ? [bytesOf(given.unknownEvent)] : [],
		errorEvents: errors.flatMap((event) => (event ? [bytesOf(event)] : []))
	};
};

/** The pool of each protocol, in the order of their names. */
export const pools: readonly Pool[] = protocolNames.map(poolOf);
