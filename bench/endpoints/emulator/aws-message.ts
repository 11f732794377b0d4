/** Writes messages of the AWS event stream; the format is described where they are read. https://smithy.io/2.0/aws/amazon-eventstream.html */
import { crc32 } from '#bench/protocols/framing/crc32.ts';

const stringType = 7;
const preludeBytes = 12;
const checksumBytes = 4;

const headerBytes = (name: string, value: string): Uint8Array => {
	const [nameBytes, valueBytes] = [new TextEncoder().encode(name), new TextEncoder().encode(value)];
	const bytes = new Uint8Array(1 + nameBytes.length + 3 + valueBytes.length);
	bytes[0] = nameBytes.length;
	bytes.set(nameBytes, 1);
	const typeAt = 1 + nameBytes.length;
	bytes[typeAt] = stringType;
	new DataView(bytes.buffer).setUint16(typeAt + 1, valueBytes.length);
	bytes.set(valueBytes, typeAt + 3);
	return bytes;
};

/** One message with headers of text, and both checksums. */
export const encodeAwsMessage = (
	headers: Readonly<Record<string, string>>,
	payload: string
): Uint8Array => {
	const written = Object.entries(headers).map(([name, value]) => headerBytes(name, value));
	const headersLength = written.reduce((sum, { length }) => sum + length, 0);
	const payloadBytes = new TextEncoder().encode(payload);
	const message = new Uint8Array(
		preludeBytes + headersLength + payloadBytes.length + checksumBytes
	);
	const view = new DataView(message.buffer);
	view.setUint32(0, message.length);
	view.setUint32(4, headersLength);
	view.setUint32(8, crc32(message, 0, 8));
	let at = preludeBytes;
	for (const header of written) {
		message.set(header, at);
		at += header.length;
	}
	message.set(payloadBytes, at);
	const checksumAt = message.length - checksumBytes;
	view.setUint32(checksumAt, crc32(message, 0, checksumAt));
	return message;
};

/** One event of a stream, as Bedrock sends it. */
export const encodeAwsEvent = (eventType: string, payload: string): Uint8Array =>
	encodeAwsMessage(
		{
			':event-type': eventType,
			':content-type': 'application/json',
			':message-type': 'event'
		},
		payload
	);

/** One error of a stream, as Bedrock sends it. */
export const encodeAwsException = (exceptionType: string, payload: string): Uint8Array =>
	encodeAwsMessage(
		{
			':exception-type': exceptionType,
			':content-type': 'application/json',
			':message-type': 'exception'
		},
		payload
	);
