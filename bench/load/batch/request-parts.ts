/** Takes a rendered request apart again, for a client that puts requests together itself. */
import { BenchError } from '#core/errors.ts';

export interface RequestParts {
	method: string;
	path: string;
	/** Without those that say how long the body and the connection are: the client writes these. */
	headers: Record<string, string>;
	body: Buffer;
}

const writtenByClient = new Set(['content-length', 'connection']);
const notAscii = /[^\t\x20-\x7e]/;

/** The parts of a request as `renderRequest` makes it. Throws E_CONFIG for a header that the client would send changed. */
export const requestPartsOf = (bytes: Uint8Array): RequestParts => {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const headEnd = buffer.indexOf('\r\n\r\n');
	const [line = '', ...lines] = buffer.toString('latin1', 0, headEnd).split('\r\n');
	const [method = '', path = ''] = line.split(' ');
	const headers = lines.map((each): [string, string] => {
		const colon = each.indexOf(':');
		return [each.slice(0, colon), each.slice(colon + 2)];
	});
	const changed = headers.find(([, value]) => notAscii.test(value));
	if (changed) {
		throw new BenchError(
			'E_CONFIG',
			`the value of the request header "${changed[0]}" has letters beyond ASCII, which batch mode cannot send`,
			{ hint: 'Use a closed loop, or a value of plain letters.' }
		);
	}
	return {
		method,
		path,
		headers: Object.fromEntries(headers.filter(([name]) => !writtenByClient.has(name))),
		body: buffer.subarray(headEnd + 4)
	};
};
