/** Student's t, for variances that few values speak of. */
import { z95 } from './normal.ts';

/**
 * 97.5 % quantile of Student's t with `degrees` of freedom, within 0.5 % from 3 on (Abramowitz & Stegun 26.7.5, four terms);
 * exact for 1 and 2. Infinity below 1: nothing can be said then.
 */
export const studentT95 = (degrees: number): number => {
	if (!(degrees >= 1)) return Infinity;
	if (degrees < 2) return 12.706204736432095;
	if (degrees < 3) return 4.302652729911275;
	const z = z95;
	const g1 = (z ** 3 + z) / 4;
	const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
	const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
	const g4 = (79 * z ** 9 + 776 * z ** 7 + 1_482 * z ** 5 - 1_920 * z ** 3 - 945 * z) / 92_160;
	return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
};
