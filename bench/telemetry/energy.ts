/**
 * Energy over a window of a stage, from a counter or from samples of the power. What both may be off by was found on an NVIDIA H200
 * (test/telemetry/recordings/nvidia-h200): the counter changes every 100 ms; nvidia-smi's instant power was within 5.3 % of it under
 * load that comes in bursts, and its `power.draw` is the mean of the last second and comes half a second late.
 */
import { msToS } from '#core/units.ts';
import { lastAtOrBefore, medianSpacingMs, type Series, type Window } from './series.ts';

export interface WindowEnergy {
	/** J over the window. */
	energyJ: number;
	/** Share of the window that was read, 0 to 1; energy over the rest is assumed to be like that. */
	coverage: number;
	/** Median time between two changes (of a counter) or two samples (of the power), ms. */
	tickMs: number;
	/** How far energyJ may be off, as a share of it. */
	errorShare: number;
}

/** Samples that lie farther apart than so many times their usual distance have a gap between them. */
const gapFactor = 3;

/** Largest share by which sampled power was off in bursts, see above, with a little room. */
const instantErrorShare = 0.055;
/** By how much the mean of the last second comes late, s, and what remains of its error far from the ends. */
const averageLateS = 0.5;
const averageErrorShare = 0.005;

const lengthMs = ({ fromMs, toMs }: Window): number => toMs - fromMs;

/** How much of [a, b] lies in the window, ms. */
const overlapMs = ({ fromMs, toMs }: Window, a: number, b: number): number =>
	Math.max(0, Math.min(b, toMs) - Math.max(a, fromMs));

/** The samples at which the counter had a new value, and the first of all: between them it is known only to have risen. */
const edgesOf = ({ atMs, values }: Series): Series => {
	const kept = values.flatMap((value, index) =>
		index === 0 || value !== values[index - 1] ? [index] : []
	);
	return {
		atMs: kept.map((index) => atMs[index] ?? 0),
		values: kept.map((index) => values[index] ?? 0)
	};
};

/**
 * Energy from a counter that rises in steps, interpolated between its steps at both ends of the window. Where it falls it has begun
 * anew: with `wrapsAtJ` it went on from there, otherwise what was used in between is not known. Null where the counter does not
 * move, or does not reach into the window.
 */
export const counterEnergy = (
	counter: Series,
	window: Window,
	{ wrapsAtJ = null }: { wrapsAtJ?: number | null } = {}
): WindowEnergy | null => {
	const { atMs, values } = edgesOf(counter);
	// The first sample is no step: nobody saw the counter change there.
	const tickMs = medianSpacingMs(atMs.slice(1)) ?? medianSpacingMs(atMs);
	if (tickMs === null || lengthMs(window) <= 0) return null;
	let energyJ = 0;
	let coveredMs = 0;
	for (let index = 1; index < atMs.length; index++) {
		const [beginMs, endMs] = [atMs[index - 1] ?? 0, atMs[index] ?? 0];
		const insideMs = overlapMs(window, beginMs, endMs);
		if (insideMs === 0) continue;
		let riseJ = (values[index] ?? 0) - (values[index - 1] ?? 0);
		if (riseJ < 0) {
			if (wrapsAtJ === null) continue;
			riseJ += wrapsAtJ;
		}
		energyJ += riseJ * (insideMs / (endMs - beginMs));
		coveredMs += insideMs;
	}
	if (coveredMs === 0) return null;
	const coverage = Math.min(1, coveredMs / lengthMs(window));
	return {
		energyJ: energyJ / coverage,
		coverage,
		tickMs,
		// At either end the step in which the window begins or ends may have come early or late in it.
		errorShare: (2 * tickMs) / lengthMs(window)
	};
};

/** What a sample of the power says: of its moment, or of the last second. */
export type PowerKind = 'power' | 'average-power';

/** By how much energy from sampled power may be off over a window, as a share. */
export const powerErrorShare = (kind: PowerKind, window: Window, spacingMs: number): number =>
	kind === 'power'
		? instantErrorShare + spacingMs / lengthMs(window)
		: averageErrorShare + (averageLateS + msToS(spacingMs)) / msToS(lengthMs(window));

/** Energy from samples of the power, W, by the trapezoid rule; null where fewer than three samples show how often they come. */
export const sampledEnergy = (
	power: Series,
	window: Window,
	kind: PowerKind
): WindowEnergy | null => {
	const { atMs, values } = power;
	const spacingMs = medianSpacingMs(atMs);
	if (spacingMs === null || lengthMs(window) <= 0) return null;
	let energyJ = 0;
	let coveredMs = 0;
	const first = Math.max(0, lastAtOrBefore(atMs, window.fromMs));
	for (let index = first + 1; index < atMs.length; index++) {
		const [beginMs, endMs] = [atMs[index - 1] ?? 0, atMs[index] ?? 0];
		if (beginMs >= window.toMs) break;
		const insideMs = overlapMs(window, beginMs, endMs);
		if (insideMs === 0 || endMs - beginMs > gapFactor * spacingMs) continue;
		const [beginW, endW] = [values[index - 1] ?? 0, values[index] ?? 0];
		const middleMs = (Math.max(beginMs, window.fromMs) + Math.min(endMs, window.toMs)) / 2;
		const middleW = beginW + ((endW - beginW) * (middleMs - beginMs)) / (endMs - beginMs);
		energyJ += middleW * msToS(insideMs);
		coveredMs += insideMs;
	}
	if (coveredMs === 0) return null;
	const coverage = Math.min(1, coveredMs / lengthMs(window));
	return {
		energyJ: energyJ / coverage,
		coverage,
		tickMs: spacingMs,
		errorShare: powerErrorShare(kind, window, spacingMs)
	};
};
