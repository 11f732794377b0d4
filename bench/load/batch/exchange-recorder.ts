/** Gathers one response while a client reads it: head, body and the moments of its reads. */
import type { RecordedResponse, TransportEnd } from '#core/recorded-response.ts';

export class ExchangeRecorder {
	#status: number | null = null;
	#headers: [string, string][] = [];
	#pieces: Buffer[] = [];
	#bytes = 0;
	readonly #offsets: number[] = [];
	readonly #times: number[] = [];
	/** Moment of the read that brought the head; null before it. */
	headersMs: number | null = null;

	/** Bytes of the body so far. */
	get bodyBytes(): number {
		return this.#bytes;
	}

	/** Takes the head; `flat` holds names and values in turn. */
	takeHead(status: number, flat: readonly string[], atMs: number): void {
		this.#status = status;
		this.headersMs = atMs;
		this.#headers = [];
		for (let i = 0; i + 1 < flat.length; i += 2) {
			this.#headers.push([(flat[i] as string).toLowerCase(), flat[i + 1] as string]);
		}
	}

	/** Takes a piece of the body; pieces of one read have its moment and count as one. */
	takeBody(piece: Buffer, atMs: number): void {
		this.#pieces.push(piece);
		this.#bytes += piece.length;
		if (this.#times.at(-1) === atMs) this.#offsets[this.#offsets.length - 1] = this.#bytes;
		else {
			this.#offsets.push(this.#bytes);
			this.#times.push(atMs);
		}
	}

	/** The response as far as it came. Its memory is its own, so that it can be handed to another thread. */
	finish(end: TransportEnd): RecordedResponse {
		const body = new Uint8Array(this.#bytes);
		let at = 0;
		for (const piece of this.#pieces) {
			body.set(piece, at);
			at += piece.length;
		}
		this.#pieces = [];
		return {
			status: this.#status,
			headers: this.#headers,
			body,
			arrivalOffsets: Uint32Array.from(this.#offsets),
			arrivalMs: Float64Array.from(this.#times),
			end
		};
	}
}
