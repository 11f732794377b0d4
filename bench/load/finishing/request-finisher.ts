/**
 * What a request gets only as it is sent: a nonce that no other request has, and a signature with the time. Requests are rendered before any
 * clock runs; a worker finishes them in its own thread, just before the moment `sent` is taken, so that the little it takes is lateness of
 * ours and part of no time that an endpoint is held to. Everything that can be is worked out ahead (`prepare`).
 *
 * Why here, and not in batches on the main thread: a signature is good for five minutes, an open loop with think time or a closed one may
 * send a request at any later moment, and new bytes for each request every minute would cross threads for the whole stage.
 */
import { nonceDigits, noncePlaceholder } from '#bench/protocols/cache-nonce.ts';
import type { ChatCall, Endpoint, Protocol, RequestSigning } from '#bench/protocols/protocol.ts';
import { AwsSigner, type SignableRequest } from './aws-signature.ts';

/** What the requests of a stage get, as data that crosses threads. */
export interface RequestFinish {
	/** Whether each gets a nonce of its own. */
	nonce: boolean;
	/** How each is signed; null where none is. */
	signing: RequestSigning | null;
}

/** What the requests of these calls need; null where they go out as they were rendered. */
export const requestFinishOf = (
	protocol: Protocol,
	endpoint: Endpoint,
	calls: readonly Pick<ChatCall, 'cache'>[]
): RequestFinish | null => {
	const nonce = calls.some(({ cache }) => cache === 'defeat');
	const signing = protocol.signingOf?.(endpoint) ?? null;
	return nonce || signing ? { nonce, signing } : null;
};

interface Prepared {
	/** Where the digits of its nonces are. */
	places: number[];
	signable: SignableRequest | null;
}

const counterDigits = 8;
/** The empty line between head and body. */
const headEnd = Buffer.from('\r\n');

const placesOf = (request: Uint8Array): number[] => {
	const buffer = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
	const places: number[] = [];
	for (
		let at = buffer.indexOf(noncePlaceholder);
		at >= 0;
		at = buffer.indexOf(noncePlaceholder, at + noncePlaceholder.length)
	) {
		places.push(at + noncePlaceholder.length - nonceDigits);
	}
	return places;
};

export class RequestFinisher {
	readonly #nonce: boolean;
	readonly #signer: AwsSigner | null;
	readonly #salt: string;
	readonly #prepared = new WeakMap<Uint8Array, Prepared>();
	#finished = 0;

	/** `salt`: eight hexadecimal digits that no other worker of any run has, but by chance. */
	constructor({ nonce, signing }: RequestFinish, salt: string) {
		this.#nonce = nonce;
		this.#signer = signing && new AwsSigner(signing);
		this.#salt = salt;
	}

	/** Works out ahead what does not depend on the moment. */
	prepare(request: Uint8Array): void {
		this.#preparedOf(request);
	}

	/** The bytes to send; those given are left as they are. `nowUtcMs`: ms since 1970. */
	finish(request: Uint8Array, nowUtcMs: number): Uint8Array {
		const { places, signable } = this.#preparedOf(request);
		const count = this.#finished++;
		if (!signable || !this.#signer) {
			if (places.length === 0) return request;
			const bytes = Buffer.from(request);
			this.#writeNonce(bytes, places, count);
			return bytes;
		}
		const { lines, body } = signable.head;
		if (places.length === 0) {
			const signature = this.#signer.headerLines(signable, nowUtcMs, body);
			return Buffer.concat([lines, signature, headEnd, body]);
		}
		const salted = Buffer.from(body);
		const bodyFrom = request.length - body.length;
		this.#writeNonce(
			salted,
			places.map((place) => place - bodyFrom),
			count
		);
		const signature = this.#signer.headerLines(signable, nowUtcMs, salted);
		return Buffer.concat([lines, signature, headEnd, salted]);
	}

	#preparedOf(request: Uint8Array): Prepared {
		const known = this.#prepared.get(request);
		if (known) return known;
		const places = this.#nonce ? placesOf(request) : [];
		const prepared = {
			places,
			signable: this.#signer?.prepare(request, places.length === 0) ?? null
		};
		this.#prepared.set(request, prepared);
		return prepared;
	}

	#writeNonce(bytes: Buffer, places: readonly number[], count: number): void {
		const nonce =
			this.#salt + count.toString(16).padStart(counterDigits, '0').slice(-counterDigits);
		for (const place of places) bytes.write(nonce, place, nonceDigits, 'latin1');
	}
}
