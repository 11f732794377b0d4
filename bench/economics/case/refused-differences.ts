/** Differences that would turn negative: power under load below idle power. */
import { toDecimal } from '#core/decimal.ts';
import type { Factor } from '../option/cost-line.ts';
import type { CostOption } from '../option/option.ts';

const differencesOf = ({ lines, blend }: CostOption): Extract<Factor, { kind: 'difference' }>[] => [
	...lines.flatMap(({ factors }) => factors.filter((factor) => factor.kind === 'difference')),
	...(blend ? [...differencesOf(blend.local), ...differencesOf(blend.api)] : [])
];

/** Ids among `values` (decimal text) by which what is taken away would become larger than what it is taken from, with the reason. */
export const refusedDifferences = (
	options: readonly CostOption[],
	values: ReadonlyMap<string, string>
): ReadonlyMap<string, string> => {
	const refused = new Map<string, string>();
	for (const { minuend, subtrahend } of options.flatMap(differencesOf)) {
		const [whole, part] = [minuend, subtrahend].map(({ id, value }) => values.get(id) ?? value) as [
			string,
			string
		];
		if (toDecimal(whole).gte(part)) continue;
		for (const { id } of [minuend, subtrahend]) {
			if (!values.has(id)) continue;
			refused.set(
				id,
				`${minuend.label} (${whole} ${minuend.unit}) would be below ${subtrahend.label} (${part} ${subtrahend.unit})`
			);
		}
	}
	return refused;
};
