/** How busy own nodes would have to be for their standing cost to pay. */
import { type Decimal, toDecimal } from '#core/decimal.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import { secondsPerMonth } from '../demand/demand.ts';
import { nodesFor, peakOf, provisionedNodes, utilisation } from '../fleet/fleet.ts';
import type { CostOption } from '../option/option.ts';
import { optionCurve } from '../option/option-curve.ts';

const sharePlaces = 20;

export type BreakEvenUse =
	| {
			state: 'found';
			/** Mean rate / measured capacity of all provisioned nodes at which make costs as much as buy, a share. Decimal text. */
			share: string;
			/** The same today, decimal text; null where no nodes are provisioned. */
			todayShare: string | null;
			/** Most that the peak, the headroom and the spare nodes leave room for. Decimal text. */
			mostShare: string;
			/** Whether it can be reached without more nodes. */
			isReachable: boolean;
			/** Requests a month on the same nodes. Decimal text. */
			requestsPerMonth: string;
	  }
	| { state: 'none'; reason: string };

const text = (value: Decimal): string => value.round(sharePlaces).toFixed();

/**
 * Use of the nodes provisioned for a volume at which their month pays: standing cost / (mean price of a request bought − cost of
 * one more made) / (nodes × κ × 730 × 3,600). The price is the mean at this volume.
 * Throws a RangeError for a make without a fleet of its own or for no requests.
 */
export const breakEvenUse = (
	make: CostOption,
	buy: CostOption,
	requestsPerMonth: number
): BreakEvenUse => {
	const { fleet } = make;
	if (!fleet) throw new RangeError(`option "${make.id}" has no nodes of its own`);
	if (requestsPerMonth <= 0) throw new RangeError('without requests nothing has a price');
	const curve = optionCurve(make);
	const marginal = toDecimal(curve.usdPerRequest);
	const standing = toDecimal(curveUsd(curve, requestsPerMonth)).minus(
		marginal.times(requestsPerMonth)
	);
	const price = toDecimal(curveUsd(optionCurve(buy), requestsPerMonth)).div(requestsPerMonth);
	const gain = price.minus(marginal);
	if (gain.lte(0)) {
		return {
			state: 'none',
			reason: 'One more request costs as much to make as to buy: no use of the nodes pays for them.'
		};
	}
	const nodes = provisionedNodes(fleet, requestsPerMonth);
	if (nodes === 0) return { state: 'none', reason: 'No nodes are provisioned at this volume.' };
	const carried = toDecimal(fleet.kappaPerS.value).times(nodes).times(secondsPerMonth);
	const requests = standing.div(gain);
	const share = requests.div(carried);
	const most = toDecimal(fleet.headroom.value)
		.times(nodesFor(fleet, requestsPerMonth))
		.div(peakOf(fleet))
		.div(nodes);
	const today = utilisation(fleet, requestsPerMonth);
	return {
		state: 'found',
		share: text(share),
		todayShare: today && text(today),
		mostShare: text(most),
		isReachable: share.lte(most),
		requestsPerMonth: text(requests)
	};
};
