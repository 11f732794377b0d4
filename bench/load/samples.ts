/** A growing list of numbers without one object per number. */
export class Samples {
	#values = new Float64Array(256);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** Adds a value; null, a metric that was not observed, adds nothing. */
	add(value: number | null): void {
		if (value === null) return;
		if (this.#length === this.#values.length) {
			const grown = new Float64Array(this.#length * 2);
			grown.set(this.#values);
			this.#values = grown;
		}
		this.#values[this.#length++] = value;
	}

	/** The values so far, in order of arrival; a view, valid until the next `add`. */
	view(): Float64Array {
		return this.#values.subarray(0, this.#length);
	}
}
