/**
 * Server-sent events out of a whole recorded body, with the place of each event's last byte, so that its time can be
 * looked up. Works on bytes and decodes per event; linear in the length of the body, whatever its lines are like.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */

export interface SseEvent {
	/** Value of the last `event:` line; `message` where there was none. */
	name: string;
	/** The `data:` lines joined by line feeds. */
	data: string;
	/** Offset in the body of the last byte of the blank line that ends the event. */
	endOffset: number;
}

export interface SseBody {
	events: SseEvent[];
	/** Data after the last blank line: an event that was cut, its `endOffset` that of the last byte. Null if none. */
	cut: SseEvent | null;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;

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
	const events: SseEvent[] = [];
	let name = '';
	let pieces: string[] = [];

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
		}
	};
	const takeEvent = (endOffset: number): SseEvent | null => {
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
			if (event) events.push(event);
		}
		position = next;
	}
	return { events, cut: takeEvent(body.length - 1) };
};
