/**
 * The mean price of a request over a week, where prices depend on the time of day: what a month costs must not depend on the hour
 * at which somebody asks.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { hoursPerWeek } from '#core/named-weeks.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';
import { isValidOn } from './price-at.ts';
import { requestCost, type RequestContext, type RequestCost } from './request-cost.ts';

const msPerHour = 3_600_000;

/** A moment that stands for all hours of the week with the same prices. */
export interface PriceMoment {
	/** ISO 8601. */
	atUtc: string;
	/** Share of the requests of a week that come in these hours; decimal text. All weights add up to 1 (to 10⁻¹⁸). */
	weight: string;
}

/** One token of each kind, to tell prices apart. */
const oneOfEach: Usage = {
	uncachedInputTokens: 1,
	cacheReadTokens: 1,
	cacheWriteTokens: {},
	visibleOutputTokens: null,
	reasoningTokens: 1,
	outputTokens: 2,
	source: 'estimated',
	raw: null
};

/** The list as it holds at a moment, for all hours of the week around it: neither its days nor those of its terms matter any more. */
const heldAt = (entry: PriceListEntry, atUtc: string): PriceListEntry => {
	const held = <Term extends { validFrom: string | null; validTo: string | null }>(
		terms: readonly Term[]
	): Term[] =>
		terms
			.filter((term) => isValidOn(term, atUtc))
			.map((term) => ({ ...term, validFrom: null, validTo: null }));
	return {
		...entry,
		validFrom: null,
		validTo: null,
		timeWindows: held(entry.timeWindows),
		regions: held(entry.regions),
		serviceTiers: held(entry.serviceTiers),
		calls: held(entry.calls)
	};
};

/** Monday 00:00 UTC of the week of a moment. */
const mondayOf = (atUtc: string): number => {
	const day = new Date(`${atUtc.slice(0, 10)}T00:00:00.000Z`);
	return day.getTime() - ((day.getUTCDay() + 6) % 7) * 24 * msPerHour;
};

/**
 * The moments of the week of `atUtc` at which a request can meet different prices. `multipliers` are the 168 rates of the week
 * relative to its mean, from Monday 00:00 UTC on; every hour alike where null. A list without times of day has one moment.
 */
export const priceMoments = (
	entry: PriceListEntry,
	context: Partial<RequestContext>,
	atUtc: string,
	multipliers: readonly string[] | null
): PriceMoment[] => {
	if (entry.timeWindows.length === 0) return [{ atUtc, weight: '1' }];
	const monday = mondayOf(atUtc);
	const list = heldAt(entry, atUtc);
	const classes = new Map<string, { atUtc: string; hours: Decimal }>();
	for (let hour = 0; hour < hoursPerWeek; hour++) {
		const moment = new Date(monday + hour * msPerHour).toISOString();
		const { lines } = requestCost(oneOfEach, list, { ...context, atUtc: moment });
		const key = lines.map(({ label, unitPriceUsd }) => `${label} ${unitPriceUsd}`).join('|');
		const known = classes.get(key) ?? { atUtc: moment, hours: new Decimal(0) };
		known.hours = known.hours.plus(multipliers?.[hour] ?? '1');
		classes.set(key, known);
	}
	const [only, ...others] = classes.values();
	if (only && others.length === 0) return [{ atUtc, weight: '1' }];
	return [...classes.values()].map(({ atUtc: moment, hours }) => ({
		atUtc: moment,
		weight: hours.div(hoursPerWeek).round(20).toFixed()
	}));
};

/**
 * The cost of one request, spread over the moments by their weights; unknown where it is unknown at any of them. What of the list
 * changes with the day is as on the day of the context, or of the first moment where it has none.
 */
export const costOverMoments = (
	usage: Usage | null,
	entry: PriceListEntry,
	context: Partial<RequestContext>,
	moments: readonly PriceMoment[]
): RequestCost => {
	const day = context.atUtc ?? moments[0]?.atUtc;
	const list = moments.length === 1 || day === undefined ? entry : heldAt(entry, day);
	const costs = moments.map(({ atUtc, weight }) => ({
		weight: toDecimal(weight),
		cost: requestCost(usage, list, { ...context, atUtc })
	}));
	const [first] = costs;
	if (first && costs.length === 1) return first.cost;
	const missing = [...new Set(costs.flatMap(({ cost }) => cost.missing))];
	const lines = costs.flatMap(({ weight, cost }) =>
		cost.lines.map((line) => ({
			...line,
			quantity: weight.times(line.quantity).toFixed(),
			usd: weight.times(line.usd).toFixed()
		}))
	);
	const sum = lines.reduce((total, { usd }) => total.plus(usd), new Decimal(0));
	return { usd: missing.length > 0 ? null : sum.toFixed(), lines, missing, entry };
};
