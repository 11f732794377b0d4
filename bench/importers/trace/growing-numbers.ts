/** A list of numbers that grows without a limit and takes eight bytes for each. */
export class GrowingNumbers {
	#values = new Float64Array(16);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	add(value: number): void {
		if (this.#length === this.#values.length) {
			const larger = new Float64Array(this.#values.length * 2);
			larger.set(this.#values);
			this.#values = larger;
		}
		this.#values[this.#length++] = value;
	}

	addAll(other: GrowingNumbers): void {
		for (const value of other.#values.subarray(0, other.#length)) this.add(value);
	}

	/** The numbers so far, in the order in which they were added; not a copy. */
	view(): Float64Array {
		return this.#values.subarray(0, this.#length);
	}

	/** A sorted copy. */
	sorted(): Float64Array {
		return this.#values.slice(0, this.#length).sort();
	}
}
