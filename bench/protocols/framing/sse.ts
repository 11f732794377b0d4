/**
 * Server-sent events out of a whole recorded body, with the place of each event's last byte, so that its time can be
 * looked up. Works on bytes and decodes per event; linear in the length of the body, whatever its lines are like.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */

import { isObject, parseJson } from '#core/json.ts';
import type { FramedBody, Framing, WireEvent } from './framing.ts';

export interface SseBody {
	/** The name is that of the last `event:` line, the data the `data:` lines joined by line feeds; an event ends with its blank line. */
	events: WireEvent[];
	/** Data after the last blank line: an event that was cut, its `endOffset` that of the last byte. Null if none. */
	cut: WireEvent | null;
	/** Lines after the last event, from the first on that begins like JSON and is no field: some servers put an error there. */
	stray?: WireEvent;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
const openingBrace = 0x7b;
const openingBracket = 0x5b;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const dataField = bytesOf('data');
const eventField = bytesOf('event');
/** No field of the standard: older llama.cpp servers write `error: {…}` in place of `event: error` and `data: {…}`. */
const errorField = bytesOf('error');
const byteOrderMark = new Uint8Array([0xef, 0xbb, 0xbf]);

const startsWith = (body: Uint8Array, start: number, prefix: Uint8Array): boolean => {
	for (let i = 0; i < prefix.length; i++) {
		if (body[start + i] !== prefix[i]) return false;
	}
	return true;
};

/** Where the value of the line [start, end) begins, if its field is `field`; -1 if it is another. */
const valueStart = (body: Uint8Array, start: number, end: number, field: Uint8Array): number => {
	const afterName = start + field.length;
	if (afterName > end || !startsWith(body, start, field)) return -1;
	if (afterName === end) return end;
	if (body[afterName] !== colon) return -1;
	const afterColon = afterName + 1;
	return afterColon < end && body[afterColon] === space ? afterColon + 1 : afterColon;
};

/** Splits a body into its events. Events without a data line are dropped, as the standard says. */
export const parseSse = (body: Uint8Array): SseBody => {
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	const events: WireEvent[] = [];
	let name = '';
	let pieces: string[] = [];
	/** Where the first line after the last event begins that looks like JSON; -1 without one. */
	let strayFrom = -1;

	const takeLine = (start: number, end: number): void => {
		let value = valueStart(body, start, end, dataField);
		if (value !== -1) {
			pieces.push(decoder.decode(body.subarray(value, end)));
			return;
		}
		value = valueStart(body, start, end, eventField);
		if (value !== -1) {
			name = decoder.decode(body.subarray(value, end));
			return;
		}
		value = valueStart(body, start, end, errorField);
		if (value !== -1) {
			name = 'error';
			pieces.push(decoder.decode(body.subarray(value, end)));
			return;
		}
		const first = body[start];
		if (first === openingBrace || first === openingBracket) {
			if (strayFrom === -1) strayFrom = start;
		}
	};
	const takeEvent = (endOffset: number): WireEvent | null => {
		const event =
			pieces.length === 0
				? null
				: {
						name: name === '' ? 'message' : name,
						data: pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('\n'),
						endOffset
					};
		name = '';
		if (pieces.length > 0) pieces = [];
		return event;
	};
	const find = (byte: number, from: number): number => {
		const at = body.indexOf(byte, from);
		return at === -1 ? body.length : at;
	};

	let position = startsWith(body, 0, byteOrderMark) ? byteOrderMark.length : 0;
	// Each separator is searched again only once it was passed: no byte is looked at twice for the same one.
	let nextLineFeed = find(lineFeed, position);
	let nextCarriageReturn = find(carriageReturn, position);
	while (position < body.length) {
		if (nextLineFeed < position) nextLineFeed = find(lineFeed, position);
		if (nextCarriageReturn < position) nextCarriageReturn = find(carriageReturn, position);
		const end = Math.min(nextLineFeed, nextCarriageReturn);
		if (end === body.length) {
			takeLine(position, end);
			break;
		}
		const next = end + (body[end] === carriageReturn && body[end + 1] === lineFeed ? 2 : 1);
		if (end > position) takeLine(position, end);
		else {
			const event = takeEvent(next - 1);
			if (event) {
				events.push(event);
				strayFrom = -1;
			}
		}
		position = next;
	}
	const cut = takeEvent(body.length - 1);
	if (strayFrom === -1) return { events, cut };
	const data = decoder.decode(body.subarray(strayFrom));
	return { events, cut, stray: { name: 'message', data, endOffset: body.length - 1 } };
};

/** Whether an event without its blank line can be a whole one: some servers leave the last one out. */
const isWhole = ({ name, data }: WireEvent): boolean =>
	name === 'error' || data.trim() === '[DONE]' || isObject(parseJson(data));

export const sseFraming: Framing = {
	name: 'sse',
	mediaType: 'text/event-stream',
	split: (body): FramedBody | null => {
		const { events, cut, stray } = parseSse(body);
		if (events.length === 0 && !cut) return null;
		const rest = cut ?? stray;
		if (!rest) return { events, rest: null, broken: null };
		const oddity = cut
			? 'the last event was not ended by a blank line'
			: 'JSON stood behind the last event, outside of any';
		return { events, rest: { event: isWhole(rest) ? rest : null, oddity }, broken: null };
	}
};
