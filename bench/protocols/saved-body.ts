/**
 * Reads a response body that somebody saved: the bytes as they came over the wire, or one chunk of JSON on each line, as people keep the streams of
 * protocols whose framing is SSE. A file has no clock, so that nothing in the reading has a time.
 */
import { isObject, parseJson } from '#core/json.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { outcomeOf, type AttemptOutcome } from './outcome.ts';
import type { Protocol, Reading } from './protocol.ts';
import type { ObservedEvent } from './response-reader.ts';

export interface SavedReading extends AttemptOutcome {
	/** The moments in it mean nothing. */
	reading: Reading;
	/** Events that could be read. */
	events: number;
}

/** A body that came whole, as far as HTTP is concerned, and all at once. */
const responseOf = (body: Uint8Array): RecordedResponse => ({
	status: 200,
	headers: [],
	body,
	arrivalOffsets: Uint32Array.of(body.length),
	arrivalMs: Float64Array.of(0),
	end: { kind: 'complete' }
});

/** A character may be cut at the end of a file, and nowhere else. */
const textOf = (body: Uint8Array): string | null => {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: true });
	} catch {
		return null;
	}
};

/** Whether a body is text: UTF-8 without NUL. */
export const isText = (body: Uint8Array): boolean => !body.includes(0) && textOf(body) !== null;

const dataLine = /^data:\s?/u;
const otherLine = /^(?:event|id|retry):|^:/u;

const isChunk = (text: string): boolean => text === '[DONE]' || isObject(parseJson(text));

/**
 * A file with a chunk on each line, with or without `data: ` before it, as server-sent events; null for any other file. The last line may be cut.
 */
const asEvents = (text: string): string | null => {
	const lines = text.split(/\r\n|\r|\n/u).filter((line) => line.trim() !== '');
	const events: string[] = [];
	for (const [index, line] of lines.entries()) {
		if (otherLine.test(line)) {
			events.push(`${line}\n`);
			continue;
		}
		const chunk = line.replace(dataLine, '').trim();
		if (isChunk(chunk)) events.push(`data: ${chunk}\n\n`);
		else if (index === lines.length - 1) events.push(`data: ${chunk}`);
		else return null;
	}
	return events.join('');
};

const fields = ['data:', 'event:', 'id:', 'retry:'];

/** Whether a text may be the beginning of server-sent events, or of a chunk, of which none is whole. */
const isOnlyBeginning = (text: string): boolean => {
	const lines = text.split(/\r\n|\r|\n/u).filter((line) => line.trim() !== '');
	const last = lines.at(-1) ?? '';
	return (
		lines.slice(0, -1).every((line) => otherLine.test(line) || dataLine.test(line)) &&
		(otherLine.test(last) ||
			dataLine.test(last) ||
			last.startsWith('{') ||
			fields.some((field) => field.startsWith(last)))
	);
};

/** Whether a text begins as a JSON object and ends inside of it. */
const isOpenObject = (text: string): boolean => {
	if (!text.trimStart().startsWith('{')) return false;
	let depth = 0;
	let isInString = false;
	for (let at = 0; at < text.length; at++) {
		const letter = text[at];
		if (isInString) {
			if (letter === '\\') at++;
			else if (letter === '"') isInString = false;
		} else if (letter === '"') isInString = true;
		else if (letter === '{' || letter === '[') depth++;
		else if (letter === '}' || letter === ']') depth--;
	}
	return depth > 0;
};

const readAs = (protocol: Protocol, body: Uint8Array, stream: boolean): SavedReading => {
	const response = responseOf(body);
	const seen: ObservedEvent[] = [];
	const reading = protocol.read(response, stream, (event) => void seen.push(event));
	return { ...outcomeOf(response, reading, stream), reading, events: seen.length };
};

/** The body ended inside its first event, or inside of its only JSON text: nothing is wrong with what came. */
const asCut = (found: SavedReading): SavedReading => {
	const reading = { ...found.reading, error: null };
	const outcome = outcomeOf(responseOf(new Uint8Array()), reading, true);
	return { ...outcome, reading, events: 0 };
};

/**
 * What a saved body says, by the rules of an attempt: a stream that ends before its terminal event is `truncated`, and so is a whole answer that ends
 * inside its JSON. `stream`: whether it was asked for as a stream. Never throws on what a file holds.
 */
export const readSavedBody = (
	protocol: Protocol,
	body: Uint8Array,
	stream: boolean
): SavedReading => {
	const found = readAs(protocol, body, stream);
	const isMalformed = found.reading.error?.kind === 'malformed';
	if (found.reading.terminated && !isMalformed) return found;
	const text = textOf(body);
	if (text === null) return found;
	if (!stream) return isMalformed && isOpenObject(text) ? asCut(found) : found;
	const events = asEvents(text);
	const lineByLine =
		events === null ? null : readAs(protocol, new TextEncoder().encode(events), stream);
	if (lineByLine && lineByLine.events > found.events) return lineByLine;
	return found.events === 0 && isMalformed && isOnlyBeginning(text) ? asCut(found) : found;
};
