/** Cost lines for what no other field of a spec names, and for work that comes back every so many months. */
import type { OtherCostSpec } from '#core/cost-spec/common.ts';
import { decimalText } from '#core/decimal.ts';
import type { Quantity } from '#core/quantity.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
import { aMonthOfTheYear, dividedBy, times } from '../option/factors.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { typed, typedSource } from './shared.ts';

const monthsParameter = (
	months: number,
	{ id, label }: { id: string; label: string },
	isTyped = true
): Parameter =>
	fixedParameter(decimalText(months), {
		id,
		label,
		unit: 'months',
		basis: isTyped ? 'user' : 'default',
		source: isTyped ? typedSource : 'assumption: the months that the comparison looks ahead'
	});

const unitOf: Record<OtherCostSpec['per'], string> = {
	month: 'USD/month',
	year: 'USD/year',
	'node-month': 'USD/node-month',
	request: 'USD/request',
	once: 'USD'
};

/** One line for each cost that an author named himself. A cost that comes once is spread over its months. */
export const otherLines = (
	others: readonly OtherCostSpec[],
	scope: string,
	horizonMonths: number
): CostLine[] =>
	others.map(({ label, usd, per, overMonths }, index): CostLine => {
		const id = `other-${String(index + 1)}`;
		const amount = times(typed(usd, { id: `${scope}.${id}`, label, unit: unitOf[per] }));
		const spread: Record<OtherCostSpec['per'], Factor[]> = {
			month: [],
			'node-month': [],
			request: [],
			year: [aMonthOfTheYear],
			once: [
				dividedBy(
					monthsParameter(
						overMonths ?? horizonMonths,
						{ id: `${scope}.${id}.months`, label: 'months it is spread over' },
						overMonths !== undefined
					)
				)
			]
		};
		return {
			id,
			label,
			per: per === 'node-month' || per === 'request' ? per : 'month',
			factors: [amount, ...spread[per]],
			drift: null,
			group: 'service'
		};
	});

/** Work that is done again every so many months, as a monthly line: USD / months. */
export const recurringWork = (
	work: { usd: Quantity; everyMonths: number },
	{ scope, id, label }: { scope: string; id: string; label: string }
): CostLine => ({
	id,
	label,
	per: 'month',
	factors: [
		times(typed(work.usd, { id: `${scope}.${id}.usd`, label, unit: 'USD' })),
		dividedBy(
			monthsParameter(work.everyMonths, {
				id: `${scope}.${id}.months`,
				label: 'months until it is done again'
			})
		)
	],
	drift: null,
	group: 'service'
});
