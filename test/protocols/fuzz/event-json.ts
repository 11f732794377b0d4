/** The JSON inside of one event on the wire, and the event with another one in its place. */
import { crc32 } from '#bench/protocols/framing/crc32.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const preludeBytes = 12;
const checksumBytes = 4;

/** Whether a piece is a message of the AWS event stream: its length begins with a zero byte, as no text does. */
export const isAwsMessage = (piece: Uint8Array): boolean => piece[0] === 0;

interface Place {
	start: number;
	end: number;
}

/** Where the JSON object of an event stands in its bytes; null where it holds none. */
const placeOf = (piece: Uint8Array): Place | null => {
	if (isAwsMessage(piece)) {
		const headers = new DataView(piece.buffer, piece.byteOffset, piece.length).getUint32(4);
		return { start: preludeBytes + headers, end: piece.length - checksumBytes };
	}
	const start = piece.indexOf(0x7b);
	const end = piece.lastIndexOf(0x7d);
	return start === -1 || end < start ? null : { start, end: end + 1 };
};

/** The text of the JSON of an event; null where it holds none. */
export const jsonTextOf = (piece: Uint8Array): string | null => {
	const place = placeOf(piece);
	return place && decoder.decode(piece.subarray(place.start, place.end));
};

/** Lengths and checksums of an AWS message written anew. */
const sealed = (message: Uint8Array): Uint8Array => {
	const view = new DataView(message.buffer);
	view.setUint32(0, message.length);
	view.setUint32(8, crc32(message, 0, 8));
	view.setUint32(message.length - checksumBytes, crc32(message, 0, message.length - checksumBytes));
	return message;
};

/** The event with other bytes where its JSON stood, whole as far as its framing goes; as it was where it holds none. */
export const withJson = (piece: Uint8Array, json: string | Uint8Array): Uint8Array => {
	const place = placeOf(piece);
	if (!place) return piece;
	const bytes = typeof json === 'string' ? encoder.encode(json) : json;
	const changed = new Uint8Array(piece.length - (place.end - place.start) + bytes.length);
	changed.set(piece.subarray(0, place.start));
	changed.set(bytes, place.start);
	changed.set(piece.subarray(place.end), place.start + bytes.length);
	return isAwsMessage(piece) ? sealed(changed) : changed;
};
