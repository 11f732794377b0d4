/** Statistics of samples as NumPy and pandas compute them, which all tools but guidellm rely on. */
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { Unknown, type Known } from './known.ts';

export interface SampleStatistics {
	n: number;
	mean: number;
	min: number;
	max: number;
	sum: number;
	/** Standard deviation over n, `numpy.std`. */
	std: number;
	/** Standard deviation over n − 1, `pandas.Series.std`; unknown for one sample. */
	sampleStd: Known<number>;
	/** `numpy.percentile` and `pandas.Series.quantile`: linear between order statistics. `percent` from 0 to 100. */
	percentile: (percent: number) => number;
}

/** Unknown without samples. (Some tools print 0 then.) */
export const statisticsOf = (samples: readonly number[]): Known<SampleStatistics> => {
	const n = samples.length;
	if (n === 0) return new Unknown('no request brought a sample of it');
	const sorted = Float64Array.from(samples).sort();
	const sum = samples.reduce((total, sample) => total + sample, 0);
	const mean = sum / n;
	const squares = samples.reduce((total, sample) => total + (sample - mean) ** 2, 0);
	return {
		n,
		mean,
		sum,
		min: sorted[0] as number,
		max: sorted[n - 1] as number,
		std: Math.sqrt(squares / n),
		sampleStd:
			n > 1
				? Math.sqrt(squares / (n - 1))
				: new Unknown('one sample has no sample standard deviation'),
		percentile: (percent) => quantileOfSorted(sorted, percent / 100) as number
	};
};

/** Differences between successive moments, in the unit of the moments. */
export const gapsOf = (moments: readonly number[]): number[] =>
	moments.slice(1).map((moment, i) => moment - (moments[i] as number));

export const sumOf = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);
