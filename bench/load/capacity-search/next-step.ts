/**
 * What a search for the capacity does next, from what it has seen: the range is enclosed by doubling, halved by geometric means down to
 * twice the precision, and the two rates at its ends are measured again, in shuffled order, until the interval of κ is as narrow as wanted.
 * Pure: the same history gives the same step, so that a repeat that turns a verdict round simply leads back to halving.
 */
import { createRandom } from '#core/random.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';
import { measureCapacity } from '#bench/economics/capacity/capacity.ts';
import { incapacity } from '#bench/economics/capacity/capacity-none.ts';
import { testedRates, type TestedRate } from '#bench/economics/capacity/capacity-crossing.ts';
import { formatRate } from './format-rate.ts';
import type { SearchedStage, SearchSettings, SearchStep } from './search.ts';
import {
	bisectLengthS,
	bracketLengthS,
	fewestRequests,
	repeatLengthS,
	wantedSamples
} from './stage-length.ts';
import { standingOf, type Standing } from './standing.ts';

/** Requests of the first probe. */
const probeRequests = 10;
/** An idle endpoint is given four times the rate, a busier one twice. */
const [idleFactor, factor] = [4, 2] as const;
/** An endpoint is as good as idle while its answers take no longer than this times those of the probe. */
const idleSlowdown = 1.1;
/** How often a rate is tried that the client could not send, or that was not steady. */
const mostTries = {
	'client-bound': 2,
	unsteady: 5,
	'too-few-samples': 3,
	'error-bound': 2
} as const;
/** A failing rate at which so many times more is late than may be is too far away for a straight line. */
const mostLateTimes = 3;
/** Most requests of one stage: their due times are held in memory. */
const mostRequests = 1_000_000;
/** Rates that fail, one after the other, before the idle endpoint is looked at more closely. */
const failuresBeforeProbe = 2;

type Done = Extract<SearchStep, { kind: 'done' }>;
type Stage = Extract<SearchStep, { kind: 'stage' }>;

const done = (why: Done['why'], reason: string): Done => ({ kind: 'done', why, reason });

/** Four digits say all that a rate has to say, and are read more easily. */
const rounded = (ratePerS: number): number => Number(ratePerS.toPrecision(4));

const stage = (purpose: Stage['purpose'], ratePerS: number, durationS: number): Stage => ({
	kind: 'stage',
	purpose,
	ratePerS,
	durationS: Number(durationS.toPrecision(4))
});

const openStages = (history: readonly SearchedStage[]): SearchedStage[] =>
	history.filter(({ ratePerS }) => ratePerS !== null);

/** The first rate: as many a second as an idle endpoint answers one after the other. */
const startRate = (
	{ startRatePerS, maxRatePerS }: SearchSettings,
	history: readonly SearchedStage[]
): number | null => {
	const e2eMeanMs = history.find(({ purpose }) => purpose === 'probe')?.e2eMeanMs ?? null;
	const ratePerS = startRatePerS ?? (e2eMeanMs === null ? null : 1_000 / e2eMeanMs);
	return ratePerS === null ? null : rounded(Math.min(ratePerS, maxRatePerS));
};

/** Holds a stage within what is left of time and requests. */
const withinLimits = (
	next: Stage,
	history: readonly SearchedStage[],
	settings: SearchSettings
): SearchStep => {
	const usedS = history.reduce((sum, { elapsedS }) => sum + elapsedS, 0);
	const sent = history.reduce((sum, { evidence }) => sum + evidence.samples, 0);
	const leftS = settings.maxDurationS - usedS;
	const leftRequests = settings.maxRequests - sent;
	const longestS = Math.min(leftS, leftRequests / next.ratePerS);
	const whole = { ...next, durationS: Math.min(next.durationS, mostRequests / next.ratePerS) };
	if (whole.durationS <= longestS) return whole;
	// A shorter stage still helps while it can be valid.
	if (longestS * next.ratePerS >= fewestRequests(settings.sloShare)) {
		return { ...whole, durationS: Number((longestS * 0.999).toPrecision(4)) };
	}
	return leftS * next.ratePerS < leftRequests
		? done('max-duration', `the time for the search, ${String(settings.maxDurationS)} s, was over`)
		: done(
				'max-requests',
				`the ${String(settings.maxRequests)} requests of the search were used up`
			);
};

