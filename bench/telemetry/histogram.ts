/** Histograms as engines keep them: counts by upper bound since the start of the process. Their quantiles are known to a bucket only. */
import { samplesOf, type Exposition } from './prometheus-text.ts';

export interface Histogram {
	/** Ascending; the last one is Infinity. */
	upperBounds: readonly number[];
	/** Observations up to each bound, so that the last is their number. */
	cumulative: readonly number[];
	/** Sum of all observations; null where it is not given. */
	sum: number | null;
}

/** Observations in all. */
export const countOf = ({ cumulative }: Histogram): number => cumulative.at(-1) ?? 0;

const boundOf = (text: string | undefined): number | null => {
	if (text === undefined) return null;
	if (/^\+?inf$/i.test(text)) return Infinity;
	const value = Number(text);
	return text.trim() === '' || Number.isNaN(value) ? null : value;
};

/**
 * The histogram of a name, all its label sets added up (one engine has one for each model or replica), its bounds multiplied by
 * `factor`. Null where there is none, and where label sets have different bounds or counts that fall.
 */
export const histogramOf = (
	exposition: Exposition,
	name: string,
	factor = 1,
	wanted: Readonly<Record<string, string>> = {}
): Histogram | null => {
	const countByBound = new Map<number, number>();
	const setsByBound = new Map<number, number>();
	for (const { labels, value } of samplesOf(exposition, `${name}_bucket`, wanted)) {
		const bound = boundOf(labels.get('le'));
		if (bound === null || !Number.isFinite(value)) return null;
		countByBound.set(bound, (countByBound.get(bound) ?? 0) + value);
		setsByBound.set(bound, (setsByBound.get(bound) ?? 0) + 1);
	}
	const upperBounds = [...countByBound.keys()].sort((a, b) => a - b);
	if (upperBounds.at(-1) !== Infinity || new Set(setsByBound.values()).size > 1) return null;
	const cumulative = upperBounds.map((bound) => countByBound.get(bound) ?? 0);
	if (cumulative.some((count, index) => count < (cumulative[index - 1] ?? 0))) return null;
	const sums = samplesOf(exposition, `${name}_sum`, wanted);
	return {
		upperBounds: upperBounds.map((bound) => bound * factor),
		cumulative,
		sum: sums.length === 0 ? null : sums.reduce((all, { value }) => all + value, 0) * factor
	};
};

/**
 * What was observed between two readings of the same histogram. Without an earlier one, all of the later: engines show a histogram
 * from its first observation on. Null where the process began anew in between (a count has fallen) or the bounds have changed.
 */
export const histogramBetween = (
	earlier: Histogram | null,
	later: Histogram | null
): Histogram | null => {
	if (later === null || earlier === null) return later;
	const hasSameBounds =
		earlier.upperBounds.length === later.upperBounds.length &&
		earlier.upperBounds.every((bound, index) => bound === later.upperBounds[index]);
	if (!hasSameBounds) return null;
	const cumulative = later.cumulative.map(
		(count, index) => count - (earlier.cumulative[index] ?? 0)
	);
	if (cumulative.some((count, index) => count < (cumulative[index - 1] ?? 0))) return null;
	return {
		upperBounds: later.upperBounds,
		cumulative,
		sum: later.sum === null || earlier.sum === null ? null : later.sum - earlier.sum
	};
};

/** A quantile of a histogram, in the unit of its bounds. */
export interface BucketQuantile {
	/** Interpolated linearly inside of its bucket; null in the last one, which has no end. */
	value: number | null;
	/** Lower and upper bound of the bucket that it lies in; the upper one is null for the last. */
	low: number;
	high: number | null;
}

/**
 * The q-quantile, as Prometheus interpolates it (`histogram_quantile`), with the bucket that it certainly lies in. The first bucket
 * begins at 0. Null without observations.
 */
export const histogramQuantile = (histogram: Histogram, q: number): BucketQuantile | null => {
	const { upperBounds, cumulative } = histogram;
	const n = countOf(histogram);
	if (n <= 0) return null;
	const rank = q * n;
	// Buckets without observations hold no quantile, the first one neither where q is 0.
	const index = cumulative.findIndex((count) => count >= rank && count > 0);
	const below = cumulative[index - 1] ?? 0;
	const inside = (cumulative[index] ?? 0) - below;
	const high = upperBounds[index] ?? Infinity;
	const low = index === 0 ? Math.min(0, high) : (upperBounds[index - 1] ?? 0);
	if (high === Infinity) return { value: null, low, high: null };
	const share = inside === 0 ? 1 : Math.min(1, Math.max(0, (rank - below) / inside));
	return { value: low + (high - low) * share, low, high };
};
