/** Why requests of a stage failed, by what was said of it. */

/** Different messages that are counted; an endpoint may put a number of its own into each. */
const maxMessages = 200;
/** Messages that a summary lists. */
const listedMessages = 5;

export class FailureMessages {
	readonly #counts = new Map<string, number>();

	/** Null is that of an attempt that did not fail, or of which it is not kept. */
	add(message: string | null): void {
		if (message === null) return;
		const count = this.#counts.get(message) ?? 0;
		if (count > 0 || this.#counts.size < maxMessages) this.#counts.set(message, count + 1);
	}

	/** The most frequent ones, and how many attempts each was said of. */
	summarise(): { message: string; count: number }[] {
		return [...this.#counts]
			.map(([message, count]) => ({ message, count }))
			.sort((a, b) => b.count - a.count)
			.slice(0, listedMessages);
	}
}
