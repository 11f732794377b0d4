/**
 * How often the 95 % intervals hold the truth, by simulation: 2,000 for each case, seeded. `npm run perf:coverage`, `-- --json` for data.
 * Prints figures; judges nothing.
 */
import { parseArgs } from 'node:util';
import { createRandom, randomInt, type RandomSource } from '#core/random.ts';
import { correctedRate } from '#core/statistics/corrected-rate.ts';
import { bootstrapMeans, type Interval } from '#core/statistics/paired-bootstrap.ts';
import {
	mcNemarExactP,
	mcNemarMidP,
	pairedDifference
} from '#core/statistics/paired-difference.ts';
import { SequentialComparison } from '#core/statistics/sequential-comparison.ts';
import { boundSequence, sequentialBounds } from '#core/statistics/sequential.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		simulations: { type: 'string', default: '2000' },
		seed: { type: 'string', default: '1' }
	}
});
const simulations = Number(values.simulations);
const seed = Number(values.seed);

interface Case {
	interval: string;
	of: string;
	/** Draws a study once; what its interval must hold, and the interval. */
	draw: (random: RandomSource) => { truth: number; interval: Interval | null };
}

const countOf = (random: RandomSource, n: number, share: number): number => {
	let count = 0;
	for (let i = 0; i < n; i++) if (random() < share) count++;
	return count;
};

const known = ({ low, high }: { low: number | null; high: number | null }): Interval | null =>
	low === null || high === null ? null : { low, high };

const wilson = (n: number, share: number): Case => ({
	interval: 'Wilson',
	of: `${String(share)} of ${String(n)}`,
	draw: (random) => ({
		truth: share,
		interval: known(wilsonInterval(countOf(random, n, share), n))
	})
});

/** Two models on the same items; the shares on which only one of them is right. */
const paired = (n: number, onlyFirst: number, onlySecond: number): Case => ({
	interval: 'paired difference, score',
	of: `${String(onlyFirst)} against ${String(onlySecond)} of ${String(n)}`,
	draw: (random) => {
		const counts = { onlyFirst: 0, onlySecond: 0, n };
		for (let i = 0; i < n; i++) {
			const drawn = random();
			if (drawn < onlyFirst) counts.onlyFirst++;
			else if (drawn < onlyFirst + onlySecond) counts.onlySecond++;
		}
		return { truth: onlyFirst - onlySecond, interval: known(pairedDifference(counts)) };
	}
});

/** Mean difference of scores on the same items, asked `trials` times each: the items are drawn, not the answers. */
const bootstrap = (n: number, trials: number): Case => ({
	interval: 'paired bootstrap by item',
	of: `scores of ${String(n)} items, ${String(trials)} ${trials === 1 ? 'trial' : 'trials'} each`,
	draw: (random) => {
		// An item is as hard for both; the second is right by 0.05 less often.
		const differences = Float64Array.from({ length: n }, () => {
			const ease = 0.1 + 0.85 * random() ** 0.5;
			const right = (share: number): number => countOf(random, trials, share) / trials;
			return right(ease) - right(ease - 0.05);
		});
		const [interval = null] = bootstrapMeans([differences], { random, resamples: 1_000 });
		return { truth: 0.05, interval };
	}
});

/** A judge with these errors, known from labels of people, on answers of which a share is right. */
const judged = (n: number, labels: number, share: number, se: number, sp: number): Case => ({
	interval: "rate corrected for a judge's errors",
	of: `${String(share)} of ${String(n)}, judge ${String(se)}/${String(sp)} from ${String(labels)} labels`,
	draw: (random) => {
		const right = Math.round(labels * share);
		const wrong = labels - right;
		const errors = {
			right,
			rightPassed: countOf(random, right, se),
			wrong,
			wrongFailed: countOf(random, wrong, sp)
		};
		const passed = countOf(random, n, share * se + (1 - share) * (1 - sp));
		return { truth: share, interval: correctedRate(passed, n, errors) };
	}
});

const cases: Case[] = [
	wilson(100, 0.6),
	wilson(200, 0.75),
	wilson(272, 0.9),
	wilson(1_000, 0.97),
	paired(141, 0.1, 0.06),
	paired(272, 0.08, 0.08),
	paired(500, 0.03, 0.05),
	bootstrap(200, 1),
	bootstrap(500, 3),
	judged(300, 100, 0.7, 0.9, 0.85),
	judged(1_000, 200, 0.85, 0.95, 0.8)
];

const covered = cases.map(({ interval, of, draw }) => {
	const random = createRandom(seed, `${interval} ${of}`);
	let [held, without] = [0, 0];
	for (let i = 0; i < simulations; i++) {
		const { truth, interval: found } = draw(random);
		if (!found) without++;
		else if (found.low <= truth && truth <= found.high) held++;
	}
	return { interval, of, coverage: held / (simulations - without), without };
});

