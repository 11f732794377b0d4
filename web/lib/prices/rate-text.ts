/** A rate as it is written on a price list: every digit that was stated, and at least cents. */
import { missing } from '../format.ts';

/** `$2.50`, `$0.0375`, `$3.125`; an en dash where unknown. Decimal text. */
export const rateText = (usd: string | null): string => {
	if (usd === null) return missing;
	const [whole = '0', decimals = ''] = usd.split('.');
	return `$${Number(whole).toLocaleString('en-US')}.${decimals.padEnd(2, '0')}`;
};
