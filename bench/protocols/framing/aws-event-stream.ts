/**
 * The binary event stream of AWS (`application/vnd.amazon.eventstream`): messages with headers, a payload, and two checksums.
 * https://smithy.io/2.0/aws/amazon-eventstream.html, read in November 2026:
 *
 *   4 bytes total length, 4 bytes length of the headers, 4 bytes CRC-32 of these eight;
 *   headers: 1 byte length of the name, the name, 1 byte type, the value;
 *   payload; 4 bytes CRC-32 of everything before. Numbers are big-endian.
 */
import { crc32 } from './crc32.ts';
import type { FramedBody, Framing, WireEvent } from './framing.ts';

const preludeBytes = 12;
const checksumBytes = 4;
const leastBytes = preludeBytes + checksumBytes;
/** Limits of the specification, bytes: a payload of 24 MiB, headers of 128 KiB. */
const mostPayloadBytes = 24 * 1_048_576;
const mostHeaderBytes = 131_072;

/** Value of a header by its type: the length in bytes, or of how many bytes a length stands before it. */
const valueShapes = [
	{ fixed: 0 }, // true
	{ fixed: 0 }, // false
	{ fixed: 1 }, // byte
	{ fixed: 2 }, // short
	{ fixed: 4 }, // integer
	{ fixed: 8 }, // long
	{ lengthBytes: 2 }, // byte array
	{ lengthBytes: 2 }, // string
	{ fixed: 8 }, // timestamp
	{ fixed: 16 } // UUID
] as const;
const stringType = 7;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The headers that hold text; null where their bytes are no headers. */
const textHeaders = (
	bytes: Uint8Array,
	view: DataView,
	start: number,
	end: number
): Map<string, string> | null => {
	const headers = new Map<string, string>();
	let at = start;
	while (at < end) {
		const nameStart = at + 1;
		const nameEnd = nameStart + (bytes[at] as number);
		if (nameEnd >= end) return null;
		const type = bytes[nameEnd] as number;
		const shape = valueShapes[type];
		if (!shape) return null;
		let valueStart = nameEnd + 1;
		let valueEnd: number;
		if ('fixed' in shape) valueEnd = valueStart + shape.fixed;
		else {
			valueStart += shape.lengthBytes;
			if (valueStart > end) return null;
			valueEnd = valueStart + view.getUint16(nameEnd + 1);
		}
		if (valueEnd > end) return null;
		if (type === stringType) {
			headers.set(
				decoder.decode(bytes.subarray(nameStart, nameEnd)),
				decoder.decode(bytes.subarray(valueStart, valueEnd))
			);
		}
		at = valueEnd;
	}
	return headers;
};

/** An event as the dialect sees it; `:message-type` is `event`, `exception` (modelled, with a payload) or `error` (in headers alone). */
const eventOf = (headers: Map<string, string>, payload: string, endOffset: number): WireEvent => {
	const kind = headers.get(':message-type');
	if (kind === 'exception') {
		const name = headers.get(':exception-type') ?? 'exception';
		return { name, data: payload === '' ? '{}' : payload, endOffset, isError: true };
	}
	if (kind === 'error') {
		const code = headers.get(':error-code') ?? 'error';
		const message = headers.get(':error-message');
		const data = JSON.stringify(message === undefined ? { code } : { code, message });
		return { name: code, data, endOffset, isError: true };
	}
	return { name: headers.get(':event-type') ?? 'message', data: payload, endOffset };
};

/** One message, read from an offset on. */
export type AwsMessage =
	/** `nextOffset`: where the next one begins. */
	| { kind: 'message'; event: WireEvent; nextOffset: number }
	/** The bytes end before the message does. */
	| { kind: 'cut' }
	/** Why it cannot be read, the end of a sentence; where the next one begins is then unknown. */
	| { kind: 'broken'; why: string };

/** Reads the message at `offset`, which lies before the end of the body. */
export const readAwsMessage = (body: Uint8Array, offset: number): AwsMessage => {
	const left = body.length - offset;
	if (left < preludeBytes) return { kind: 'cut' };
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	const totalBytes = view.getUint32(offset);
	const headerBytes = view.getUint32(offset + 4);
	// Before anything is believed: a wrong length would be waited for, or read across messages.
	if (crc32(body, offset, offset + 8) !== view.getUint32(offset + 8)) {
		return { kind: 'broken', why: 'the checksum of its lengths is wrong' };
	}
	const payloadBytes = totalBytes - headerBytes - leastBytes;
	if (payloadBytes < 0 || payloadBytes > mostPayloadBytes || headerBytes > mostHeaderBytes) {
		return { kind: 'broken', why: 'its lengths are not possible' };
	}
	if (left < totalBytes) return { kind: 'cut' };
	const checksumAt = offset + totalBytes - checksumBytes;
	if (crc32(body, offset, checksumAt) !== view.getUint32(checksumAt)) {
		return { kind: 'broken', why: 'its checksum is wrong' };
	}
	const headersStart = offset + preludeBytes;
	const payloadStart = headersStart + headerBytes;
	const headers = textHeaders(body, view, headersStart, payloadStart);
	if (!headers) return { kind: 'broken', why: 'its headers cannot be read' };
	const payload = decoder.decode(body.subarray(payloadStart, checksumAt));
	const nextOffset = offset + totalBytes;
	return { kind: 'message', event: eventOf(headers, payload, nextOffset - 1), nextOffset };
};

/**
 * Writes the checksums of the messages of a body anew, in place: for a body in which bytes were overwritten on purpose. It stops where lengths
 * lead nowhere.
 */
export const resealAwsMessages = (body: Uint8Array): void => {
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	let offset = 0;
	while (body.length - offset >= leastBytes) {
		const totalBytes = view.getUint32(offset);
		if (totalBytes < leastBytes || totalBytes > body.length - offset) return;
		const checksumAt = offset + totalBytes - checksumBytes;
		view.setUint32(checksumAt, crc32(body, offset, checksumAt));
		offset += totalBytes;
	}
};

export const awsEventStreamFraming: Framing = {
	name: 'aws-event-stream',
	mediaType: 'application/vnd.amazon.eventstream',
	split: (body): FramedBody | null => {
		// A message of no more than 24 MiB begins with 0 or 1; anything else is text.
		if (body.length === 0 || (body[0] as number) > 1) return null;
		const events: WireEvent[] = [];
		let offset = 0;
		while (offset < body.length) {
			const read = readAwsMessage(body, offset);
			if (read.kind === 'cut') {
				return { events, rest: { event: null, oddity: null }, broken: null };
			}
			if (read.kind === 'broken') {
				const place = `message ${String(events.length + 1)} of the event stream`;
				return { events, rest: null, broken: `${place} cannot be read: ${read.why}` };
			}
			events.push(read.event);
			offset = read.nextOffset;
		}
		return { events, rest: null, broken: null };
	}
};