/** How often two models of the same quality are shown to differ at 5 %. */
const falseFindings = ([n, differing]: readonly [number, number]) => {
	const random = createRandom(seed, `size ${String(n)} ${String(differing)}`);
	let [exact, mid] = [0, 0];
	for (let i = 0; i < simulations; i++) {
		const split = countOf(random, n, differing);
		const first = countOf(random, split, 0.5);
		if (mcNemarExactP(first, split - first) < 0.05) exact++;
		if (mcNemarMidP(first, split - first) < 0.05) mid++;
	}
	return { n, differing, exact: exact / simulations, mid: mid / simulations };
};
const found = (
	[
		[141, 0.1],
		[272, 0.15],
		[1_000, 0.1]
	] as const
).map(falseFindings);

/** A comparison that is looked at five times while it comes in; the shares on which only one of both is right. */
const lookedAt = ([n, onlyCandidate, onlyReference]: readonly [number, number, number]) => {
	const random = createRandom(seed, `looks ${String(n)} ${String(onlyCandidate)}`);
	const looks = 5;
	const deltaShare = 0.02;
	const truth = onlyCandidate - onlyReference;
	const bounds = sequentialBounds({
		looks: Array.from({ length: looks }, (_, k) => Math.ceil((n * (k + 1)) / looks) / n)
	});
	let [held, notWorse, worse, asked] = [0, 0, 0, 0];
	for (let i = 0; i < simulations; i++) {
		let look = 0;
		const comparison = new SequentialComparison(
			{ plannedItems: n, looks, deltaShare },
			() => bounds[look++] as number
		);
		for (let place = 0; place < n && comparison.conclusion === null; place++) {
			const drawn = random();
			comparison.take(place, {
				candidate: drawn >= onlyReference,
				reference: drawn < onlyReference || drawn >= onlyReference + onlyCandidate
			});
		}
		if (comparison.made.every(({ low, high }) => low <= truth && truth <= high)) held++;
		if (comparison.conclusion === 'not-worse') notWorse++;
		if (comparison.conclusion === 'worse') worse++;
		asked += comparison.made.at(-1)?.items ?? n;
	}
	return {
		n,
		onlyCandidate,
		onlyReference,
		allLooksHold: held / simulations,
		notWorse: notWorse / simulations,
		worse: worse / simulations,
		askedShare: asked / simulations / n
	};
};
const looked = (
	[
		[1_000, 0.04, 0.06],
		[1_000, 0.05, 0.05],
		[1_000, 0.08, 0.04],
		[1_000, 0.03, 0.11]
	] as const
).map(lookedAt);
const boundStart = performance.now();
const nextBound = boundSequence();
for (const look of [0.2, 0.4, 0.6, 0.8, 1]) nextBound(look);
const boundMs = (performance.now() - boundStart) / 5;

/** Items drawn again 10,000 times, with both models' scores. */
const bootstrapTime = (): { items: number; resamples: number; ms: number } => {
	const [items, resamples] = [2_000, 10_000];
	const random = createRandom(seed, 'time');
	const columns = [0, 1].map(() =>
		Float64Array.from({ length: items }, () => randomInt(random, 2))
	);
	const start = performance.now();
	bootstrapMeans(columns, { random, resamples });
	return { items, resamples, ms: performance.now() - start };
};
const time = bootstrapTime();

if (values.json) {
	process.stdout.write(
		`${JSON.stringify({ simulations, seed, covered, falseFindings: found, lookedAt: looked, boundMs, bootstrap: time }, null, '\t')}\n`
	);
} else {
	const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);
	const lines = [
		`Coverage of the nominal 95 % intervals, ${simulations.toLocaleString('en-US')} simulations each; 93 to 97 % is aimed at`,
		...covered.map(
			({ interval, of, coverage, without }) =>
				`${percent(coverage)}  ${interval}: ${of}${without === 0 ? '' : ` (${String(without)} without an interval)`}`
		),
		'',
		'How often two models of the same quality are shown to differ, at most 5 % aimed at: exact McNemar, mid-p',
		...found.map(
			({ n, differing, exact, mid }) =>
				`${percent(exact)} ${percent(mid)}  ${String(n)} items, ${String(differing)} of them differ`
		),
		'',
		'Looked at five times while it comes in, margin 2 points: all intervals hold the truth (95 % aimed at), shown not worse, shown worse, items asked',
		...looked.map(
			({ n, onlyCandidate, onlyReference, allLooksHold, notWorse, worse, askedShare }) =>
				`${percent(allLooksHold)} ${percent(notWorse)} ${percent(worse)} ${percent(askedShare)}  ${String(n)} items, ${(100 * (onlyCandidate - onlyReference)).toFixed(0)} points in truth (${String(onlyCandidate)} against ${String(onlyReference)})`
		),
		`A bound takes ${boundMs.toFixed(0)} ms`,
		'',
		`Paired bootstrap, ${time.resamples.toLocaleString('en-US')} draws over ${time.items.toLocaleString('en-US')} items: ${time.ms.toFixed(0)} ms; at most 1,000 ms aimed at`
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}
