/**
 * Has the code that will read responses compiled before any clock runs: a worker thread starts with cold code, and the first
 * answers of a stage would otherwise pay for it.
 */
import { ResponseReader } from './response-reader.ts';

const event =
	'data: {"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" warm"},"finish_reason":null}]}\n\n';
const chunk = `${event.length.toString(16)}\r\n${event}\r\n`;
const head =
	'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ndate: Fri, 20 Nov 2026 10:00:00 GMT\r\ntransfer-encoding: chunked\r\n\r\n';
/** Enough for the optimising compiler; some 10 ms. */
const responses = 400;
const eventsPerResponse = 20;

/** Reads made-up responses; returns the bytes kept, so that the work cannot be optimised away. */
export const warmUpReader = (): number => {
	const reader = new ResponseReader({ maxHeadBytes: 65_536, maxBodyBytes: 1_048_576 });
	const buffer = Buffer.allocUnsafe(4_096);
	let kept = 0;
	for (let i = 0; i < responses; i++) {
		reader.reset();
		reader.push(buffer, buffer.write(head, 'latin1'), 0);
		for (let j = 0; j < eventsPerResponse; j++) {
			reader.push(buffer, buffer.write(chunk, 'latin1'), j);
		}
		reader.push(buffer, buffer.write('0\r\n\r\n', 'latin1'), eventsPerResponse);
		kept += reader.take().body.length;
	}
	return kept;
};
