/**
 * Figures that are probably in another unit than the one asked for: a price per token in place of one per million, watts in place
 * of kilowatts. Ranges are wide on purpose, as a note that is wrong costs more trust than one that is missing.
 */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { parametersOfOption } from '../uncertainty/case-parameters.ts';
import type { CostCase } from './cost-case.ts';
import type { Parameter } from '../option/parameter.ts';
import { farFactor, plausibleRangeOf } from './plausible-ranges.ts';

/** `0.000002`, `12,000`: as written, with thousands separators. */
const numberText = (value: Decimal): string => {
	const [whole = '0', fraction] = value.abs().toFixed().split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
	const sign = value.lt(0) ? '−' : '';
	return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
};

const amountText = (value: Decimal, unit: string): string => {
	if (!unit.startsWith('USD')) {
		return unit.startsWith('share') || unit === 'ratio'
			? numberText(value)
			: `${numberText(value)} ${unit}`;
	}
	const sign = value.lt(0) ? '−' : '';
	return `${sign}$${numberText(value.abs())}${unit.slice('USD'.length)}`;
};

/** What is wrong with the size of a parameter, in a sentence without its option; null where nothing is. */
export const sizeProblem = (parameter: Parameter): string | null => {
	const { label, unit, value } = parameter;
	const row = plausibleRangeOf(parameter);
	const amount = toDecimal(value);
	// Nothing at all is a statement: no rent, no people.
	if (!row || amount.eq(0)) return null;
	const isBelow = amount.lt(row.low);
	if (!isBelow && amount.lte(row.high)) return null;
	const isFar = isBelow
		? amount.times(farFactor).lte(row.low)
		: amount.gte(toDecimal(row.high).times(farFactor));
	const meant = isBelow ? row.belowMeant : row.aboveMeant;
	const distance = `${isFar ? 'far ' : ''}${isBelow ? 'below' : 'above'}`;
	return `${label} ${amountText(amount, unit)} is ${distance} what ${row.usual} (${row.range})${meant === null ? '' : `; meant ${meant}?`}`;
};

/** A parameter with the name of what it belongs to; null where all options share it. */
interface Owned {
	owner: string | null;
	parameter: Parameter;
}

/** Without what was measured or assumed by us: neither was typed. */
const givenParameters = (costCase: CostCase): Owned[] => {
	const { demand, discountRatePerYear, drifts } = costCase;
	const options = [...costCase.options, ...costCase.excluded.map(({ option }) => option)];
	const ownerOf = ({ id }: Parameter, fallback: string): string =>
		options.find((option) => id.startsWith(`${option.id}.`))?.id ?? fallback;
	const shared = [
		demand.requestsPerMonth,
		demand.growthPerMonth,
		demand.peakToAverage,
		discountRatePerYear,
		...Object.values(drifts),
		...Object.values(costCase.rework)
	].filter((parameter) => parameter !== null);
	const isShared = new Set(shared.map(({ id }) => id));
	const all: Owned[] = [
		...shared.map((parameter) => ({ owner: null, parameter })),
		...options.flatMap((option) =>
			parametersOfOption(option)
				.filter(([{ id }]) => !isShared.has(id))
				.map(([parameter]) => ({ owner: ownerOf(parameter, option.id), parameter }))
		),
		...Object.entries(costCase.quality).flatMap(([id, { acceptShare }]) =>
			acceptShare ? [{ owner: id, parameter: acceptShare }] : []
		)
	];
	return all.filter(
		({ parameter: { basis } }) =>
			basis !== 'measured' && basis !== 'default' && basis !== 'definition'
	);
};

/**
 * What in a case is probably in another unit, or dated in the future, one sentence each, without repetition: for figures that were
 * typed or quoted. What no option uses is not seen. `today` is YYYY-MM-DD.
 */
export const implausible = (costCase: CostCase, today: string): string[] => {
	const sentences = givenParameters(costCase).flatMap(({ owner, parameter }) => {
		const { label, asOf } = parameter;
		const size = sizeProblem(parameter);
		const said = [
			...(size === null ? [] : [size]),
			...(asOf !== null && asOf > today
				? [`${label} is dated ${asOf}, which is after today (${today})`]
				: [])
		];
		return said.map((sentence) => (owner === null ? sentence : `${owner}: ${sentence}`));
	});
	return [...new Set(sentences)];
};
