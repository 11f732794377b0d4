/** What a right answer costs where wrong ones are thrown away. */
import { toDecimal, type Decimal } from '#core/decimal.ts';

/**
 * Cost of pass: cost of an answer (USD) / share of right answers (0 to 1), both decimal text: what a right answer costs where wrong
 * ones are thrown away for nothing (Erol et al., ICLR 2026). Null where no answer is right: no amount buys one. Throws a
 * RangeError for a share that is none.
 */
export const costOfPassUsd = (serviceUsd: string, rightShare: string): Decimal | null => {
	const right = toDecimal(rightShare);
	if (right.lt(0) || right.gt(1)) {
		throw new RangeError(`the share of right answers must be 0 to 1, not ${rightShare}`);
	}
	return right.eq(0) ? null : toDecimal(serviceUsd).div(right);
};
