/** A rendered request taken apart, its bytes left where they are. */

export interface RequestHead {
	method: string;
	/** Path and query as they are sent. */
	target: string;
	/** Names in lower case, in order. */
	headers: [name: string, value: string][];
	/** The head up to and with the line end of its last header: further header lines go behind it. */
	lines: Uint8Array;
	body: Uint8Array;
}

/** The parts of a request as `renderRequest` makes it. Throws a RangeError for bytes that are none. */
export const headOf = (request: Uint8Array): RequestHead => {
	const buffer = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
	const end = buffer.indexOf('\r\n\r\n');
	if (end < 0) throw new RangeError('a request without the end of its head');
	const [line = '', ...lines] = buffer.toString('latin1', 0, end).split('\r\n');
	const [method = '', target = ''] = line.split(' ');
	return {
		method,
		target,
		headers: lines.map((each) => {
			const colon = each.indexOf(':');
			return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()];
		}),
		lines: request.subarray(0, end + 2),
		body: request.subarray(end + 4)
	};
};
