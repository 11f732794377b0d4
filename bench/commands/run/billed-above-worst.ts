/** The error of whatever spends, once an endpoint has billed what nobody counted on. */
import { BenchError } from '#core/errors.ts';
import type { SpendCap } from '#core/spend-cap.ts';
import { picoUsdToUsd } from '#core/units.ts';

export interface PassedCap {
	/** Decimal text. */
	capUsd: string;
	spentPicoUsd: bigint;
	/** Worst case of what may be billed beyond that, and what that is for. */
	open: { picoUsd: bigint; what: string };
	/** How to go on once the reason is known, a sentence. */
	goOn: string;
}

/** Says what is spent, and what to look at before more is. */
export const billedAboveWorst = ({ capUsd, spentPicoUsd, open, goOn }: PassedCap): BenchError => {
	const more =
		open.picoUsd === 0n
			? ''
			: ` and ${picoUsdToUsd(String(open.picoUsd))} USD may follow for ${open.what}`;
	return new BenchError(
		'E_BUDGET',
		`an endpoint billed more than the worst case of a request: ${picoUsdToUsd(String(spentPicoUsd))} USD are spent${more}, above the cap of ${capUsd} USD; nothing more is asked`,
		{
			hint: `Hold the token counts of its answers against what they were asked for, and against the price of the target: one of them is not what the provider bills. ${goOn}`
		}
	);
};

/** The same of a cap; null as long as it holds. `unsentPicoUsd`: reserved for what will not be sent any more. */
export const overdrawn = (
	cap: SpendCap,
	{ unsentPicoUsd, ...how }: { capUsd: string; unsentPicoUsd: bigint; goOn: string }
): BenchError | null =>
	cap.isOverdrawn
		? billedAboveWorst({
				...how,
				spentPicoUsd: cap.spentPicoUsd,
				open: { picoUsd: cap.reservedPicoUsd - unsentPicoUsd, what: 'what is on the wire' }
			})
		: null;
