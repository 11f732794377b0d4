/** How long a stage must be so that it tells something. */
import { minimumSamples } from '#core/statistics/sample-size.ts';
import { z95 } from '#core/statistics/normal.ts';
import { msToS } from '#core/units.ts';
import type { TestedRate } from '#bench/economics/capacity/capacity-crossing.ts';
import type { SearchedStage, SearchSettings } from './search.ts';
import { independentToDecide, type Standing } from './standing.ts';

/** Arrivals vary and some answers fail, so that more are asked for than are needed. */
const spareSamples = 1.5;
/** A stage starts with an idle endpoint; so many answers one after the other, and that beginning no longer matters. */
const answersInARow = 5;
/** What a level of which nothing is known is taken for: requests for each independent one. */
const usualDependence = 3;
/** A stage may be so much longer than its rate was measured before, so that a wrong guess does not cost the whole time. */
const longestStep = 2;

/** Requests that a claim about the share of the objective needs, with a spare. */
export const fewestRequests = (sloShare: number): number =>
	Math.ceil(spareSamples * minimumSamples(sloShare));

/** Requests for each independent one. */
const dependenceOf = ({ samples, effective }: TestedRate): number =>
	Math.max(1, samples / Math.max(1, effective.met));

/** Whole answers of an endpoint that keeps up, seconds; 0 where none is known. */
const answerS = (history: readonly SearchedStage[]): number => {
	const known = history.flatMap(({ evidence, e2eMeanMs }) =>
		evidence.overload || e2eMeanMs === null ? [] : [msToS(e2eMeanMs)]
	);
	return known.length === 0 ? 0 : Math.max(...known);
};

const lengthFor = (requests: number, ratePerS: number, history: readonly SearchedStage[]): number =>
	Math.max(requests / ratePerS, answersInARow * answerS(history));

/** Seconds of a stage that is to find the two ends of the range. */
export const bracketLengthS = (
	ratePerS: number,
	history: readonly SearchedStage[],
	{ sloShare }: SearchSettings
): number => lengthFor(fewestRequests(sloShare), ratePerS, history);

/** Seconds of a stage within the range: as many requests as a hundred independent ones are worth near by. */
export const bisectLengthS = (
	ratePerS: number,
	history: readonly SearchedStage[],
	{ sloShare }: SearchSettings,
	{ passing, failing }: Standing
): number => {
	const known = [passing, failing].flatMap((rate) =>
		rate && rate.met < rate.samples ? [dependenceOf(rate)] : []
	);
	const dependence = known.length === 0 ? usualDependence : Math.max(...known);
	const requests = Math.max(
		2 * fewestRequests(sloShare),
		Math.min(independentToDecide * dependence, 10 * fewestRequests(sloShare))
	);
	return lengthFor(requests, ratePerS, history);
};

/**
 * Independent requests that the wanted precision needs at a deciding rate: the interval of κ is that of a share divided by how steeply the
 * share falls with the rate.
 */
export const wantedSamples = (
	rate: TestedRate,
	{ sloShare, precision }: SearchSettings,
	{ passing, failing }: Standing
): number => {
	const shareOf = ({ met, samples }: TestedRate): number => met / samples;
	// A share falls at least so steeply near κ, as shares do whose latencies have an exponential tail: by a few times what is late.
	const flattest = (3 * (1 - sloShare)) / rate.ratePerS;
	const slope =
		passing && failing && failing.ratePerS > passing.ratePerS
			? (shareOf(passing) - shareOf(failing)) / (failing.ratePerS - passing.ratePerS)
			: 0;
	const halfWidth = Math.max(slope, flattest) * rate.ratePerS * precision;
	return (z95 ** 2 * sloShare * (1 - sloShare)) / halfWidth ** 2;
};

/** Seconds of a repeat of a deciding rate: at least as many requests as the rate has had so far, at most twice as many. */
export const repeatLengthS = (
	rate: TestedRate,
	history: readonly SearchedStage[],
	settings: SearchSettings,
	standing: Standing
): number => {
	const least = fewestRequests(settings.sloShare);
	const wanted = wantedSamples(rate, settings, standing);
	const missing = Math.max(0, wanted - rate.effective.met) * dependenceOf(rate);
	const requests = Math.min(
		Math.max(least, rate.samples, missing),
		Math.max(2 * least, longestStep * rate.samples)
	);
	return lengthFor(requests, rate.ratePerS, history);
};
