/** Hands ended attempts on to the main thread, a few in each message: serialising a hundred recordings at once would hold up reads. */
import type { FromWorker, RawAttempt } from './worker-messages.ts';

/** Sends a message to the main thread; the buffers named go along without being copied. */
export type Post = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/** How long ended attempts may wait to be handed on together, ms. */
const gatherMs = 20;
/** Pause between two messages where more is waiting, ms. */
const betweenMessagesMs = 1;
/** Most attempts in one message. */
const attemptsPerMessage = 8;

export class AttemptOutbox {
	readonly #post: Post;
	readonly #waiting: RawAttempt[] = [];
	#timer: NodeJS.Timeout | null = null;

	constructor(post: Post) {
		this.#post = post;
	}

	/** Takes an attempt; its buffers belong to the main thread soon after. */
	add(attempt: RawAttempt): void {
		this.#waiting.push(attempt);
		this.#timer ??= setTimeout(() => {
			this.#postSome();
		}, gatherMs);
	}

	/** Hands on everything that is left, at once. */
	flush(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		this.#postAttempts(this.#waiting.splice(0));
	}

	#postSome(): void {
		this.#postAttempts(this.#waiting.splice(0, attemptsPerMessage));
		this.#timer =
			this.#waiting.length === 0
				? null
				: setTimeout(() => {
						this.#postSome();
					}, betweenMessagesMs);
	}

	#postAttempts(attempts: RawAttempt[]): void {
		if (attempts.length === 0) return;
		const transfer = attempts.flatMap(({ response }) => [
			response.body.buffer as ArrayBuffer,
			response.arrivalOffsets.buffer as ArrayBuffer,
			response.arrivalMs.buffer as ArrayBuffer
		]);
		this.#post({ kind: 'attempts', attempts }, transfer);
	}
}
