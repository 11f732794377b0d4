/**
 * Reconciles a bill: what its charges would have cost at list price and by our own estimate, what they cost effectively, and
 * what was billed; what of a commitment nothing used; and what the tokens really cost. All sums are exact.
 */
import type { BillCharge } from '#core/bill.ts';
import { Decimal } from '#core/decimal.ts';
import { chargeKinds, kindOfCharge, type ChargeKind } from './charge-kind.ts';
import type { PriceOfCharge } from './estimate-charge.ts';
import {
	addCharge,
	emptyCharges,
	finishedCharges,
	mergeCharges,
	type ChargesInProgress,
	type ChargeSums
} from './group-charges.ts';
import { addTo, emptySum, knownSum, type KnownSum, type SumInProgress } from './known-sum.ts';
import { tokenUsageOf, type ModelTokens } from './token-usage.ts';

/** What was consumed of one SKU. */
export interface SkuSums extends ChargeSums {
	provider: string;
	service: string;
	/** Null where the bill does not say. */
	sku: string | null;
}

/** What was consumed of one service. */
export interface ServiceSums extends ChargeSums {
	provider: string;
	service: string;
}

/** Charges of one kind; the kinds of a bill add up to it. */
export interface KindSums {
	kind: ChargeKind;
	chargeCount: number;
	/** Decimal text. */
	billed: string;
	effective: KnownSum;
}

export interface CommitmentSums {
	/** CommitmentDiscountId; null where the bill does not say. */
	commitment: string | null;
	/** Effective cost of what was used under the commitment, and of what was not. */
	used: KnownSum;
	unused: KnownSum;
	/** Unused / (used + unused), decimal text: the waste; null where nothing of either is known. */
	unusedShare: string | null;
}

export interface BillReconciliation {
	/** ISO 4217; all amounts are in it but those named Usd. */
	currency: string;
	chargeCount: number;
	/** Sum of all that is on the invoice, decimal text. */
	billed: string;
	/** One entry for each kind that the bill has, in the order of `chargeKinds`. */
	kinds: KindSums[];
	/** All that was consumed. */
	consumption: ChargeSums;
	/** 1 − (effective + unused commitment) / list, decimal text; null where the discount is. */
	discountAfterWasteShare: string | null;
	/** Dearest first, by effective cost. */
	services: ServiceSums[];
	/** Dearest first, by effective cost. */
	skus: SkuSums[];
	/** All commitments together; null where no charge belongs to one. */
	commitment: CommitmentSums | null;
	/** Most waste first. */
	commitments: CommitmentSums[];
	tokens: ModelTokens[];
	/** `other-currency`: our prices are in USD and the bill is not, so that nothing was estimated. */
	estimates: 'made' | 'not-asked-for' | 'other-currency';
}

interface CommitmentInProgress {
	commitment: string | null;
	used: SumInProgress;
	unused: SumInProgress;
}

const emptyCommitment = (commitment: string | null): CommitmentInProgress => ({
	commitment,
	used: emptySum(),
	unused: emptySum()
});

const finishedCommitment = ({ commitment, used, unused }: CommitmentInProgress): CommitmentSums => {
	const all = used.sum.plus(unused.sum);
	return {
		commitment,
		used: knownSum(used),
		unused: knownSum(unused),
		unusedShare: all.lte(0) ? null : unused.sum.div(all).toFixed()
	};
};

interface GroupInProgress {
	provider: string;
	service: string;
	sku: string | null;
	sums: ChargesInProgress;
}

/** By effective cost, then billed, dearest first, then by name: the order of the file never matters. */
const byCost = (a: GroupInProgress, b: GroupInProgress): number => {
	const effective = b.sums.effective.sum.cmp(a.sums.effective.sum);
	if (effective !== 0) return effective;
	const billed = b.sums.billed.cmp(a.sums.billed);
	if (billed !== 0) return billed;
	const nameOf = ({ provider, service, sku }: GroupInProgress): string =>
		JSON.stringify([provider, service, sku]);
	return nameOf(a) < nameOf(b) ? -1 : 1;
};

