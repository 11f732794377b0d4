/**
 * Own nodes for the base and the API for what goes above them in the busy hours: the overflow of a fleet, and the number of
 * nodes that makes the sum cheapest. Exact decimal arithmetic.
 */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { secondsPerMonth } from '../demand/demand.ts';

/** Hours in which the rate is `multiplier` times the mean; see `DemandLevel`. */
export interface RateLevel {
	/** Rate in these hours / mean rate. Decimal text. */
	multiplier: string;
	/** These hours / all hours; the shares add up to 1. Decimal text. */
	hoursShare: string;
}

/** Amounts in USD, decimal text. */
export interface BurstTerms {
	/** How the rate is spread over the month. */
	levels: readonly RateLevel[];
	/** Requests per second that a node is loaded with, headroom taken off. */
	kappaPerS: string;
	/** A month of one node. */
	nodeUsdPerMonth: string;
	/** What one's own fleet costs whatever its size; `0` unless said. */
	fixedUsdPerMonth?: string;
	/** One request on an own node beyond the node's month, such as energy; `0` unless said. */
	localUsdPerRequest?: string;
	apiUsdPerRequest: string;
	/** 0 unless said. */
	minNodes?: number;
}

export interface BurstCost {
	nodes: number;
	/** Requests a month; decimal text. */
	localRequests: string;
	apiRequests: string;
	/** F0 + n·c + v × served by own nodes + p × overflow, decimal text. */
	usdPerMonth: string;
}

interface Month {
	/** Requests of the month that fall into these hours. */
	requests: Decimal;
	/** Requests that one node can serve in these hours. */
	perNode: Decimal;
}

const zero = toDecimal(0);
const smaller = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);

const monthOf = ({ levels, kappaPerS, nodeUsdPerMonth }: BurstTerms, volume: string): Month[] => {
	if (toDecimal(nodeUsdPerMonth).lt(0)) {
		throw new RangeError(`a node cannot cost less than nothing: ${nodeUsdPerMonth}`);
	}
	if (toDecimal(kappaPerS).lte(0)) throw new RangeError(`κ must be above 0, not ${kappaPerS}`);
	return levels.map(({ multiplier, hoursShare }) => ({
		requests: toDecimal(volume).times(multiplier).times(hoursShare),
		perNode: secondsPerMonth.times(kappaPerS).times(hoursShare)
	}));
};

const sum = (month: readonly Month[], of: (hours: Month) => Decimal): Decimal =>
	month.reduce((total, hours) => total.plus(of(hours)), zero);

/**
 * Cost of a month with `nodes` own nodes: F0 + n·c + p·T·E[(λ − nκ)+] + v·T·E[min(λ, nκ)], T the seconds of the month.
 * Requests that find no node free go to the API at once; nothing waits. A RangeError for a κ of 0 or less
 * and for a node that costs less than nothing.
 */
export const burstCost = (terms: BurstTerms, volume: string, nodes: number): BurstCost => {
	const month = monthOf(terms, volume);
	const local = sum(month, ({ requests, perNode }) => smaller(requests, perNode.times(nodes)));
	const overflow = sum(month, ({ requests }) => requests).minus(local);
	return {
		nodes,
		localRequests: local.toFixed(),
		apiRequests: overflow.toFixed(),
		usdPerMonth: toDecimal(terms.fixedUsdPerMonth ?? '0')
			.plus(toDecimal(terms.nodeUsdPerMonth).times(nodes))
			.plus(local.times(terms.localUsdPerRequest ?? '0'))
			.plus(overflow.times(terms.apiUsdPerRequest))
			.toFixed()
	};
};

/**
 * The number of nodes that costs least: a node is added while it saves more than it costs, (p − v)·T·E[min(κ, (λ − nκ)+)] > c;
 * of equal cost the smaller number. What a further node saves never grows, so that the last one worth it is found by halving.
 */
export const bestBurst = (terms: BurstTerms, volume: string): BurstCost => {
	const month = monthOf(terms, volume);
	const savedUsd = toDecimal(terms.apiUsdPerRequest).minus(terms.localUsdPerRequest ?? '0');
	const isWorthAdding = (nodes: number): boolean =>
		sum(month, ({ requests, perNode }) => {
			const left = requests.minus(perNode.times(nodes));
			return left.lte(0) ? zero : smaller(perNode, left);
		})
			.times(savedUsd)
			.gt(terms.nodeUsdPerMonth);
	let low = terms.minNodes ?? 0;
	let high = low + 1;
	// Above this many nodes nothing is left to save; doubling finds it without a division.
	while (isWorthAdding(high)) high *= 2;
	if (!isWorthAdding(low)) return burstCost(terms, volume, low);
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (isWorthAdding(middle)) low = middle;
		else high = middle;
	}
	return burstCost(terms, volume, high);
};
