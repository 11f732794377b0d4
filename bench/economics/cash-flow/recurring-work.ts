/** Work that is paid when it is done, such as the tuning of a model: in which months, and the option without it. Exact decimals. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { lineUsd, type CostLine } from '../option/cost-line.ts';
import type { CostOption } from '../option/option.ts';

/** The inverse factor of a line that recurs: the months until it is done again. */
const interval = ({ factors }: CostLine): Decimal => {
	const months = factors.find((factor) => factor.kind === 'inverse');
	if (!months) throw new RangeError('work that recurs has no months until it is done again');
	return toDecimal(months.parameter.value);
};

/** How often work is done in a month, counted from 0, that is done at 0, m, 2m …: multiples of m in [month, month + 1). */
const timesInMonth = (everyMonths: Decimal, month: number): Decimal => {
	const before = (end: number): Decimal => toDecimal(end).div(everyMonths).round(0, 3);
	return before(month + 1).minus(before(month));
};

/** Lines of an option, and of both sides of a hybrid, whose work is paid when it is done. */
const recurring = ({ lines, blend }: CostOption): CostLine[] => [
	...lines.filter(({ recurs }) => recurs),
	...(blend ? [blend.local, blend.api].flatMap(recurring) : [])
];

/** USD that such work costs in each month, counted from 0; null where there is none. */
export const recurringUsd = (option: CostOption): ((month: number) => Decimal) | null => {
	const works = recurring(option).map((line) => ({
		everyMonths: interval(line),
		usd: lineUsd({ ...line, factors: line.factors.filter(({ kind }) => kind !== 'inverse') })
	}));
	if (works.length === 0) return null;
	return (month) =>
		works.reduce(
			(sum, { usd, everyMonths }) => sum.plus(usd.times(timesInMonth(everyMonths, month))),
			new Decimal(0)
		);
};

/** The option without the even spread of such work, which its payments take the place of. */
export const withoutRecurring = (option: CostOption): CostOption => ({
	...option,
	lines: option.lines.filter(({ recurs }) => !recurs),
	blend: option.blend && {
		...option.blend,
		local: withoutRecurring(option.blend.local),
		api: withoutRecurring(option.blend.api)
	}
});
