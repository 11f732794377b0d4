/** The factors of a cost line as rows that a reader can follow: how each is applied, its value, and the number behind it. */
import { factorValue, type Factor } from '#bench/economics/option/cost-line.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { formatNumber } from '../format.ts';
import { formatParameter } from '../format-parameter.ts';

export interface FactorRow {
	/** What is done with the value: `×`, `÷`; empty where a row only explains the one above. */
	operator: string;
	label: string;
	value: string;
	/** Null for what is true by definition, or computed from the rows below it. */
	parameter: Parameter | null;
}

const rowOf = (operator: string, parameter: Parameter): FactorRow => ({
	operator,
	label: parameter.label,
	value: formatParameter(parameter.value, parameter.unit),
	parameter: parameter.basis === 'definition' ? null : parameter
});

/** Rows of one factor. A factor of several numbers has a row with its value first, then one for each number. */
export const factorRows = (factor: Factor): FactorRow[] => {
	const computed = (label: string, parts: readonly Parameter[]): FactorRow[] => [
		{ operator: '×', label, value: formatNumber(factorValue(factor).toFixed()), parameter: null },
		...parts.map((part) => rowOf('', part))
	];
	switch (factor.kind) {
		case 'constant':
			return [
				{
					operator: '×',
					label: factor.label,
					value: formatParameter(factor.value, factor.unit),
					parameter: null
				}
			];
		case 'parameter':
			return [rowOf('×', factor.parameter)];
		case 'inverse':
			return [rowOf('÷', factor.parameter)];
		case 'complement':
			return computed(`1 − ${factor.parameter.label}`, [factor.parameter]);
		case 'difference':
			return computed(`${factor.minuend.label} − ${factor.subtrahend.label}`, [
				factor.minuend,
				factor.subtrahend
			]);
		case 'share-after':
			return computed(`share of the time after ${factor.start.label}`, [
				factor.whole,
				factor.start
			]);
		case 'annuity':
			return computed('price and interest spread over the years, less resale; a year', [
				factor.ratePerYear,
				factor.lifeYears,
				factor.residualShare
			]);
	}
};
