/** Facts of a model in a few words. */
import { missing } from '../format.ts';

const billions = (value: number): string =>
	value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** `70.6 B`, `1,026 B, 32 B active`; an en dash where not published. All experts count. */
export const sizeText = ({
	totalB,
	activeB,
	isMixture
}: {
	totalB: number | null;
	activeB: number | null;
	isMixture: boolean;
}): string => {
	if (totalB === null) return missing;
	const total = `${billions(totalB)} B`;
	if (!isMixture) return total;
	return activeB === null
		? `${total}, active not known`
		: `${total}, ${billions(activeB)} B active`;
};

export const commercialWords = {
	yes: 'yes',
	conditional: 'within conditions',
	no: 'no'
} as const;
