/** Why a comparison comes out as it does, in sentences for somebody who decides, with the figures that decide it. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { CostCurve } from '../option/cost-curve.ts';
import { requestsText, usdText } from './amount-text.ts';
import type { Changes } from './runs.ts';

/** What the sentences need to know of the intervals. */
export interface ReasonFacts {
	make: CostCurve;
	buy: CostCurve;
	max: bigint;
	changes: Changes;
	/** USD a month at a volume, decimal text. */
	makeUsdAt: (volume: bigint) => string;
	buyUsdAt: (volume: bigint) => string;
	/** First node after which buy wins until the node is filled: requests it then carries; null where there is none. */
	filledRequests: bigint | null;
}

interface Node {
	usd: Decimal;
	requests: Decimal;
	/** API replaced by a full node, its own cost per request taken off, at the highest and at the lowest price. */
	mostReplacedUsd: Decimal;
	leastReplacedUsd: Decimal;
	ownUsdPerRequest: Decimal;
	highestUsdPerRequest: Decimal;
	lowestUsdPerRequest: Decimal;
}

/** The single kind of node on the make side against a price per request; null where the curves are not of that form. */
const nodeOf = (make: CostCurve, buy: CostCurve): Node | null => {
	const [stair] = make.stairs;
	const plan = buy.metered;
	if (stair === undefined || make.stairs.length > 1 || make.metered) return null;
	if (plan === null || buy.stairs.length > 0 || !toDecimal(plan.overageFactor).eq(1)) return null;
	const prices = [plan.usdPerRequest, ...plan.tiers.map((tier) => tier.usdPerRequest)]
		.map((price) => toDecimal(price).plus(buy.usdPerRequest))
		.sort((a, b) => a.cmp(b));
	const [lowest, highest] = [prices[0], prices.at(-1)];
	const usd = toDecimal(stair.usdPerStep);
	if (lowest === undefined || highest === undefined || usd.lte(0)) return null;
	const requests = toDecimal(stair.requestsPerStep);
	const own = toDecimal(make.usdPerRequest);
	return {
		usd,
		requests,
		mostReplacedUsd: highest.minus(own).times(requests),
		leastReplacedUsd: lowest.minus(own).times(requests),
		ownUsdPerRequest: own,
		highestUsdPerRequest: highest,
		lowestUsdPerRequest: lowest
	};
};

/** What a request costs make with every node full; null where make buys by the request as well. */
const fullUsdPerRequest = (make: CostCurve): Decimal | null =>
	make.metered
		? null
		: make.stairs.reduce(
				(sum, stair) => sum.plus(toDecimal(stair.usdPerStep).div(stair.requestsPerStep)),
				toDecimal(make.usdPerRequest)
			);

/** The highest price of a request that is bought; null where not all of the cost is a price per request. */
const highestPrice = ({ metered, stairs, usdPerRequest }: CostCurve): Decimal | null => {
	if (metered === null || stairs.length > 0 || !toDecimal(metered.overageFactor).eq(1)) return null;
	return [metered.usdPerRequest, ...metered.tiers.map((tier) => tier.usdPerRequest)]
		.map((price) => toDecimal(price).plus(usdPerRequest))
		.reduce((most, price) => (price.gt(most) ? price : most));
};

