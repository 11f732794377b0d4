/**
 * Counts of values in buckets that are each as wide, for their size, as every other: for figures of which there are too many to keep. Any
 * quantile is right to 0.1 %, count, mean, least and largest value are exact, and two histograms become one without any loss. Pure.
 */
import { z } from 'zod';
import { p99MinimumSamples, upperBounds, type Distribution } from './distribution.ts';

/** 2⁹ buckets between a power of two and the next: a value lies within 1/1,024 of the middle of its bucket. */
const mantissaBits = 9;
const pageSize = 2 ** mantissaBits;
const highBits = 20 - mantissaBits;

/** The sum is kept in steps of 2⁻²⁰ (a nanosecond, of ms), in two parts, so that it does not depend on the order in which values came. */
const stepsPerUnit = 2 ** 20;
const carryAt = 2 ** 50;
const largest = 2 ** 30;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Where the half with sign and exponent lies. */
const high = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Sign, exponent and the first bits of the mantissa: for values from 0 on they grow with the value. */
const bucketOf = (value: number): number => {
	float[0] = value;
	return (words[high] as number) >>> highBits;
};

const lowerEnd = (bucket: number): number => {
	words[1 - high] = 0;
	words[high] = bucket << highBits;
	return float[0] as number;
};

/** The least bucket holds 0 and what is too small to have an exponent. */
const middleOf = (bucket: number): number =>
	bucket === 0 ? 0 : (lowerEnd(bucket) + lowerEnd(bucket + 1)) / 2;

export const histogramSchema = z.strictObject({
	n: z.int().nonnegative(),
	/** Null without values, as `max`. */
	min: z.number().nonnegative().nullable(),
	max: z.number().nonnegative().nullable(),
	/** Sum of the values: (first × 2⁵⁰ + second) / 2²⁰. */
	sum: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
	/** Bucket and count, by rising bucket; the bucket is the first 21 bits of the IEEE 754 double. */
	counts: z.array(z.tuple([z.int().nonnegative(), z.int().positive()]))
});

export type StoredHistogram = z.infer<typeof histogramSchema>;

export class Histogram {
	/** Counts by exponent; only those that were met. */
	readonly #pages: (Float64Array | undefined)[] = [];
	#n = 0;
	#min = Infinity;
	#max = -Infinity;
	#sumHigh = 0;
	#sumLow = 0;

	/** Values so far. */
	get n(): number {
		return this.#n;
	}

	/** Adds a value from 0 to 2³⁰. Throws a RangeError for any other. */
	add(value: number): void {
		if (!(value >= 0 && value <= largest)) {
			throw new RangeError(`a histogram takes values from 0 to 2^30, not ${String(value)}`);
		}
		this.#count(bucketOf(value), 1);
		this.#addToSum(0, Math.round(value * stepsPerUnit));
		this.#min = Math.min(this.#min, value);
		this.#max = Math.max(this.#max, value);
	}

	/** Adds all values of another one: it is then the histogram of both. */
	merge(other: Histogram): void {
		other.#pages.forEach((page, exponent) => {
			page?.forEach((count, place) => {
				if (count > 0) this.#count(exponent * pageSize + place, count);
			});
		});
		this.#addToSum(other.#sumHigh, other.#sumLow);
		this.#min = Math.min(this.#min, other.#min);
		this.#max = Math.max(this.#max, other.#max);
	}

	/** The sum / n, in the unit of the values; null without values. */
	mean(): number | null {
		if (this.#n === 0) return null;
		return ((this.#sumHigh / this.#n) * carryAt + this.#sumLow / this.#n) / stepsPerUnit;
	}

	/** The q-quantile, linear between order statistics as of sorted samples, within 0.1 % of theirs; null without values. */
	quantile(q: number): number | null {
		if (this.#n === 0) return null;
		const position = (this.#n - 1) * q;
		const rank = Math.floor(position);
		const below = this.#valueAt(rank);
		const above = this.#valueAt(Math.min(rank + 1, this.#n - 1));
		return below + (above - below) * (position - rank);
	}

	/** In the form that every command prints. */
	describe(): Distribution {
		return {
			n: this.#n,
			mean: this.mean(),
			p50: this.quantile(0.5),
			p90: this.quantile(0.9),
			p95: this.quantile(0.95),
			p99: this.quantile(0.99),
			max: this.#n === 0 ? null : this.#max,
			p99Supported: this.#n >= p99MinimumSamples,
			upper: upperBounds(this.#n, (place) => this.#valueAt(place))
		};
	}

	toJSON(): StoredHistogram {
		const counts: [number, number][] = [];
		this.#pages.forEach((page, exponent) => {
			page?.forEach((count, place) => {
				if (count > 0) counts.push([exponent * pageSize + place, count]);
			});
		});
		return {
			n: this.#n,
			min: this.#n === 0 ? null : this.#min,
			max: this.#n === 0 ? null : this.#max,
			sum: [this.#sumHigh, this.#sumLow],
			counts
		};
	}

	/** The histogram that `toJSON` gave. */
	static from({ min, max, sum, counts }: StoredHistogram): Histogram {
		const histogram = new Histogram();
		for (const [bucket, count] of counts) histogram.#count(bucket, count);
		histogram.#addToSum(...sum);
		histogram.#min = min ?? Infinity;
		histogram.#max = max ?? -Infinity;
		return histogram;
	}

	#count(bucket: number, count: number): void {
		const exponent = bucket >>> mantissaBits;
		const page = (this.#pages[exponent] ??= new Float64Array(pageSize));
		const place = bucket & (pageSize - 1);
		page[place] = (page[place] as number) + count;
		this.#n += count;
	}

	#addToSum(sumHigh: number, sumLow: number): void {
		this.#sumHigh += sumHigh;
		this.#sumLow += sumLow;
		while (this.#sumLow >= carryAt) {
			this.#sumLow -= carryAt;
			this.#sumHigh++;
		}
	}

	/** The order statistic of this rank, from 0: the middle of its bucket, or the least or largest value. */
	#valueAt(rank: number): number {
		if (rank === 0) return this.#min;
		if (rank === this.#n - 1) return this.#max;
		let passed = 0;
		for (const [exponent, page] of this.#pages.entries()) {
			if (!page) continue;
			for (let place = 0; place < pageSize; place++) {
				passed += page[place] as number;
				if (passed > rank) {
					const middle = middleOf(exponent * pageSize + place);
					return Math.min(this.#max, Math.max(this.#min, middle));
				}
			}
		}
		return this.#max;
	}
}
