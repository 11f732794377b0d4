/**
 * The response reader of the timing path: takes bytes as the socket delivers them, stamps each read, keeps the body without its
 * transfer coding, and knows when the response has ended. It decodes nothing: protocols read the recording afterwards.
 * Nothing is allocated per read beyond the growth of the kept bytes.
 */
import type { RecordedResponse, TransportFailureCode } from '#core/recorded-response.ts';
import { parseHeaderLines, parseResponseHead, type ResponseHead } from './response-head.ts';

export interface ReaderLimits {
	/** Largest head and largest trailer section, bytes. */
	maxHeadBytes: number;
	/** Largest body, bytes. */
	maxBodyBytes: number;
}

export type ReadState =
	| { kind: 'reading' }
	/** The framing says that the response is over. `surplus`: bytes came after its end, so the connection cannot be reused. */
	| { kind: 'complete'; reusable: boolean; surplus: boolean }
	| { kind: 'failed'; code: TransportFailureCode; message: string };

/** Where in the response the next byte belongs. */
const phase = {
	head: 0,
	chunkSize: 1,
	chunkExtension: 2,
	chunkSizeLineFeed: 3,
	chunkData: 4,
	chunkDataReturn: 5,
	chunkDataLineFeed: 6,
	trailer: 7,
	lengthBody: 8,
	closeBody: 9,
	over: 10
} as const;

const carriageReturn = 13;
const lineFeed = 10;
const semicolon = 59;
const initialBodyBytes = 4_096;
const initialArrivals = 64;
const largestHintBytes = 262_144;
const largestHintArrivals = 16_384;

/** Of its own memory, not of Node's shared pool, so that it can be given away. */
const noBytes = (): Buffer<ArrayBuffer> => Buffer.allocUnsafeSlow(0);
/** Longest chunk extensions of one response, bytes: Node's own limit. */
const maxExtensionBytes = 16_384;

const reading: ReadState = { kind: 'reading' };
const prefix = Buffer.from('HTTP/1.');

