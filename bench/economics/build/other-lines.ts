/** Cost lines for what no other field of a spec names, and for work that comes back every so many months. */
import type { OtherCostSpec, TuningSpec } from '#core/cost-spec/common.ts';
import { decimalText } from '#core/decimal.ts';
import type { Quantity } from '#core/quantity.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
import { defaultParameter } from '../option/defaults.ts';
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

const recurringLine = (id: string, label: string, usd: Parameter, months: Parameter): CostLine => ({
	id,
	label,
	per: 'month',
	factors: [times(usd), dividedBy(months)],
	drift: null,
	recurs: true,
	group: 'service'
});

/** Work that is done again every so many months, as a monthly line: USD / months. */
export const recurringWork = (
	work: { usd: Quantity; everyMonths: number },
	{ scope, id, label }: { scope: string; id: string; label: string }
): CostLine =>
	recurringLine(
		id,
		label,
		typed(work.usd, { id: `${scope}.${id}.usd`, label, unit: 'USD' }),
		monthsParameter(work.everyMonths, {
			id: `${scope}.${id}.months`,
			label: 'months until it is done again'
		})
	);

export const tuningLabel = 'tuning of the model';

/**
 * The tuning of a model: as typed, else what the measured target says that it has cost (`measuredUsd`). Typed with 0 USD it is left
 * out of a decision that can no longer change it. Nothing where neither says anything.
 */
export const tuningLines = (
	spec: TuningSpec,
	measuredUsd: Parameter | null,
	scope: string
): CostLine[] => {
	const usd = spec?.usd
		? typed(spec.usd, { id: `${scope}.tuning.usd`, label: tuningLabel, unit: 'USD' })
		: measuredUsd;
	if (!usd) return [];
	const months = defaultParameter('retrainMonths');
	const { label, unit } = months;
	return [
		recurringLine(
			'tuning',
			tuningLabel,
			usd,
			spec?.everyMonths ? typed(spec.everyMonths, { id: `${scope}.tuning.months`, label, unit }) : months
		)
	];
};
