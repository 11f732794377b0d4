/** What a proxy answers to CONNECT (RFC 9110 section 9.3.6), read byte by byte as it comes. */
import { parseResponseHead } from '../response-head.ts';

/** A proxy that says more before its answer ends is none, bytes. */
const mostBytes = 65_536;

export type TunnelState =
	| { kind: 'reading' }
	/** The tunnel stands. */
	| { kind: 'open' }
	/** It does not: a sentence about the proxy, without its name, such as `wants a name and password (HTTP 407)`. */
	| { kind: 'refused'; why: string };

/** The request that asks a proxy for a tunnel to `to` (host:port). */
export const connectRequest = (to: string, authorization: string | null): string =>
	[
		`CONNECT ${to} HTTP/1.1`,
		`host: ${to}`,
		...(authorization === null ? [] : [`proxy-authorization: ${authorization}`]),
		'',
		''
	].join('\r\n');

const refusalOf = (status: number, to: string, hasAccess: boolean): string => {
	const code = `(HTTP ${String(status)})`;
	switch (status) {
		case 407:
			return hasAccess
				? `refuses the name and password that it was given ${code}`
				: `wants a name and password ${code}`;
		case 403:
			return `does not allow connections to ${to} ${code}`;
		case 502:
		case 503:
		case 504:
			return `could not reach ${to} ${code}`;
		default:
			return `opened no tunnel to ${to} ${code}`;
	}
};

export class TunnelAnswer {
	#text = '';
	readonly #to: string;
	readonly #hasAccess: boolean;

	/** `to`: the host and port that the tunnel is to reach. */
	constructor(to: string, hasAccess: boolean) {
		this.#to = to;
		this.#hasAccess = hasAccess;
	}

	/** Takes what came; nothing of it may be kept by the caller as a part of the tunnel, which speaks only when it is spoken to. */
	push(bytes: Buffer): TunnelState {
		this.#text += bytes.toString('latin1');
		const end = this.#text.indexOf('\r\n\r\n');
		if (end === -1) {
			return this.#text.length > mostBytes || !/^(?:(?:H(?:TT?)?)?$|HTTP)/u.test(this.#text)
				? { kind: 'refused', why: 'sent what is no answer to CONNECT' }
				: { kind: 'reading' };
		}
		const head = parseResponseHead(this.#text.slice(0, end));
		if (typeof head === 'string') {
			return { kind: 'refused', why: 'sent what is no answer to CONNECT' };
		}
		const { status } = head;
		if (status < 200) {
			this.#text = this.#text.slice(end + 4);
			return this.#text === '' ? { kind: 'reading' } : this.push(Buffer.alloc(0));
		}
		if (status > 299) {
			return { kind: 'refused', why: refusalOf(status, this.#to, this.#hasAccess) };
		}
		return this.#text.length > end + 4
			? { kind: 'refused', why: 'sent something through the tunnel before it was asked' }
			: { kind: 'open' };
	}
}