const hexDigit = (byte: number): number => {
	if (byte >= 48 && byte <= 57) return byte - 48;
	const lower = byte | 32;
	return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** Reads one response at a time; `reset` before each. Times are whatever clock the caller passes in, ms. */
export class ResponseReader {
	readonly #limits: ReaderLimits;
	#state: number = phase.head;
	#head: ResponseHead | null = null;
	#headBytes: Buffer = Buffer.allocUnsafe(1_024);
	#headLength = 0;
	#body: Buffer<ArrayBuffer> = noBytes();
	/** Memory that the body and the arrivals of the next response begin with. */
	#bodyHint = initialBodyBytes;
	#arrivalsHint = initialArrivals;
	#bodyLength = 0;
	#offsets = new Uint32Array(0);
	#times = new Float64Array(0);
	#arrivals = 0;
	/** Bytes left of the chunk or of the body with a known length. */
	#left = 0;
	/** Whether the size line of the current chunk has a digit yet. */
	#hasSize = false;
	#extensionBytes = 0;
	/** When the head was complete, ms; null before. */
	headersMs: number | null = null;
	/** When the first byte of any kind arrived, ms; null before. */
	firstByteMs: number | null = null;

	constructor(limits: ReaderLimits) {
		this.#limits = limits;
	}

	/** Forgets the last response. */
	reset(): void {
		this.#state = phase.head;
		this.#head = null;
		this.#headLength = 0;
		this.#bodyLength = 0;
		this.#arrivals = 0;
		this.#left = 0;
		this.#extensionBytes = 0;
		this.headersMs = null;
		this.firstByteMs = null;
	}

	/** Takes `length` bytes of `bytes` that were read at `atMs`. The bytes are copied: the caller may reuse its buffer. */
	push(bytes: Buffer, length: number, atMs: number): ReadState {
		this.firstByteMs ??= atMs;
		const before = this.#bodyLength;
		const state = this.#consume(bytes, length, atMs);
		if (this.#bodyLength > before) this.#stamp(atMs);
		return state;
	}

	/** The server has closed its side: the end of a close-delimited body, a failure anywhere else. */
	end(): ReadState {
		if (this.#state === phase.closeBody) {
			this.#state = phase.over;
			return { kind: 'complete', reusable: false, surplus: false };
		}
		const where =
			this.firstByteMs === null
				? 'before the first byte of an answer'
				: this.#head === null
					? 'inside the response headers'
					: 'inside the response body';
		return {
			kind: 'failed',
			code: 'connection-closed',
			message: `the server closed the connection ${where}`
		};
	}

	/**
	 * Gives away what has been read, with the memory it is in: nothing is copied, and the buffers can be transferred to another
	 * thread. The next response gets memory of its own when its body begins.
	 */
	take(): Omit<RecordedResponse, 'end'> {
		const recorded = {
			status: this.#head?.status ?? null,
			headers: this.#head?.headers ?? [],
			body: new Uint8Array(this.#body.buffer, 0, this.#bodyLength),
			arrivalOffsets: this.#offsets.subarray(0, this.#arrivals),
			arrivalMs: this.#times.subarray(0, this.#arrivals)
		};
		// Answers of one endpoint are of a size: the next one begins with what this one needed. A rare giant does not count.
		if (this.#body.length <= largestHintBytes && this.#offsets.length <= largestHintArrivals) {
			this.#bodyHint = Math.max(initialBodyBytes, this.#body.length);
			this.#arrivalsHint = Math.max(initialArrivals, this.#offsets.length);
		}
		this.#body = noBytes();
		this.#bodyLength = 0;
		this.#offsets = new Uint32Array(0);
		this.#times = new Float64Array(0);
		this.#arrivals = 0;
		return recorded;
	}

	#stamp(atMs: number): void {
		if (this.#arrivals === this.#offsets.length) {
			const length = Math.max(this.#arrivalsHint, this.#arrivals * 2);
			const offsets = new Uint32Array(length);
			offsets.set(this.#offsets);
			this.#offsets = offsets;
			const times = new Float64Array(length);
			times.set(this.#times);
			this.#times = times;
		}
		this.#offsets[this.#arrivals] = this.#bodyLength;
		this.#times[this.#arrivals] = atMs;
		this.#arrivals++;
	}

	/** Appends body bytes; false beyond the limit, with what fits below it kept. */
	#keep(bytes: Buffer, from: number, to: number): boolean {
		const wanted = this.#bodyLength + to - from;
		const length = Math.min(wanted, this.#limits.maxBodyBytes);
		if (length > this.#body.length) {
			const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#bodyHint, this.#body.length * 2));
			this.#body.copy(grown, 0, 0, this.#bodyLength);
			this.#body = grown;
		}
		bytes.copy(this.#body, this.#bodyLength, from, from + length - this.#bodyLength);
		this.#bodyLength = length;
		return length === wanted;
	}

	#fail(code: TransportFailureCode, message: string): ReadState {
		this.#state = phase.over;
		return { kind: 'failed', code, message };
	}

	#tooLarge(): ReadState {
		const limit = String(this.#limits.maxBodyBytes);
		return this.#fail('response-too-large', `the response body is longer than ${limit} bytes`);
	}

	#complete(surplus: boolean): ReadState {
		this.#state = phase.over;
		const reusable = this.#head?.keepAlive === true && !surplus;
		return { kind: 'complete', reusable, surplus };
	}

	#consume(bytes: Buffer, length: number, atMs: number): ReadState {
		let at = 0;
		while (at < length) {
			switch (this.#state) {
				case phase.head: {
					const next = this.#readHead(bytes, at, length, atMs);
					if (typeof next !== 'number') return next;
					at = next;
					// A body of no bytes is over with its head.
					if ((this.#state as number) === phase.over) return this.#complete(at < length);
					break;
				}
				case phase.lengthBody: {
					const to = Math.min(length, at + this.#left);
					if (!this.#keep(bytes, at, to)) return this.#tooLarge();
					this.#left -= to - at;
					if (this.#left === 0) return this.#complete(to < length);
					at = to;
					break;
				}
				case phase.closeBody:
					if (!this.#keep(bytes, at, length)) return this.#tooLarge();
					at = length;
					break;
				case phase.chunkSize: {
					const byte = bytes[at] as number;
					const digit = hexDigit(byte);
					if (digit >= 0) {
						this.#hasSize = true;
						this.#left = this.#left * 16 + digit;
						if (this.#left > Number.MAX_SAFE_INTEGER) {
							return this.#fail('malformed-response', 'a chunk size is out of range');
						}
					} else if (this.#hasSize && byte === carriageReturn) {
						this.#state = phase.chunkSizeLineFeed;
					} else if (this.#hasSize && byte === semicolon) {
						this.#state = phase.chunkExtension;
					} else {
						return this.#fail('malformed-response', 'a chunk size is not a hexadecimal number');
					}
					at++;
					break;
				}
				case phase.chunkExtension: {
					const byte = bytes[at] as number;
					if (byte === carriageReturn) this.#state = phase.chunkSizeLineFeed;
					else if (byte === lineFeed) {
						return this.#fail('malformed-response', 'a bare line feed in a chunk extension');
					} else if (++this.#extensionBytes > maxExtensionBytes) {
						return this.#fail('malformed-response', 'chunk extensions are too long');
					}
					at++;
					break;
				}
				case phase.chunkSizeLineFeed:
					if (bytes[at] !== lineFeed) {
						return this.#fail('malformed-response', 'a chunk size line does not end with CRLF');
					}
					at++;
					if (this.#left === 0) {
						this.#state = phase.trailer;
						this.#headLength = 0;
					} else this.#state = phase.chunkData;
					break;
				case phase.chunkData: {
					const to = Math.min(length, at + this.#left);
					if (!this.#keep(bytes, at, to)) return this.#tooLarge();
					this.#left -= to - at;
					at = to;
					if (this.#left === 0) this.#state = phase.chunkDataReturn;
					break;
				}
				case phase.chunkDataReturn:
				case phase.chunkDataLineFeed: {
					const expected = this.#state === phase.chunkDataReturn ? carriageReturn : lineFeed;
					if (bytes[at] !== expected) {
						return this.#fail('malformed-response', 'chunk data is not followed by CRLF');
					}
					at++;
					if (expected === carriageReturn) this.#state = phase.chunkDataLineFeed;
					else this.#beginChunk();
					break;
				}
				case phase.trailer: {
					const next = this.#readTrailer(bytes, at, length);
					if (typeof next !== 'number') return next;
					at = next;
					if ((this.#state as number) === phase.over) return this.#complete(at < length);
					break;
				}
				default:
					return this.#fail('malformed-response', 'bytes after the end of the response');
			}
		}
		return reading;
	}

	#beginChunk(): void {
		this.#state = phase.chunkSize;
		this.#left = 0;
		this.#hasSize = false;
	}

	/**
	 * Collects lines up to the empty line that ends a head or trailer section. Returns the position after it, `length` if it
	 * has not come yet, or the failure. What was collected is in `#headBytes`.
	 */
	#collect(
		bytes: Buffer,
		at: number,
		length: number
	): { ended: boolean; next: number } | ReadState {
		for (let i = at; i < length; i++) {
			const byte = bytes[i] as number;
			const previous =
				this.#headLength === 0 ? 0 : (this.#headBytes[this.#headLength - 1] as number);
			if (byte === lineFeed ? previous !== carriageReturn : previous === carriageReturn) {
				return this.#fail('malformed-response', 'a header line does not end with CRLF');
			}
			if (this.#headLength === this.#limits.maxHeadBytes) {
				const limit = String(this.#limits.maxHeadBytes);
				return this.#fail(
					'headers-too-large',
					`the response headers are longer than ${limit} bytes`
				);
			}
			if (this.#headLength === this.#headBytes.length) {
				this.#headBytes = Buffer.concat([this.#headBytes], this.#headBytes.length * 2);
			}
			this.#headBytes[this.#headLength++] = byte;
			if (byte !== lineFeed) continue;
			const n = this.#headLength;
			const emptyLine =
				n === 2 ||
				(n >= 4 &&
					this.#headBytes[n - 3] === lineFeed &&
					this.#headBytes[n - 4] === carriageReturn);
			if (emptyLine) return { ended: true, next: i + 1 };
		}
		return { ended: false, next: length };
	}

	#readHead(bytes: Buffer, from: number, length: number, atMs: number): number | ReadState {
		let at = from;
		// Empty lines before the status line are allowed (RFC 9112 section 2.2).
		if (this.#headLength === 0) {
			while (at < length && (bytes[at] === carriageReturn || bytes[at] === lineFeed)) at++;
		}
		const collected = this.#collect(bytes, at, length);
		const seen = Math.min(this.#headLength, prefix.length);
		if (this.#headBytes.compare(prefix, 0, seen, 0, seen) !== 0) {
			return this.#fail('malformed-response', 'the answer is not HTTP/1.1');
		}
		if ('kind' in collected) return collected;
		if (!collected.ended) return collected.next;
		const head = parseResponseHead(this.#headBytes.toString('latin1', 0, this.#headLength - 4));
		if (typeof head === 'string') return this.#fail('malformed-response', head);
		if (head.status < 200 && head.status !== 101) {
			// 100 Continue and 103 Early Hints come before the real head.
			this.#headLength = 0;
			return collected.next;
		}
		this.#head = head;
		this.headersMs = atMs;
		if (head.framing.kind === 'chunked') this.#beginChunk();
		else if (head.framing.kind === 'close') this.#state = phase.closeBody;
		else if (head.framing.kind === 'length' && head.framing.bytes > 0) {
			this.#state = phase.lengthBody;
			this.#left = head.framing.bytes;
		} else this.#state = phase.over;
		return collected.next;
	}

	#readTrailer(bytes: Buffer, at: number, length: number): number | ReadState {
		const collected = this.#collect(bytes, at, length);
		if ('kind' in collected) return collected;
		if (collected.ended) {
			// Checked as llhttp does, then dropped: no protocol reads trailers.
			const lines = this.#headBytes.toString('latin1', 0, Math.max(0, this.#headLength - 4));
			const trailers = lines === '' ? [] : parseHeaderLines(lines.split('\r\n'));
			if (typeof trailers === 'string') return this.#fail('malformed-response', trailers);
			this.#state = phase.over;
		}
		return collected.next;
	}
}
