/** Figures of which a stage may have hundreds of millions, such as the gaps between deltas: exact while they are few, counted from then on. */
import { describe, type Distribution } from '#core/statistics/distribution.ts';
import { Histogram } from '#core/statistics/histogram.ts';
import { Samples } from './samples.ts';

/** Values that are kept as they are: 8 MB. */
const keptValues = 1_000_000;

export class CountedSamples {
	readonly #kept: number;
	#exact = new Samples();
	#histogram: Histogram | null = null;

	constructor({ kept = keptValues }: { kept?: number } = {}) {
		this.#kept = kept;
	}

	/** Adds a value from 0 to 2³⁰. */
	add(value: number): void {
		if (this.#histogram) {
			this.#histogram.add(value);
			return;
		}
		this.#exact.add(value);
		if (this.#exact.length <= this.#kept) return;
		this.#histogram = new Histogram();
		for (const each of this.#exact.view()) this.#histogram.add(each);
		this.#exact = new Samples();
	}

	/** Their summary: exact up to a million values, percentiles within 0.1 % from then on. */
	describe(): Distribution {
		return this.#histogram?.describe() ?? describe(this.#exact.view());
	}
}
