/** Turns an option that is paid by use into the lines of one request and the terms around them. */
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
import { oneOf, times } from '../option/factors.ts';
import { requestsPerNodeMonth } from '../fleet/fleet.ts';
import type { CostOption, MeteredTerms } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import { otherLines } from './other-lines.ts';
import { typed, type SharedInputs } from './shared.ts';

/** What a request uses of something that has a price: tokens at a rate per million, calls at a rate per call, or itself. */
export interface RequestPart {
	id: string;
	label: string;
	/** How much of it a request uses; null where the price is for the request. */
	amount: Parameter | null;
	/** USD for `perUnits` of it. */
	price: Parameter;
	/** 1,000,000 for tokens, 1,000 for many calls, 1 for a whole request. */
	perUnits: number;
}

export interface BuyReferences {
	/** Everything that a request is billed for; empty is refused. */
	parts: readonly RequestPart[];
	/** Requests paid for each answer; null where it was neither measured nor typed. */
	attemptsPerAnswer: Parameter | null;
	/** Terms of a quote that the spec does not override. */
	commitUsdPerMonth: Parameter | null;
	emulated: boolean;
}

const isAlwaysOne = ({ value, spread }: Parameter): boolean =>
	spread.kind === 'fixed' && toDecimal(value).eq(1);

const partLine = (
	{ id, label, amount, price, perUnits }: RequestPart,
	attempts: Parameter | null
): CostLine => {
	const factors: Factor[] = [];
	if (amount) factors.push(times(amount));
	if (perUnits !== 1) factors.push(oneOf(perUnits));
	factors.push(times(price));
	if (attempts && !isAlwaysOne(attempts)) factors.push(times(attempts));
	return { id, label, per: 'request', factors, drift: 'api-price', group: 'service' };
};

/** Requests that a unit carries in a month whose busiest hour it covers: rate × 730 × 3600 / (busiest / mean hour). */
const unitsOf = (spec: BuyOptionSpec, shared: SharedInputs): MeteredTerms['reservedUnits'] => {
	const { reservedUnits, id } = spec;
	if (!reservedUnits) return null;
	const peak = shared.peakToAverage.value;
	const rate = typed(reservedUnits.requestsPerSPerUnit, {
		id: `${id}.reservedUnits.requestsPerUnitMonth`,
		label: 'requests a month that a unit carries at this peak',
		unit: 'requests/unit-month'
	});
	const { spread } = rate;
	const carried = (perS: string | number) => requestsPerNodeMonth(perS, 1, peak);
	return {
		usdPerUnitMonth: typed(reservedUnits.usdPerUnitMonth, {
			id: `${id}.reservedUnits.usdPerUnitMonth`,
			label: 'unit of reserved throughput',
			unit: 'USD/unit-month'
		}),
		requestsPerUnitMonth: {
			...rate,
			value: carried(rate.value).toFixed(),
			spread:
				spread.kind === 'fixed'
					? spread
					: {
							kind: spread.kind,
							low: carried(spread.low).toNumber(),
							high: carried(spread.high).toNumber()
						},
			source: `${rate.value} requests/s × 730 h × 3,600 s / peak of ${peak}; ${rate.source}`
		}
	};
};

/** An API, or the same open model at a host. */
export const buildBuy = (
	spec: BuyOptionSpec,
	references: BuyReferences,
	shared: SharedInputs
): CostOption => {
	const { parts, emulated } = references;
	if (parts.length === 0) throw new RangeError(`option "${spec.id}" has no price for a request`);
	const attempts = spec.attemptsPerAnswer
		? typed(spec.attemptsPerAnswer, {
				id: `${spec.id}.attemptsPerAnswer`,
				label: 'requests paid for each answer',
				unit: 'requests/answer'
			})
		: references.attemptsPerAnswer;
	const commit = spec.commitUsdPerMonth
		? typed(spec.commitUsdPerMonth, {
				id: `${spec.id}.commitUsdPerMonth`,
				label: 'committed spend',
				unit: 'USD/month'
			})
		: references.commitUsdPerMonth;
	return {
		id: spec.id,
		title: spec.title ?? spec.id,
		kind: spec.kind,
		emulated,
		lines: otherLines(spec.other, spec.id, shared.horizonMonths),
		fleet: null,
		metered: {
			lines: parts.map((part) => partLine(part, attempts)),
			tiers: (spec.tiers ?? []).map(({ fromRequests, priceFactor }) => ({
				fromRequests: decimalText(fromRequests),
				priceFactor: decimalText(priceFactor)
			})),
			tierMode: spec.tierMode,
			commitUsdPerMonth: commit,
			// Without a commitment nothing lies beyond it.
			overageFactor: commit ? decimalText(spec.overageFactor) : '1',
			reservedUnits: unitsOf(spec, shared)
		},
		purchase: null,
		blend: null
	};
};
