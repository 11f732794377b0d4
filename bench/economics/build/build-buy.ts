/** Turns an option that is paid by use into the lines of one request and the terms around them. */
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import { Decimal, decimalText, toDecimal } from '#core/decimal.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
import { oneOf, times } from '../option/factors.ts';
import { requestsPerNodeMonth } from '../fleet/fleet.ts';
import type { CostOption, MeteredTerms } from '../option/option.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { otherLines, tuningLines } from './other-lines.ts';
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
	/** Terms of a contract; null without one. What the spec types goes before them. */
	contract: ContractTerms | null;
	emulated: boolean;
	/** Measured answers among those that the parts come from whose token counts contradict each other; absent where there are none. */
	inconsistentUsage?: number;
	/** USD of a tuning, as the measured target says; null where it does not name any. */
	tuningUsd: Parameter | null;
}

export interface ContractTerms {
	commitUsdPerMonth: Parameter | null;
	/** Price beyond the commitment / price within it, decimal text. */
	overageFactor: string;
	/** What tiers are measured in: USD a month before tiers, or millions of tokens a month. Null without tiers. */
	tierBasis: 'spend' | '1m-tokens' | null;
	tierMode: 'graduated' | 'all-units';
	/** Thresholds rise; the first may be 0. Decimal text. */
	tiers: readonly { from: string; discountShare: string }[];
	/** Fees whatever the use; null without. */
	fixedUsdPerMonth: Parameter | null;
	/** What the contract allows a minute; null where it does not say. */
	requestsPerMinute: number | null;
	tokensPerMinute: number | null;
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

interface ContractPlan {
	/** Price after the discount on everything / price. */
	base: Decimal;
	tiers: MeteredTerms['tiers'];
	/** Null where thresholds are not in spend. */
	spendTiers: NonNullable<MeteredTerms['spendTiers']> | null;
}

/**
 * Tiers of a contract. A tier from 0 on is a discount on everything; thresholds in spend before tiers are brought to the price after it,
 * those in tokens divided by the tokens of a mean request, at the values given.
 */
const contractPlan = (
	{ tierBasis, tiers }: ContractTerms,
	parts: readonly RequestPart[]
): ContractPlan => {
	const one = new Decimal(1);
	const remaining = ({ discountShare }: { discountShare: string }) => one.minus(discountShare);
	const fromZero = tiers.find(({ from }) => toDecimal(from).eq(0));
	const base = fromZero ? remaining(fromZero) : one;
	const rising = base.eq(0) ? [] : tiers.filter(({ from }) => toDecimal(from).gt(0));
	const factorOf = (tier: { discountShare: string }): string => remaining(tier).div(base).toFixed();
	if (tierBasis === 'spend') {
		const spendTiers = rising.map((tier) => ({
			fromUsd: base.times(tier.from).toFixed(),
			priceFactor: factorOf(tier)
		}));
		return { base, tiers: [], spendTiers };
	}
	const mtok = parts
		.reduce(
			(sum, { amount }) => (amount?.unit.startsWith('tokens') ? sum.plus(amount.value) : sum),
			new Decimal(0)
		)
		.div(1_000_000);
	const inRequests =
		tierBasis === null || mtok.eq(0)
			? []
			: rising.map((tier) => ({
					fromRequests: toDecimal(tier.from).div(mtok).round(20).toFixed(),
					priceFactor: factorOf(tier)
				}));
	return { base, tiers: inRequests, spendTiers: null };
};

/** A price line at a share of its price. */
const discounted = (line: CostLine, share: Decimal, scope: string): CostLine =>
	share.eq(1)
		? line
		: {
				...line,
				factors: [
					...line.factors,
					times(
						fixedParameter(share.toFixed(), {
							id: `${scope}.contractShare`,
							label: 'price after the discount on everything / price',
							unit: 'share',
							basis: 'quote',
							source: 'first tier of the contract'
						})
					)
				]
			};

const feeLine = (fixedUsdPerMonth: Parameter): CostLine => ({
	id: 'fees',
	label: 'fees of the contract, whatever the use',
	per: 'month',
	factors: [times(fixedUsdPerMonth)],
	drift: null,
	group: 'service'
});

/** An API, or the same open model at a host. */
export const buildBuy = (
	spec: BuyOptionSpec,
	references: BuyReferences,
	shared: SharedInputs
): CostOption => {
	const { parts, emulated, inconsistentUsage } = references;
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
		: (references.contract?.commitUsdPerMonth ?? null);
	const { contract } = references;
	const atList = parts.map((part) => partLine(part, attempts));
	const quoted = contract && !spec.tiers ? contractPlan(contract, parts) : null;
	const overageFactor =
		spec.commitUsdPerMonth || !contract ? decimalText(spec.overageFactor) : contract.overageFactor;
	return {
		id: spec.id,
		title: spec.title ?? spec.id,
		kind: spec.kind,
		emulated,
		...(inconsistentUsage !== undefined && { inconsistentUsage }),
		lines: [
			...(contract?.fixedUsdPerMonth ? [feeLine(contract.fixedUsdPerMonth)] : []),
			...tuningLines(spec.tuning, references.tuningUsd, spec.id),
			...otherLines(spec.other, spec.id, shared.horizonMonths)
		],
		fleet: null,
		metered: {
			lines: quoted ? atList.map((line) => discounted(line, quoted.base, spec.id)) : atList,
			tiers: quoted
				? quoted.tiers
				: (spec.tiers ?? []).map(({ fromRequests, priceFactor }) => ({
						fromRequests: decimalText(fromRequests),
						priceFactor: decimalText(priceFactor)
					})),
			...(quoted && contract?.tierBasis === '1m-tokens' ? { tiersInTokens: true } : {}),
			...(quoted?.spendTiers ? { spendTiers: quoted.spendTiers } : {}),
			tierMode: quoted && contract ? contract.tierMode : spec.tierMode,
			commitUsdPerMonth: commit,
			// Without a commitment nothing lies beyond it.
			overageFactor: commit ? overageFactor : '1',
			reservedUnits: unitsOf(spec, shared)
		},
		purchase: null,
		blend: null
	};
};
