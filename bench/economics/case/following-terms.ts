/** What was computed from parameters when options were built, computed again for other values of them. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { buildBurst } from '../build/build-burst.ts';
import type { CostOption, MeteredTerms } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import type { CostCase } from './cost-case.ts';

/** Decimal places of thresholds and of what a unit carries, as they are built. */
const thresholdPlaces = 20;
const carriedPlaces = 30;
const roundUp = 3;

/** Tokens of a mean request. */
const tokensOf = ({ lines }: MeteredTerms): Decimal =>
	lines
		.flatMap(({ factors }) => factors)
		.reduce(
			(sum, factor) =>
				factor.kind === 'parameter' && factor.parameter.unit.startsWith('tokens')
					? sum.plus(factor.parameter.value)
					: sum,
			new Decimal(0)
		);

/** Thresholds that were given in tokens, in requests of another size; nothing is reached without tokens. */
const tiersOf = (before: MeteredTerms, after: MeteredTerms): MeteredTerms['tiers'] => {
	const [old, young] = [tokensOf(before), tokensOf(after)];
	if (!after.tiersInTokens || old.eq(young)) return after.tiers;
	return young.eq(0)
		? []
		: after.tiers.map(({ fromRequests, priceFactor }) => ({
				fromRequests: toDecimal(fromRequests)
					.times(old)
					.div(young)
					.round(thresholdPlaces)
					.toFixed(),
				priceFactor
			}));
};

/** Requests a month of a reserved unit: it carries a rate, so that a higher peak leaves it fewer of them. */
const carriedAt = (parameter: Parameter, peakBefore: string, peak: string): Parameter => {
	const scaled = (value: string | number): Decimal =>
		toDecimal(value).times(peakBefore).div(peak).round(carriedPlaces, roundUp);
	const { spread } = parameter;
	return {
		...parameter,
		value: scaled(parameter.value).toFixed(),
		spread:
			spread.kind === 'fixed'
				? spread
				: {
						kind: spread.kind,
						low: scaled(spread.low).toNumber(),
						high: scaled(spread.high).toNumber()
					},
		source: `${parameter.source}; brought from a peak of ${peakBefore} to one of ${peak}`
	};
};

/** Peaks before and after, where it is another one. */
type Peaks = { before: string; after: string } | null;

const meteredWith = (
	before: MeteredTerms | null,
	after: MeteredTerms,
	peaks: Peaks
): MeteredTerms => {
	const { reservedUnits } = after;
	if (!before) return after;
	const carried = reservedUnits?.requestsPerUnitMonth;
	// What a unit carries may have been typed itself.
	const isSame = carried !== undefined && carried === before.reservedUnits?.requestsPerUnitMonth;
	return {
		...after,
		tiers: tiersOf(before, after),
		reservedUnits:
			reservedUnits && peaks && isSame
				? {
						...reservedUnits,
						requestsPerUnitMonth: carriedAt(carried, peaks.before, peaks.after)
					}
				: reservedUnits
	};
};

const withTerms = (before: CostOption, after: CostOption, peaks: Peaks): CostOption => {
	if (before === after && !peaks) return after;
	const { metered, blend } = after;
	return {
		...after,
		metered: metered && meteredWith(before.metered, metered, peaks),
		blend: blend &&
			before.blend && {
				...blend,
				local: withTerms(before.blend.local, blend.local, peaks),
				api: withTerms(before.blend.api, blend.api, peaks)
			}
	};
};

/**
 * All options of a case, excluded ones too, of which parameters were replaced (`after`): with the terms that follow from these. The
 * objects of `after` where nothing follows.
 */
export const withFollowingTerms = (before: CostCase, after: CostCase): CostOption[] => {
	const all = ({ options, excluded }: CostCase): CostOption[] => [
		...options,
		...excluded.map(({ option }) => option)
	];
	const originals = all(before);
	const [peakBefore, peak] = [before, after].map(({ demand }) => demand.peakToAverage.value) as [
		string,
		string
	];
	const peaks = toDecimal(peakBefore).eq(peak) ? null : { before: peakBefore, after: peak };
	const [volumeBefore, volume] = [before, after].map(({ demand }) =>
		Math.round(Number(demand.requestsPerMonth.value))
	) as [number, number];
	return all(after).map((option, index) => {
		const { id } = option;
		const sides = after.bursts[id];
		if (sides) {
			if (sides === before.bursts[id] && volume === volumeBefore) return option;
			const rework = option.lines.filter(({ group }) => group === 'rework');
			const rebuilt = buildBurst(sides, volume);
			return { ...rebuilt, emulated: option.emulated, lines: [...rebuilt.lines, ...rework] };
		}
		const original = originals[index];
		return original ? withTerms(original, option, peaks) : option;
	});
};
