/**
 * How many nodes several use cases need together, hour by hour: each takes the share rate / (κ · headroom) of a node. Whole
 * numbers on one common denominator, so that nothing is rounded before the nodes are.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { hoursPerWeek } from '#core/named-weeks.ts';
import { ceilDiv, decimalPlaces, toScaled } from '../../crossover/scaled-integers.ts';
import { secondsPerMonth } from '../../demand/demand.ts';
import type { Fleet } from '../../option/option.ts';

export interface NodeUse {
	fleet: Pick<Fleet, 'kappaPerS' | 'headroom' | 'peakToAverage'>;
	/** Whole requests a month. */
	requestsPerMonth: number;
	/** 168 rates / mean rate, from Monday 00:00 on. Null where only the peak is known: then every hour is taken to be the busiest. */
	multipliers: readonly string[] | null;
}

/** Node demand of use cases on a common denominator. */
export interface NodeDemand {
	/** Nodes of an hour = sum / denominator. */
	denominator: bigint;
	/** By use case: what one request a month adds to the sum of each of the 168 hours. */
	perRequest: readonly (readonly bigint[])[];
	/** By use case: what it adds to the sum of each hour at its volume. */
	hours: readonly (readonly bigint[])[];
}

const largest = (values: readonly number[]): number =>
	values.reduce((most, each) => Math.max(most, each), 0);

/** Throws a RangeError for a week that has not 168 hours. */
export const nodeDemandOf = (uses: readonly NodeUse[]): NodeDemand => {
	const carried = uses.map(({ fleet }) =>
		toDecimal(fleet.kappaPerS.value).times(fleet.headroom.value).times(secondsPerMonth)
	);
	const productWithout = (left: number): Decimal =>
		carried.reduce(
			(product, each, index) => (index === left ? product : product.times(each)),
			new Decimal(1)
		);
	const denominator = productWithout(-1).toFixed();
	const exact = uses.map(({ multipliers, fleet }, index) => {
		const week =
			multipliers ?? Array.from({ length: hoursPerWeek }, () => fleet.peakToAverage.value);
		if (week.length !== hoursPerWeek) {
			throw new RangeError(`a week has ${String(hoursPerWeek)} hours, not ${String(week.length)}`);
		}
		const weight = productWithout(index);
		return week.map((multiplier) => weight.times(multiplier).toFixed());
	});
	const places = largest([denominator, ...exact.flat()].map(decimalPlaces));
	const perRequest = exact.map((week) => week.map((amount) => toScaled(amount, places)));
	return {
		denominator: toScaled(denominator, places),
		perRequest,
		hours: perRequest.map((week, index) =>
			week.map((amount) => amount * BigInt(uses[index]?.requestsPerMonth ?? 0))
		)
	};
};

/** Sums hour by hour of some use cases. */
export const addHours = (weeks: readonly (readonly bigint[])[]): bigint[] =>
	weeks.reduce<bigint[]>(
		(sums, week) => sums.map((sum, hour) => sum + (week[hour] ?? 0n)),
		Array.from({ length: hoursPerWeek }, () => 0n)
	);

/** Whole nodes in service in each hour, spares apart, at least `minNodes`. */
export const nodesByHour = (
	sums: readonly bigint[],
	denominator: bigint,
	minNodes: number
): number[] => sums.map((sum) => Math.max(minNodes, Number(ceilDiv(sum, denominator))));
