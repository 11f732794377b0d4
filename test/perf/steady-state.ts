/**
 * Simulated stages whose truth is known: how often intervals by batch means hold the mean of a queue, and what the rule for warm-up does to
 * stages with and without one. `npm run perf:steady`, `-- --json` for data. Prints figures; judges nothing.
 */
import { parseArgs } from 'node:util';
import { batchesOf, batchMeanInterval } from '#core/statistics/batch-means.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { marginalStandardErrorCut, warmUpLength } from '#core/statistics/warm-up.ts';
import { waitingQueue } from '../core/statistics/waiting-queue.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		simulations: { type: 'string', default: '1000' }
	}
});
const simulations = Number(values.simulations);
const seeds = Array.from({ length: simulations }, (_, seed) => seed);
const share = (count: number): number => count / simulations;

/** A queue of exponential services that is busy this share of the time; 0 is one without waiting. */
const steady = (load: number, n: number, startsEmpty = false) => ({
	of: `${String(n)} requests, busy ${String(load)}${startsEmpty ? ', starts empty' : ''}`,
	p95: -Math.log(0.05) / (1 - load),
	draw: (seed: number): number[] => waitingQueue({ seed, n, load, startsEmpty }).sojourn
});

/** The same whose first answers take `times` as long, which fades after about `length` requests. */
const cold = (load: number, n: number, times: number, length: number) => {
	const { of, p95, draw } = steady(load, n);
	return {
		of: `${of}, first ${String(length)} or so up to ${String(times)} times as slow`,
		p95,
		draw: (seed: number): number[] =>
			draw(seed).map((value, i) => value * (1 + (times - 1) * Math.exp(-i / length)))
	};
};

const coverageOf = ([load, n]: readonly [number, number]) => {
	let [held, width] = [0, 0];
	for (const seed of seeds) {
		const { sojourn, meanSojourn } = waitingQueue({ seed, n, load });
		const interval = batchMeanInterval(batchesOf(sojourn, 20));
		if (!interval) continue;
		if (interval.low <= meanSojourn && meanSojourn <= interval.high) held++;
		width += (interval.high - interval.low) / 2 / meanSojourn;
	}
	return { load, n, coverage: share(held), halfWidth: share(width) };
};

const coverage = (
	[
		[0.3, 500],
		[0.5, 500],
		[0.5, 2_000],
		[0.7, 2_000],
		[0.7, 10_000],
		[0.9, 10_000],
		[0.9, 50_000]
	] as const
).map(coverageOf);

const rules = {
	nothing: () => 0,
	'MSER-5 alone': (values: readonly number[]) => {
		const batches = batchesOf(values, Math.floor(values.length / 5));
		return (
			5 *
			marginalStandardErrorCut(
				batches.map(({ n, sum }) => sum / n),
				0.5
			)
		);
	},
	'the rule': warmUpLength
} as const;

const cases = [
	steady(0, 200),
	steady(0, 1_000),
	steady(0.5, 1_000),
	steady(0.8, 2_000),
	steady(0.9, 5_000),
	steady(0.5, 1_000, true),
	steady(0.8, 2_000, true),
	cold(0, 300, 5, 20),
	cold(0, 1_000, 3, 30),
	cold(0.5, 1_000, 5, 50)
];

const warmUps = cases.map(({ of, p95, draw }) => ({
	of,
	rules: Object.entries(rules).map(([rule, lengthOf]) => {
		let [drops, dropped, bias, squares] = [0, 0, 0, 0];
		for (const seed of seeds) {
			const series = draw(seed);
			const length = lengthOf(series);
			if (length > 0) drops++;
			dropped += length / series.length;
			const sorted = Float64Array.from(series.slice(length)).sort();
			const error = (quantileOfSorted(sorted, 0.95) ?? 0) / p95 - 1;
			bias += error;
			squares += error ** 2;
		}
		return {
			rule,
			drops: share(drops),
			dropped: share(dropped),
			p95Bias: share(bias),
			p95Rmse: Math.sqrt(share(squares))
		};
	})
}));

if (values.json) {
	process.stdout.write(`${JSON.stringify({ simulations, coverage, warmUps }, null, '\t')}\n`);
} else {
	const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(8);
	const lines = [
		`${simulations.toLocaleString('en-US')} simulations each`,
		'mean answer of a queue with one server, 95 % interval by batch means: holds the mean, half its width',
		...coverage.map(
			({ load, n, coverage: held, halfWidth }) =>
				`${percent(held)} ${percent(halfWidth)}  ${n.toLocaleString('en-US')} requests, busy ${String(load)}`
		),
		'',
		'what is left out at the beginning: how often, how much in the mean; bias and RMS error of the p95 of the rest',
		...warmUps.flatMap(({ of, rules: found }) => [
			of,
			...found.map(
				({ rule, drops, dropped, p95Bias, p95Rmse }) =>
					`  ${rule.padEnd(14)}${percent(drops)}${percent(dropped)}${percent(p95Bias)}${percent(p95Rmse)}`
			)
		])
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}
