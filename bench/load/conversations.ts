/**
 * The conversations of one worker between an answer and what the main thread makes of it: the next request of the same conversation,
 * or its end. Only stages of conversations have one; it knows neither sockets nor clocks.
 */

export class Conversations<User> {
	/** Turn of the next or current request, by ordinal, for those beyond the first. */
	readonly #turns = new Map<number, number>();
	/** Requests of these turns, until they are sent. */
	readonly #requests = new Map<number, Uint8Array>();
	/** Whose answer the main thread has; with the user of a closed loop that waits with them. */
	readonly #waiting = new Map<number, User | null>();

	/** Conversations that wait for the main thread. */
	get waitingCount(): number {
		return this.#waiting.size;
	}

	/** The turn of the request of a conversation, from 0. */
	turnOf(ordinal: number): number {
		return this.#turns.get(ordinal) ?? 0;
	}

	/** The request that the main thread gave, once; null on the first turn. */
	takeRequest(ordinal: number): Uint8Array | null {
		const request = this.#requests.get(ordinal) ?? null;
		this.#requests.delete(ordinal);
		return request;
	}

	/** The answer of this turn is with the main thread. */
	wait(ordinal: number, user: User | null): void {
		this.#waiting.set(ordinal, user);
	}

	/** Goes on with a further turn: the user that waited, or null; undefined for a conversation that is not waited for (any more). */
	followUp(ordinal: number, request: Uint8Array): User | null | undefined {
		const user = this.#waiting.get(ordinal);
		if (user === undefined) return undefined;
		this.#waiting.delete(ordinal);
		this.#turns.set(ordinal, this.turnOf(ordinal) + 1);
		this.#requests.set(ordinal, request);
		return user;
	}

	/** Ends a conversation; returns as `followUp`. */
	end(ordinal: number): User | null | undefined {
		const user = this.#waiting.get(ordinal);
		this.#waiting.delete(ordinal);
		this.#turns.delete(ordinal);
		return user;
	}

	/** Nothing more will be sent: what the main thread still says of conversations that wait comes too late. */
	abandonWaiting(): void {
		this.#waiting.clear();
	}
}
