/**
 * A sample of a stream that takes little memory: those with the smallest priorities are kept, priorities being drawn once and evenly. Any such
 * samples can be put together, parted or cut, and stay random samples of theirs (Cohen & Kaplan 2007, "Summarizing data using bottom-k
 * sketches", PODC).
 */

export interface Kept<T> {
	/** Drawn evenly from [0, 1). */
	priority: number;
	value: T;
}

export class KeptSample<T> {
	#kept: Kept<T>[] = [];
	/** All entries with a priority below it are here. */
	#below = 1;

	/** Those kept, in no order. */
	get kept(): readonly Kept<T>[] {
		return this.#kept;
	}

	/** Whether an entry of this priority would be kept. */
	takes(priority: number): boolean {
		return priority < this.#below;
	}

	/** Adds one, and leaves the `most` smallest. */
	add(entry: Kept<T>, most: number): void {
		if (!this.takes(entry.priority)) return;
		this.#kept.push(entry);
		// Cut now and then only: sorting for each would be slow.
		if (this.#kept.length >= 2 * most + 8) this.cut(most);
	}

	/** Leaves the `most` smallest. */
	cut(most: number): void {
		if (this.#kept.length <= most) return;
		this.#kept.sort((a, b) => a.priority - b.priority);
		const [first] = this.#kept.splice(most);
		this.#below = first?.priority ?? this.#below;
	}

	/** Takes over the entries of another sample that are `meant`; it must have seen each of those that are. */
	merge(other: KeptSample<T>, most: number, meant: (value: T) => boolean = () => true): void {
		this.#below = Math.min(this.#below, other.#below);
		const all = [...this.#kept, ...other.#kept.filter(({ value }) => meant(value))];
		this.#kept = all.filter(({ priority }) => priority < this.#below);
		this.cut(most);
	}

	/** The `most` smallest, by priority: a random sample in a random order. */
	smallest(most: number): T[] {
		this.cut(Math.max(most, 0));
		return [...this.#kept]
			.sort((a, b) => a.priority - b.priority)
			.slice(0, most)
			.map(({ value }) => value);
	}
}
