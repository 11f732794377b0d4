/**
 * Arrivals as a process with a mean gap on an axis on which the rate is the same everywhere. `operational-time.ts` turns places on that axis
 * into moments of the stage.
 */
import type { OpenLoad } from '#core/load-rate.ts';
import { createRandom, type RandomSource } from '#core/random.ts';
import { drawGamma } from '#core/statistics/draw-gamma.ts';

export type ArrivalProcess =
	/** Evenly, the first at place 0. */
	| { kind: 'constant' }
	/** Exponential gaps: independent users. */
	| { kind: 'poisson' }
	/** Gamma gaps with a squared coefficient of variation of 1 / burstiness. */
	| { kind: 'gamma'; burstiness: number };

export const arrivalProcessOf = (load: OpenLoad): ArrivalProcess => {
	switch (load.kind) {
		case 'constant':
		case 'poisson':
			return { kind: load.kind };
		case 'gamma':
			return { kind: 'gamma', burstiness: load.burstiness };
		case 'ramp':
		case 'steps':
		case 'profile':
			return { kind: load.arrivals };
	}
};

/** What is less than this share of a gap is a matter of the last binary digits: 50/s over 5 s are 250 requests. */
export const toleranceGaps = 1e-9;

/** Number of even arrivals before `end`; at least one, so that no stage is empty. */
export const constantCount = (meanGap: number, end: number): number =>
	Math.max(1, Math.ceil(end / meanGap - toleranceGaps));

/** Places of random arrivals before `end`: the first after `firstGap`, each further one after another of `gap`, in mean gaps. */
function* renewals(
	{ meanGap, end }: { meanGap: number; end: number },
	firstGap: () => number,
	gap: () => number
): Generator<number> {
	for (let at = firstGap() * meanGap; at < end; at += gap() * meanGap) yield at;
}

/** A gap with mean 1. */
const drawExponential = (random: RandomSource): number =>
	// 1 − u is in (0, 1], so that the logarithm is finite.
	-Math.log(1 - random());

/**
 * Places of the arrivals in [0, end), never falling; the same seed gives the same ones. A stage looks into arrivals that have been going on:
 * its first gap is what is left of one that had begun, which is the reason why rate × duration requests come in the mean, however
 * bursty they are (for exponential gaps it is a gap like any other). Of a gap that a moment falls into, U times its length is left, and it
 * is drawn by length: of Gamma(k) that is Gamma(k + 1) (Cox, Renewal Theory, 1962, sections 2.2 and 5.4).
 */
export const arrivalsOf = (
	process: ArrivalProcess,
	axis: { meanGap: number; end: number },
	seed: number
): Iterable<number> => {
	switch (process.kind) {
		case 'constant':
			return evenly(axis.meanGap, constantCount(axis.meanGap, axis.end));
		case 'poisson': {
			const random = createRandom(seed, 'poisson arrivals');
			const gap = (): number => drawExponential(random);
			return renewals(axis, gap, gap);
		}
		case 'gamma': {
			const random = createRandom(seed, 'gamma arrivals');
			const shape = process.burstiness;
			return renewals(
				axis,
				() => (random() * drawGamma(random, shape + 1)) / shape,
				() => drawGamma(random, shape) / shape
			);
		}
	}
};

function* evenly(meanGap: number, count: number): Generator<number> {
	for (let i = 0; i < count; i++) yield i * meanGap;
}
