/**
 * When a tuning has paid for itself: what it has cost / what a request costs less than with another model, on the same items. A saving
 * that may be nothing has no payback: the quotient would be as large as chance wants it.
 * With w the cost of a wrong answer, a request costs c + (1 − right) · w; without it a request costs c.
 */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { RandomSource } from '#core/random.ts';
import { bootstrapMeans, type Interval } from '#core/statistics/paired-bootstrap.ts';
import { sumInterval } from '#core/statistics/sum-interval.ts';
import { usdText } from '../crossover/amount-text.ts';

/** One answer: what the request has cost, USD decimal text, and whether it was right. */
export interface ServedItem {
	usd: string;
	right: boolean;
}

export interface TuningPaybackInput {
	/** What the tuning has cost, USD, decimal text. */
	tuningUsd: string;
	/** Both models on the same items. */
	items: readonly { tuned: ServedItem; other: ServedItem }[];
	/** What a wrong answer costs beside its request, USD, decimal text; null where nobody says. */
	wrongUsd: string | null;
	/**
	 * Ends of the 95 % interval of the cost of a request, USD, where it is one figure for all items that was itself measured, as that
	 * of an endpoint paid by the hour is from its throughput; null where the items carry what is uncertain, or nothing is.
	 */
	requestUsd: { tuned: Interval | null; other: Interval | null };
	random: RandomSource;
	/** Of the bootstrap. */
	resamples?: number;
}

/** What a request costs less with the tuned model, USD; negative where it costs more. */
export interface TuningSaving {
	/** Decimal text. */
	usdPerRequest: string;
	/** Ends of the 95 % interval, USD: paired bootstrap over the items, joined with those of the costs of a request. */
	low: number;
	high: number;
}

/** Told as a number of requests only where the interval of the saving lies above nothing. */
export type TuningPayback =
	| {
			state: 'pays';
			saving: TuningSaving;
			/** Whole requests after which the savings have reached the cost of the tuning. */
			requests: number;
			/** The same at the ends of the interval of the saving. */
			requestsInterval: Interval;
			reason: null;
	  }
	| {
			/** A request costs as much or more, at every value of the interval. */
			state: 'never';
			saving: TuningSaving;
			requests: null;
			requestsInterval: null;
			/** Why, in a sentence. */
			reason: string;
	  }
	| {
			/** Whether a request costs less or more is not shown. */
			state: 'not-shown';
			/** Null where it is not known what a request costs. */
			saving: TuningSaving | null;
			requests: null;
			requestsInterval: null;
			/** Why, in a sentence. */
			reason: string;
	  };

/** Places of a mean over items. */
const meanPlaces = 20;

const costOf = ({ usd, right }: ServedItem, wrongUsd: string | null): Decimal =>
	right || wrongUsd === null ? toDecimal(usd) : toDecimal(usd).plus(wrongUsd);

const rightCount = (items: TuningPaybackInput['items'], side: 'tuned' | 'other'): number =>
	items.filter((item) => item[side].right).length;

type Asked = Pick<TuningPaybackInput, 'items' | 'wrongUsd'>;

/** What would have to be said for right answers to count; empty where it is said, or there are not more of them. */
const openQuestion = ({ items, wrongUsd }: Asked): string =>
	wrongUsd === null && rightCount(items, 'tuned') > rightCount(items, 'other')
		? '; that it is right more often saves nothing until it is said what a wrong answer costs'
		: '';

const reasonOf = (comparison: string, asked: Asked): string =>
	asked.wrongUsd === null
		? `${comparison.charAt(0).toUpperCase()}${comparison.slice(1)}${openQuestion(asked)}.`
		: `With ${usdText(toDecimal(asked.wrongUsd))} for a wrong answer counted in, ${comparison}.`;

const whyNever = (saving: Decimal, asked: Asked): string =>
	reasonOf(
		saving.eq(0)
			? 'a request costs the same with both'
			: `a request costs ${usdText(saving.abs())} more with the tuned model`,
		asked
	);

const whyNotShown = ({ low, high }: Interval, asked: Asked): string =>
	reasonOf(
		`a request saves between ${usdText(toDecimal(low))} and ${usdText(toDecimal(high))} (95 % interval), which may be nothing`,
		asked
	);

/** The interval of the mean saving over the items, joined with what is uncertain in the costs of a request themselves. */
const savingInterval = (
	saving: number,
	savings: readonly Decimal[],
	{ requestUsd, items, random, resamples = 10_000 }: TuningPaybackInput
): Interval => {
	const column = Float64Array.from(savings, (each) => each.toNumber());
	const [drawn] = bootstrapMeans([column], { random, resamples });
	const partOf = (side: 'tuned' | 'other') => {
		const interval = requestUsd[side];
		const usd = Number(items[0]?.[side].usd);
		if (interval === null) return [];
		const sign = side === 'other' ? 1 : -1;
		const ends = [sign * (interval.low - usd), sign * (interval.high - usd)];
		return [{ value: 0, low: Math.min(0, ...ends), high: Math.max(0, ...ends) }];
	};
	// A mean of doubles may differ from the exact one in its last digits.
	const ofItems = {
		value: saving,
		low: Math.min(saving, drawn?.low ?? saving),
		high: Math.max(saving, drawn?.high ?? saving)
	};
	return sumInterval([ofItems, ...partOf('tuned'), ...partOf('other')]);
};

/** Null where no item was answered by both. */
export const tuningPayback = (input: TuningPaybackInput): TuningPayback | null => {
	const { tuningUsd, items, wrongUsd } = input;
	if (items.length === 0) return null;
	const savings = items.map(({ tuned, other }) =>
		costOf(other, wrongUsd).minus(costOf(tuned, wrongUsd))
	);
	const mean = savings
		.reduce((sum, each) => sum.plus(each))
		.div(items.length)
		.round(meanPlaces);
	if (items.length === 1) {
		const reason = reasonOf(
			'only one item was answered by both, which is no measure of what a request saves',
			input
		);
		return { state: 'not-shown', saving: null, requests: null, requestsInterval: null, reason };
	}
	const isSame = savings.every((each) => each.eq(savings[0] as Decimal));
	const isExact = isSame && input.requestUsd.tuned === null && input.requestUsd.other === null;
	const ends = isExact
		? { low: mean.toNumber(), high: mean.toNumber() }
		: savingInterval(mean.toNumber(), savings, input);
	const saving = { usdPerRequest: mean.toFixed(), ...ends };
	const open = { saving, requests: null, requestsInterval: null };
	if (mean.lte(0) && ends.high <= 0) {
		return { ...open, state: 'never', reason: whyNever(mean, input) };
	}
	if (mean.lte(0) || ends.low <= 0) {
		return { ...open, state: 'not-shown', reason: whyNotShown(ends, input) };
	}
	const requestsAt = (usd: Decimal): number => toDecimal(tuningUsd).div(usd).round(0, 3).toNumber();
	const requests = requestsAt(mean);
	return {
		state: 'pays',
		saving,
		requests,
		requestsInterval: isExact
			? { low: requests, high: requests }
			: { low: requestsAt(toDecimal(ends.high)), high: requestsAt(toDecimal(ends.low)) },
		reason: null
	};
};

/** What a tuning adds to each request until the next one: cost / (requests a month × months between tunings). USD, decimal text. */
export const tuningUsdPerRequest = (
	tuningUsd: string,
	{ requestsPerMonth, months }: { requestsPerMonth: number; months: string }
): string =>
	toDecimal(tuningUsd).div(toDecimal(requestsPerMonth).times(months)).round(meanPlaces).toFixed();