/** The next stage upwards; a rate that could not be decided ends the way. */
const upwards = (
	{ passing, undecided }: Standing,
	history: readonly SearchedStage[],
	settings: SearchSettings
): SearchStep => {
	if (!passing) return done('not-decidable', 'no rate could be measured');
	const probed = history.find(({ purpose }) => purpose === 'probe')?.e2eMeanMs ?? null;
	const latest = history.findLast(({ ratePerS }) => ratePerS === passing.askedPerS)?.e2eMeanMs;
	const isIdle = probed !== null && !!latest && latest <= idleSlowdown * probed;
	const ratePerS = rounded(
		Math.min(passing.askedPerS * (isIdle ? idleFactor : factor), settings.maxRatePerS)
	);
	const obstacle = undecided.find((rate) => rate.ratePerS > passing.askedPerS);
	if (obstacle && obstacle.ratePerS <= ratePerS) {
		const middle = rounded(Math.sqrt(passing.askedPerS * obstacle.ratePerS));
		if (obstacle.ratePerS / passing.askedPerS > factor) {
			return stage('bracket', middle, bracketLengthS(middle, history, settings));
		}
		return obstacle.validity === 'client-bound'
			? done(
					'client-limit',
					`this machine cannot send ${formatRate(obstacle.ratePerS)} as it should be sent, so that the capacity is at least ${formatRate(passing.askedPerS)}`
				)
			: done(
					'not-decidable',
					`${formatRate(obstacle.ratePerS)} was ${obstacle.validity} in ${String(obstacle.tries)} stages, so that the capacity is at least ${formatRate(passing.askedPerS)}`
				);
	}
	if (ratePerS <= passing.askedPerS) {
		return done(
			'rate-limit-of-client',
			`${formatRate(settings.maxRatePerS)} is the highest rate that may be offered, and the objective holds there`
		);
	}
	return stage('bracket', ratePerS, bracketLengthS(ratePerS, history, settings));
};

/** The next stage downwards, with a look at the idle endpoint in between. */
const downwards = (
	failsAtPerS: number,
	history: readonly SearchedStage[],
	settings: SearchSettings
): SearchStep => {
	const probed = history
		.filter(({ purpose }) => purpose === 'probe')
		.reduce((sum, { evidence }) => sum + evidence.samples, 0);
	if (probed === 0) return { kind: 'probe', requests: probeRequests };
	const enough = minimumSamples(settings.sloShare);
	if (openStages(history).length >= failuresBeforeProbe && probed < enough) {
		return { kind: 'probe', requests: enough };
	}
	const ratePerS = rounded(failsAtPerS / factor);
	return stage('bracket', ratePerS, bracketLengthS(ratePerS, history, settings));
};

/**
 * Which of the two deciding rates is measured again: both in each round, in an order drawn from the seed, but for one that is certain
 * enough already while the other is not.
 */
const rateToRepeat = (
	standing: Standing & { passing: TestedRate },
	history: readonly SearchedStage[],
	settings: SearchSettings
): TestedRate => {
	const { passing, failing } = standing;
	if (!failing) return passing;
	const isWanting = (rate: TestedRate): boolean =>
		rate.effective.met < wantedSamples(rate, settings, standing);
	if (isWanting(passing) !== isWanting(failing)) return isWanting(passing) ? passing : failing;
	const repeats = history.filter(
		({ purpose, ratePerS }) =>
			purpose === 'repeat' && (ratePerS === passing.askedPerS || ratePerS === failing.askedPerS)
	);
	const last = repeats.at(-1);
	if (repeats.length % 2 === 1 && last) {
		return last.ratePerS === passing.askedPerS ? failing : passing;
	}
	const round = `round ${String(repeats.length)} of the capacity search`;
	return createRandom(settings.seed, round)() < 0.5 ? passing : failing;
};

/**
 * Where both deciding rates are certain enough and the interval is still too wide, as κ lies all but at one of them: the next rate on the
 * side that is too wide, which ends the interval there; a new one where that is far away. Null where this is not so.
 */
const rateBeyond = (
	standing: Standing & { passing: TestedRate },
	history: readonly SearchedStage[],
	settings: SearchSettings
): TestedRate | number | null => {
	const { passing, failing } = standing;
	const { precision } = settings;
	const isWanting = (rate: TestedRate): boolean =>
		rate.effective.met < wantedSamples(rate, settings, standing);
	if (!failing || isWanting(passing) || isWanting(failing)) return null;
	const stages = history.map(({ evidence }) => evidence);
	const capacity = measureCapacity(stages);
	if (capacity.state !== 'measured') return null;
	const { kappaPerS, lowPerS, highPerS } = capacity;
	const tested = testedRates(stages);
	if (highPerS > kappaPerS * (1 + precision)) {
		const next = tested.find(({ askedPerS }) => askedPerS > failing.askedPerS);
		return next && next.askedPerS <= kappaPerS * (1 + 2 * precision)
			? next
			: rounded(failing.askedPerS * (1 + precision));
	}
	if (lowPerS < kappaPerS * (1 - precision)) {
		const next = tested.findLast(({ askedPerS }) => askedPerS < passing.askedPerS);
		return next && next.askedPerS >= kappaPerS * (1 - 2 * precision)
			? next
			: rounded(passing.askedPerS / (1 + precision));
	}
	return null;
};

/** Whether a failing rate is so near that the share may be taken as linear up to it. */
const isNear = ({ met, samples }: TestedRate, sloShare: number): boolean =>
	1 - met / samples <= mostLateTimes * (1 - sloShare);

/** Whether the interval is as narrow as wanted. */
const isPrecise = (history: readonly SearchedStage[], precision: number): boolean => {
	const capacity = measureCapacity(history.map(({ evidence }) => evidence));
	if (capacity.state !== 'measured') return false;
	const { kappaPerS, lowPerS, highPerS } = capacity;
	return lowPerS >= kappaPerS * (1 - precision) && highPerS <= kappaPerS * (1 + precision);
};

