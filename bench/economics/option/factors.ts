/** Factors that many cost lines share: what is true by definition, and short forms for the rest. */
import type { Factor } from './cost-line.ts';
import { fixedParameter, type Parameter } from './parameter.ts';

/** Hours in a month of the model: 8,760 / 12. */
export const hoursPerMonth = '730';

export const hoursAMonth: Factor = {
	kind: 'constant',
	label: 'hours in a month',
	unit: 'h/month',
	value: hoursPerMonth
};

/** kW per W. */
export const thousandth: Factor = {
	kind: 'constant',
	label: 'kW per W',
	unit: 'kW/W',
	value: '0.001'
};

const definition = (value: string, label: string, unit: string): Parameter =>
	fixedParameter(value, {
		id: `definition.${unit}.${value}`,
		label,
		unit,
		basis: 'definition',
		source: 'definition'
	});

/** 1/12: a yearly amount as a monthly one. */
export const aMonthOfTheYear: Factor = {
	kind: 'inverse',
	parameter: definition('12', 'months in a year', 'months/year')
};

/** 1/3,600,000: watt-seconds as kilowatt-hours. */
export const kwhPerWattSecond: Factor = {
	kind: 'inverse',
	parameter: definition('3600000', 'watt-seconds in a kWh', 'Ws/kWh')
};

/** 1/n: a price for n of something as a price for one. */
export const oneOf = (units: number): Factor => ({
	kind: 'inverse',
	parameter: definition(String(units), 'what the price is for', 'units')
});

export const times = (parameter: Parameter): Factor => ({ kind: 'parameter', parameter });
export const dividedBy = (parameter: Parameter): Factor => ({ kind: 'inverse', parameter });
