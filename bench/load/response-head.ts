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

const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: ([^\0-\x08\x0a-\x1f\x7f]*))?$/;
const tokenName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const controlCharacter = /[\0-\x08\x0a-\x1f\x7f]/;

const framingOf = (
	status: number,
	transferEncoding: string[],
	contentLength: string[]
): BodyFraming | string => {
	if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
	if (transferEncoding.length > 0) {
		if (contentLength.length > 0) return 'both content-length and transfer-encoding';
		const codings = transferEncoding.join(',').toLowerCase().split(',');
		const last = codings.at(-1)?.trim();
		return last === 'chunked' ? { kind: 'chunked' } : { kind: 'close' };
	}
	if (contentLength.length === 0) return { kind: 'close' };
	const value = contentLength[0] ?? '';
	if (contentLength.length > 1) return 'more than one content-length';
	if (!/^\d{1,15}$/.test(value)) return `content-length "${value.slice(0, 40)}" is not a length`;
	return { kind: 'length', bytes: Number(value) };
};

/**
 * Reads a head without its final empty line, lines separated by CRLF.
 * Returns a sentence that says what is malformed where it is not a head.
 */
export const parseResponseHead = (text: string): ResponseHead | string => {
	const lines = text.split('\r\n');
	const first = statusLine.exec(lines[0] ?? '');
	if (!first) return `not an HTTP/1.1 status line: "${(lines[0] ?? '').slice(0, 60)}"`;
	const status = Number(first[2]);
	if (status < 100) return `status ${String(status)} is not one of HTTP`;
	const headers: [string, string][] = [];
	const transferEncoding: string[] = [];
	const contentLength: string[] = [];
	const connection: string[] = [];
	for (let i = 1; i < lines.length; i++) {
		const line = lines[i] ?? '';
		const colon = line.indexOf(':');
		const rawName = line.slice(0, colon);
		if (colon <= 0 || !tokenName.test(rawName)) {
			return `malformed header line: "${line.slice(0, 60)}"`;
		}
		if (controlCharacter.test(line)) return `control character in the header "${rawName}"`;
		const name = rawName.toLowerCase();
		const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
		headers.push([name, value]);
		if (name === 'transfer-encoding') transferEncoding.push(value);
		else if (name === 'content-length') contentLength.push(value);
		else if (name === 'connection' || name === 'proxy-connection') connection.push(value);
	}
	const framing = framingOf(status, transferEncoding, contentLength);
	if (typeof framing === 'string') return framing;
	const options = connection.join(',').toLowerCase().split(',');
	const wants = (option: string): boolean => options.some((entry) => entry.trim() === option);
	const persistent = first[1] === '1' ? !wants('close') : wants('keep-alive');
	return { status, headers, framing, keepAlive: persistent && framing.kind !== 'close' };
};