/**
 * Whether it was so before the last repeat as well. A level without a burst is both too good and too sure of itself, so that who stops
 * at the first narrow interval stops too often at a lucky one.
 */
const isConfirmed = (history: readonly SearchedStage[], precision: number): boolean => {
	const last = history.findLastIndex(({ purpose }) => purpose === 'repeat');
	const secondWorker = history.findIndex(({ purpose }) => purpose === 'second-worker');
	const end = secondWorker < 0 ? history.length : secondWorker;
	return last === end - 1 && isPrecise(history.slice(0, last), precision);
};

/** The range is enclosed: halve it, make its ends certain, or be done. */
const within = (
	standing: Standing & { passing: TestedRate; failsAtPerS: number },
	history: readonly SearchedStage[],
	settings: SearchSettings
): SearchStep => {
	const { passing, failing, failsAtPerS, undecided } = standing;
	const { precision } = settings;
	const ratio = failsAtPerS / passing.askedPerS;
	const isNarrow = ratio <= 1 + (failing && isNear(failing, settings.sloShare) ? 2 : 1) * precision;
	if (!isNarrow) {
		const middle = rounded(Math.sqrt(passing.askedPerS * failsAtPerS));
		const obstacle = undecided.find(({ ratePerS }) => ratePerS === middle);
		if (obstacle) {
			return done(
				obstacle.validity === 'client-bound' ? 'client-limit' : 'not-decidable',
				`${formatRate(middle)} was ${obstacle.validity} in ${String(obstacle.tries)} stages, so that the capacity lies between ${formatRate(passing.askedPerS)} and ${formatRate(failsAtPerS)}`
			);
		}
		return stage('bisect', middle, bisectLengthS(middle, history, settings, standing));
	}
	if (isPrecise(history, precision) && isConfirmed(history, precision)) {
		const isChecked = history.some(({ purpose }) => purpose === 'second-worker');
		if (settings.canAddWorker && !isChecked) {
			const length = bisectLengthS(passing.askedPerS, history, settings, standing);
			return stage('second-worker', passing.askedPerS, length);
		}
		return done(
			'precise',
			`the 95 % interval is within ± ${String(Number((precision * 100).toFixed(2)))} % of the capacity`
		);
	}
	const beyond = rateBeyond({ ...standing, passing }, history, settings);
	if (typeof beyond === 'number') {
		return stage('bisect', beyond, bisectLengthS(beyond, history, settings, standing));
	}
	const rate = beyond ?? rateToRepeat({ ...standing, passing }, history, settings);
	return stage('repeat', rate.askedPerS, repeatLengthS(rate, history, settings, standing));
};

/** The step from the rates alone, without the limits. */
const freeStep = (history: readonly SearchedStage[], settings: SearchSettings): SearchStep => {
	const standing = standingOf(history, settings.sloShare);
	const { passing, failsAtPerS, undecided } = standing;
	const ceiling = failsAtPerS ?? Infinity;
	const again = undecided.find(
		({ ratePerS, validity, tries }) => ratePerS < ceiling && tries < mostTries[validity]
	);
	if (again) {
		const { ratePerS, validity, durationS } = again;
		const purpose = passing && failsAtPerS !== null ? 'bisect' : 'bracket';
		return stage(purpose, ratePerS, validity === 'client-bound' ? durationS : 2 * durationS);
	}
	const short = standing.tooShort.find(
		({ ratePerS }) => ratePerS === passing?.askedPerS || ratePerS === failsAtPerS
	);
	if (short) {
		const purpose = passing && failsAtPerS !== null ? 'bisect' : 'bracket';
		return stage(purpose, short.ratePerS, 2 * short.durationS);
	}
	if (passing && failsAtPerS !== null) {
		return within({ ...standing, passing, failsAtPerS }, history, settings);
	}
	if (passing) return upwards(standing, history, settings);
	const lowest = Math.min(ceiling, undecided[0]?.ratePerS ?? Infinity);
	return downwards(lowest, history, settings);
};

/** The next step. Ends as soon as it is shown that no rate will do, however few stages there were. */
export const nextStep = (
	settings: SearchSettings,
	history: readonly SearchedStage[]
): SearchStep => {
	const none = incapacity(history.map(({ evidence }) => evidence));
	if (none) return done('no-rate', none.reason);
	if (history.length >= settings.maxStages) {
		return done(
			'max-stages',
			`the ${String(settings.maxStages)} stages of the search were used up`
		);
	}
	if (history.length === 0 && settings.startRatePerS === null) {
		return {
			kind: 'probe',
			requests: Math.max(1, Math.min(probeRequests, settings.maxRequests))
		};
	}
	if (openStages(history).length === 0) {
		const ratePerS = startRate(settings, history);
		if (ratePerS === null) return done('refused', 'the probe brought no whole answer');
		return withinLimits(
			stage('bracket', ratePerS, bracketLengthS(ratePerS, history, settings)),
			history,
			settings
		);
	}
	const step = freeStep(history, settings);
	return step.kind === 'stage' ? withinLimits(step, history, settings) : step;
};
