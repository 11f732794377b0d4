/**
 * When a tuning has paid for itself: what it has cost / what a request costs less than with another model, on the same items.
 * With w the cost of a wrong answer, a request costs c + (1 − right) · w; without it a request costs c.
 */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { RandomSource } from '#core/random.ts';
import { bootstrapMeans } from '#core/statistics/paired-bootstrap.ts';
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
	random: RandomSource;
	/** Of the bootstrap. */
	resamples?: number;
}

export type TuningPayback = {
	/** What a request costs less with the tuned model, USD; negative where it costs more. */
	saving: {
		/** Decimal text. */
		usdPerRequest: string;
		/** Ends of the 95 % interval, USD: paired bootstrap over the items. */
		low: number;
		high: number;
	};
} & (
	| {
			state: 'pays';
			/** Whole requests after which the savings have reached the cost of the tuning. */
			requests: number;
			/** The same at the ends of the interval of the saving; `high` is null where that reaches down to nothing saved. */
			requestsInterval: { low: number; high: number | null };
			reason: null;
	  }
	| {
			state: 'never';
			requests: null;
			requestsInterval: null;
			/** Why, in a sentence. */ reason: string;
	  }
);

/** Places of a mean over items. */
const meanPlaces = 20;

const costOf = ({ usd, right }: ServedItem, wrongUsd: string | null): Decimal =>
	right || wrongUsd === null ? toDecimal(usd) : toDecimal(usd).plus(wrongUsd);

const rightCount = (items: TuningPaybackInput['items'], side: 'tuned' | 'other'): number =>
	items.filter((item) => item[side].right).length;

const whyNever = (
	saving: Decimal,
	{ items, wrongUsd }: Pick<TuningPaybackInput, 'items' | 'wrongUsd'>
): string => {
	const comparison = saving.eq(0)
		? 'a request costs the same with both'
		: `a request costs ${usdText(saving.abs())} more with the tuned model`;
	if (wrongUsd !== null) {
		return `With ${usdText(wrongUsd)} for a wrong answer counted in, ${comparison}.`;
	}
	const isRightMoreOften = rightCount(items, 'tuned') > rightCount(items, 'other');
	const open = isRightMoreOften
		? '; that it is right more often saves nothing until it is said what a wrong answer costs'
		: '';
	return `${comparison.charAt(0).toUpperCase()}${comparison.slice(1)}${open}.`;
};

/** Null where no item was answered by both. */
export const tuningPayback = (input: TuningPaybackInput): TuningPayback | null => {
	const { tuningUsd, items, wrongUsd, random, resamples = 10_000 } = input;
	if (items.length === 0) return null;
	const savings = items.map(({ tuned, other }) =>
		costOf(other, wrongUsd).minus(costOf(tuned, wrongUsd))
	);
	const saving = savings
		.reduce((sum, each) => sum.plus(each))
		.div(items.length)
		.round(meanPlaces);
	const column = Float64Array.from(savings, (each) => each.toNumber());
	const [interval] = bootstrapMeans([column], { random, resamples });
	const ends = interval ?? { low: saving.toNumber(), high: saving.toNumber() };
	const told = { usdPerRequest: saving.toFixed(), low: ends.low, high: ends.high };
	const requestsAt = (usd: Decimal): number => toDecimal(tuningUsd).div(usd).round(0, 3).toNumber();
	if (saving.lte(0)) {
		const reason = whyNever(saving, input);
		return { saving: told, state: 'never', requests: null, requestsInterval: null, reason };
	}
	return {
		saving: told,
		state: 'pays',
		requests: requestsAt(saving),
		requestsInterval: {
			low: requestsAt(toDecimal(Math.max(ends.high, saving.toNumber()))),
			high: ends.low > 0 ? requestsAt(toDecimal(ends.low)) : null
		},
		reason: null
	};
};

/** What a tuning adds to each request until the next one: cost / (requests a month × months between tunings). USD, decimal text. */
export const tuningUsdPerRequest = (
	tuningUsd: string,
	{ requestsPerMonth, months }: { requestsPerMonth: number; months: string }
): string =>
	toDecimal(tuningUsd).div(toDecimal(requestsPerMonth).times(months)).round(meanPlaces).toFixed();
