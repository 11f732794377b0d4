/**
 * AWS Signature Version 4 of a rendered request, in two steps: all that does not depend on the moment is worked out ahead, so that
 * signing is two hashes, or one more where the body has changed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, read in November 2026.
 */
import { createHmac, hash } from 'node:crypto';
import type { RequestSigning } from '#bench/protocols/protocol.ts';
import { headOf, type RequestHead } from './request-head.ts';

const algorithm = 'AWS4-HMAC-SHA256';

/** Headers that a proxy may change or that say nothing of the request. */
const unsigned = new Set(['user-agent', 'connection', 'accept', 'content-length', 'expect']);

const encoder = new TextEncoder();
const sha256 = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');
const hmac = (key: Uint8Array | string, text: string): Buffer =>
	createHmac('sha256', key).update(text).digest();

/** Letters, digits and `-._~` stay; everything else is written in percent (RFC 3986, section 2.3). */
const encode = (text: string): string =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
	);

const decode = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

/** The path as it is sent, encoded once more segment by segment, as every service but S3 wants it. */
const canonicalPath = (path: string): string => path.split('/').map(encode).join('/');

const canonicalQuery = (query: string): string =>
	query
		.split('&')
		.filter((pair) => pair !== '')
		.map((pair) => {
			const at = pair.indexOf('=');
			const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
			return [encode(decode(name)), encode(decode(value))] as const;
		})
		.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`)
		.join('&');

/** What is known of a request before it is sent. */
export interface SignableRequest {
	head: RequestHead;
	/** Canonical request up to the date, and from behind it to the hash of the body. */
	beforeDate: string;
	afterDate: string;
	signedHeaders: string;
	/** SHA-256 of the body, hex; null where it is other each time. */
	bodyHash: string | null;
}

/** `20261126T161500Z` */
const dateText = (nowUtcMs: number): string =>
	new Date(nowUtcMs).toISOString().replace(/[-:]|\.\d{3}/g, '');

export class AwsSigner {
	readonly #signing: RequestSigning;
	/** The key of a day, which is the same for all of its requests. */
	#key: { day: string; bytes: Buffer } | null = null;

	constructor(signing: RequestSigning) {
		this.#signing = signing;
	}

	/** Works out what is the same whenever the request is sent. */
	prepare(request: Uint8Array, isBodyFixed: boolean): SignableRequest {
		const head = headOf(request);
		const date = ['x-amz-date', '\u0000'] as const;
		const { sessionToken } = this.#signing;
		const headers = [
			...head.headers
				.filter(([name]) => !unsigned.has(name))
				.map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')] as const),
			date,
			...(sessionToken === null ? [] : [['x-amz-security-token', sessionToken] as const])
		].sort(([a], [b]) => (a < b ? -1 : 1));
		const signedHeaders = headers.map(([name]) => name).join(';');
		const [path = '', query = ''] = head.target.split(/\?(.*)/s);
		const canonical = [
			head.method,
			canonicalPath(path),
			canonicalQuery(query),
			...headers.map(([name, value]) => `${name}:${value}`),
			'',
			signedHeaders,
			''
		].join('\n');
		const at = canonical.indexOf('\u0000');
		return {
			head,
			beforeDate: canonical.slice(0, at),
			afterDate: canonical.slice(at + 1),
			signedHeaders,
			bodyHash: isBodyFixed ? sha256(head.body) : null
		};
	}

	/** The header lines that sign the request at this moment, ms since 1970; `body` is what is sent, where that is not what was prepared. */
	headerLines(prepared: SignableRequest, nowUtcMs: number, body: Uint8Array): Uint8Array {
		const date = dateText(nowUtcMs);
		const day = date.slice(0, 8);
		const { accessKeyId, sessionToken, region, service } = this.#signing;
		const scope = `${day}/${region}/${service}/aws4_request`;
		const { beforeDate, afterDate, bodyHash, signedHeaders } = prepared;
		const canonical = beforeDate + date + afterDate + (bodyHash ?? sha256(body));
		const signature = hmac(
			this.#keyOf(day),
			`${algorithm}\n${date}\n${scope}\n${sha256(canonical)}`
		).toString('hex');
		const token = sessionToken === null ? '' : `x-amz-security-token: ${sessionToken}\r\n`;
		return encoder.encode(
			`x-amz-date: ${date}\r\n${token}authorization: ${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}\r\n`
		);
	}

	#keyOf(day: string): Buffer {
		if (this.#key?.day === day) return this.#key.bytes;
		const { secretAccessKey, region, service } = this.#signing;
		const bytes = [region, service, 'aws4_request'].reduce(
			(key, part) => hmac(key, part),
			hmac(`AWS4${secretAccessKey}`, day)
		);
		this.#key = { day, bytes };
		return bytes;
	}
}
