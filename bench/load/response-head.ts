/**
 * The head of an HTTP/1.1 response: status line and headers (RFC 9112 sections 3 to 6, RFC 9110 section 5), read strictly,
 * and what it says about the body that follows. Strictness follows llhttp, so that our verdict on a response is Node's.
 */

/** How the end of the body is found (RFC 9112 section 6.3). */
export type BodyFraming =
	| { kind: 'none' }
	| { kind: 'length'; bytes: number }
	| { kind: 'chunked' }
	/** Until the server closes the connection. */
	| { kind: 'close' };

export interface ResponseHead {
	status: number;
	/** Names in lower case, in order. */
	headers: [name: string, value: string][];
	framing: BodyFraming;
	/** Whether the connection may carry another request after this response. */
	keepAlive: boolean;
}

const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/;
const tokenName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const controlCharacter = /[\0-\x08\x0a-\x1f\x7f]/;

const framingOf = (
	status: number,
	transferEncoding: string[],
	contentLength: string[]
): BodyFraming | string => {
	const length = contentLength[0];
	if (length !== undefined) {
		if (transferEncoding.length > 0) return 'both content-length and transfer-encoding';
		if (contentLength.length > 1) return 'more than one content-length';
		if (!/^0*\d{1,15}$/.test(length)) {
			return `content-length "${length.slice(0, 40)}" is not a length`;
		}
	}
	const codings = transferEncoding.join(',').toLowerCase().split(',');
	const lastCoding = codings.at(-1)?.trim();
	if (transferEncoding.length > 0 && lastCoding === '') return 'transfer-encoding names no coding';
	if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
	if (length !== undefined) return { kind: 'length', bytes: Number(length) };
	return { kind: lastCoding === 'chunked' ? 'chunked' : 'close' };
};

/** Reads header or trailer lines; returns a sentence that says what is malformed where they are not. */
export const parseHeaderLines = (
	lines: readonly string[]
): [name: string, value: string][] | string => {
	const headers: [string, string][] = [];
	for (const line of lines) {
		const colon = line.indexOf(':');
		const name = line.slice(0, colon);
		if (colon <= 0 || !tokenName.test(name)) return `malformed header line: "${line.slice(0, 60)}"`;
		if (controlCharacter.test(line)) {
			return `control character in the header "${name.slice(0, 60)}"`;
		}
		const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
		headers.push([name.toLowerCase(), value]);
	}
	return headers;
};

/**
 * Reads a head without its final empty line, lines separated by CRLF.
 * Returns a sentence that says what is malformed where it is not a head.
 */
export const parseResponseHead = (text: string): ResponseHead | string => {
	const [firstLine = '', ...lines] = text.split('\r\n');
	const first = statusLine.exec(firstLine);
	if (!first) return `not an HTTP/1.1 status line: "${firstLine.slice(0, 60)}"`;
	const status = Number(first[2]);
	if (status < 100) return `status ${String(status)} is not one of HTTP`;
	const headers = parseHeaderLines(lines);
	if (typeof headers === 'string') return headers;
	const valuesOf = (...names: string[]): string[] =>
		headers.filter(([name]) => names.includes(name)).map(([, value]) => value);
	const framing = framingOf(status, valuesOf('transfer-encoding'), valuesOf('content-length'));
	if (typeof framing === 'string') return framing;
	const options = valuesOf('connection', 'proxy-connection').join(',').toLowerCase().split(',');
	const wants = (option: string): boolean => options.some((entry) => entry.trim() === option);
	const persistent = first[1] === '1' ? !wants('close') : wants('keep-alive');
	// After 101 the connection speaks another protocol.
	const keepAlive = persistent && framing.kind !== 'close' && status !== 101;
	return { status, headers, framing, keepAlive };
};