const discountAfterWaste = (
	{ effectiveAndList }: ChargesInProgress,
	waste: Decimal
): string | null => {
	const { first: effective, second: list } = effectiveAndList;
	return list.eq(0) ? null : new Decimal(1).minus(effective.plus(waste).div(list)).toFixed();
};

export interface ReconcileOptions {
	/** Currency of the charges, ISO 4217. */
	currency: string;
	/** Our price for a charge, in USD; nothing is estimated without. */
	priceOf?: PriceOfCharge | undefined;
}

/** The reconciliation of a bill. The order of the charges changes nothing. */
export const reconcileBill = (
	charges: readonly BillCharge[],
	{ currency, priceOf }: ReconcileOptions
): BillReconciliation => {
	const isUsd = currency === 'USD';
	const usedPrices = isUsd && priceOf ? priceOf : null;
	const groups = new Map<string, GroupInProgress>();
	const kinds = new Map<ChargeKind, { count: number; billed: Decimal; effective: SumInProgress }>();
	const commitments = new Map<string | null, CommitmentInProgress>();
	const allCommitments = emptyCommitment(null);
	let billed = new Decimal(0);

	for (const charge of charges) {
		const { provider, service, sku, effectiveCost } = charge;
		billed = billed.plus(charge.billedCost);
		const kind = kindOfCharge(charge);
		const inKind = kinds.get(kind) ?? { count: 0, billed: new Decimal(0), effective: emptySum() };
		kinds.set(kind, inKind);
		inKind.count++;
		inKind.billed = inKind.billed.plus(charge.billedCost);
		addTo(inKind.effective, effectiveCost);
		if (charge.commitmentStatus !== null && charge.category === 'Usage') {
			const id = charge.other['CommitmentDiscountId'] ?? null;
			const inCommitment = commitments.get(id) ?? emptyCommitment(id);
			commitments.set(id, inCommitment);
			const side = charge.commitmentStatus === 'Used' ? 'used' : 'unused';
			addTo(inCommitment[side], effectiveCost);
			addTo(allCommitments[side], effectiveCost);
		}
		if (kind !== 'consumption') continue;
		const key = JSON.stringify([provider, service, sku]);
		const group = groups.get(key) ?? { provider, service, sku, sums: emptyCharges() };
		groups.set(key, group);
		addCharge(group.sums, charge, usedPrices);
	}

	const whole = emptyCharges();
	const services = new Map<string, GroupInProgress>();
	for (const { provider, service, sums } of groups.values()) {
		const key = JSON.stringify([provider, service]);
		const inService = services.get(key) ?? { provider, service, sku: null, sums: emptyCharges() };
		services.set(key, inService);
		mergeCharges(inService.sums, sums);
		mergeCharges(whole, sums);
	}
	const withEstimate = usedPrices !== null;
	return {
		currency,
		chargeCount: charges.length,
		billed: billed.toFixed(),
		kinds: chargeKinds.flatMap((kind) => {
			const sums = kinds.get(kind);
			if (!sums) return [];
			const { count, billed: billedInKind, effective } = sums;
			return [
				{ kind, chargeCount: count, billed: billedInKind.toFixed(), effective: knownSum(effective) }
			];
		}),
		consumption: finishedCharges(whole, withEstimate),
		discountAfterWasteShare: discountAfterWaste(whole, allCommitments.unused.sum),
		services: [...services.values()].sort(byCost).map(({ provider, service, sums }) => ({
			provider,
			service,
			...finishedCharges(sums, withEstimate)
		})),
		skus: [...groups.values()].sort(byCost).map(({ provider, service, sku, sums }) => ({
			provider,
			service,
			sku,
			...finishedCharges(sums, withEstimate)
		})),
		commitment: commitments.size === 0 ? null : finishedCommitment(allCommitments),
		commitments: [...commitments.values()]
			.sort(
				(a, b) =>
					b.unused.sum.cmp(a.unused.sum) || ((a.commitment ?? '') < (b.commitment ?? '') ? -1 : 1)
			)
			.map(finishedCommitment),
		tokens: tokenUsageOf(charges),
		estimates: withEstimate ? 'made' : isUsd || !priceOf ? 'not-asked-for' : 'other-currency'
	};
};