/** Both costs; where they look the same, by how much they differ. */
const costsAt = (facts: ReasonFacts, volume: bigint): string => {
	const where = `at ${requestsText(volume)} requests a month`;
	const [make, buy] = [facts.makeUsdAt(volume), facts.buyUsdAt(volume)].map(toDecimal) as [
		Decimal,
		Decimal
	];
	const text = usdText(buy);
	if (make.eq(buy)) return `${where} both cost ${text}`;
	if (usdText(make) !== text) return `${where} make costs ${usdText(make)} and buying ${text}`;
	const [cheaper, less] = make.lt(buy) ? ['make', buy.minus(make)] : ['buying', make.minus(buy)];
	return `${where} both cost about ${text}, ${cheaper} ${usdText(less)} less`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const fullLoad = (node: Node): string =>
	`a node costs ${usdText(node.usd)} a month and at its full load of ${requestsText(node.requests)} requests replaces`;

const netOf = (node: Node): string =>
	node.ownUsdPerRequest.eq(0)
		? ''
		: ` (its own ${usdText(node.ownUsdPerRequest)} a request taken off)`;

/** Why make can never win, once it is known that it does not. */
const hopeless = (facts: ReasonFacts): string => {
	const node = nodeOf(facts.make, facts.buy);
	const end = 'make cannot win at any volume.';
	if (node?.highestUsdPerRequest.lte(node.ownUsdPerRequest)) {
		return `Each request costs make ${usdText(node.ownUsdPerRequest)} before any node is paid, and the API asks ${usdText(node.highestUsdPerRequest)}: ${end}`;
	}
	if (node?.mostReplacedUsd.lte(node.usd)) {
		return `${capital(fullLoad(node))} only ${usdText(node.mostReplacedUsd)} of API${netOf(node)}: ${end}`;
	}
	if (node?.leastReplacedUsd.lte(node.usd)) {
		return `${capital(fullLoad(node))} only ${usdText(node.leastReplacedUsd)} of API${netOf(node)} at its lowest price of ${usdText(node.lowestUsdPerRequest)} a request, and the volumes at a higher price are too small to pay for the rest: ${end}`;
	}
	const full = fullUsdPerRequest(facts.make);
	const price = highestPrice(facts.buy);
	if (full && price?.lte(full)) {
		return `Even with every node full a request costs make ${usdText(full)}, and the API asks no more than ${usdText(price)}: ${end}`;
	}
	return `Make is cheaper at no volume: ${costsAt(facts, facts.max)}, and no larger volume changes that.`;
};

const beyondText = ({ changes, max }: ReasonFacts): string => {
	const { beyond, lastSign } = changes;
	const winner = lastSign < 0 ? 'buying' : 'make';
	if (beyond.kind === 'found') {
		const verb = changes.first === null ? 'is' : 'is again';
		return `Beyond ${requestsText(max)}, the largest volume looked at, ${winner} ${verb} cheaper, first at ${requestsText(beyond.at)} requests a month.`;
	}
	if (beyond.kind === 'gave-up') {
		return `Beyond ${requestsText(beyond.at)} requests a month the two costs lie so close together that not every volume could be looked at.`;
	}
	return '';
};

const never = (facts: ReasonFacts): string => {
	const { changes, max } = facts;
	if (changes.beyond.kind === 'none' && changes.lastSign > 0) return hopeless(facts);
	const start =
		changes.lastSign === 0
			? `Both cost exactly the same at every volume up to ${requestsText(max)} requests a month.`
			: `Make is not cheaper at any volume up to ${requestsText(max)} requests a month: ${costsAt(facts, max)}.`;
	if (changes.lastSign === 0 && changes.beyond.kind === 'found') {
		return `${start} They part only beyond that, at ${requestsText(changes.beyond.at)} requests.`;
	}
	return `${start} ${beyondText(facts)}`.trim();
};

const always = (facts: ReasonFacts): string => {
	const { changes, max } = facts;
	const start = `Buying is not cheaper at any volume up to ${requestsText(max)} requests a month: ${costsAt(facts, max)}.`;
	return changes.beyond.kind === 'none'
		? `${start} No larger volume changes that.`
		: `${start} ${beyondText(facts)}`;
};

const whySeveral = (facts: ReasonFacts): string => {
	const node = nodeOf(facts.make, facts.buy);
	if (node && facts.filledRequests !== null) {
		const filled = `${requestsText(facts.filledRequests)} of its ${requestsText(node.requests)} requests`;
		const more = `Each added node costs ${usdText(node.usd)} a month at once, which is more than the API it replaces until it is filled far enough (the first such node to ${filled}).`;
		return node.mostReplacedUsd.eq(node.usd) && node.leastReplacedUsd.eq(node.usd)
			? `${more} Full, it replaces exactly what it costs, so that this never ends.`
			: more;
	}
	return 'Nodes are added, and prices change, in whole steps, and each step can turn the comparison until the volume has grown into it.';
};

/** Why the lower price beyond a tier takes the win away again; empty where that is not so. */
const whyLost = (facts: ReasonFacts): string => {
	const node = nodeOf(facts.make, facts.buy);
	if (!node || facts.changes.lastSign < 0 || node.leastReplacedUsd.gt(node.usd)) return '';
	return ` At the API's lowest price of ${usdText(node.lowestUsdPerRequest)} a request a full node replaces only ${usdText(node.leastReplacedUsd)} of API${netOf(node)} and costs ${usdText(node.usd)}.`;
};

const crosses = (facts: ReasonFacts): string => {
	const { first, last, count, lastSign, beyond } = facts.changes;
	if (first === null || last === null) {
		return 'The two change places, but so often that the first and the last place could not both be found.';
	}
	const winner = lastSign < 0 ? 'make' : 'buying';
	const end =
		beyond.kind === 'none'
			? `From ${requestsText(last)} on ${winner} stays cheaper at every larger volume.${whyLost(facts)}`
			: `At ${requestsText(facts.max)} requests ${winner} is cheaper. ${beyondText(facts)}`;
	if (first === last) {
		const verb = beyond.kind === 'none' ? 'stays' : 'is';
		const until =
			beyond.kind === 'none' ? 'at every larger volume' : 'up to the largest volume looked at';
		const rest = beyond.kind === 'none' ? whyLost(facts) : ` ${beyondText(facts)}`;
		return `From ${requestsText(first)} requests a month on ${winner} ${verb} cheaper ${until}: ${costsAt(facts, first)}.${rest}`;
	}
	const times = count === null ? 'very often' : `${requestsText(BigInt(count))} times`;
	return `Between ${requestsText(first)} and ${requestsText(last)} requests a month the two change places ${times}. ${whySeveral(facts)} ${end}`;
};

/** The reason in words; see `CrossoverResult`. */
export const reasonOf = (facts: ReasonFacts, verdict: 'crosses' | 'never' | 'always'): string => {
	const words = { crosses, never, always }[verdict](facts);
	const { unsettledFrom, beyond } = facts.changes;
	return unsettledFrom === null || beyond.kind === 'gave-up'
		? words
		: `${words} Around ${requestsText(unsettledFrom)} requests a month the two costs lie so close together that not every volume could be looked at.`;
};
