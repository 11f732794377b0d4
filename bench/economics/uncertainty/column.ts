/**
 * Columns of binary floats, one value for each draw of a block: sums of products of parameters, with everything that does not
 * vary multiplied out beforehand. Blocks keep what is worked on in the processor's cache.
 */
import { factorValue, lineUsd, type CostLine, type Factor } from '../option/cost-line.ts';
import type { Parameter } from '../option/parameter.ts';
import type { Samples } from './sampling.ts';

/** Draws that are computed together; what they need fits a cache of 256 kB. */
export const blockRows = 512;

export interface Column {
	/** Of the block that was filled last. */
	values: Float64Array;
	/** Whether every value of the block is 0, so that it needs no work. */
	isZero: boolean;
	/** Computes `rows` values for the draws from `start` on. */
	fill: (start: number, rows: number) => void;
}

type Multiply = (target: Float64Array, start: number, rows: number) => void;

/** (1 − residual/(1+r)^L) · r(1+r)^L/((1+r)^L − 1), as the exact path has it. */
const annuity = (rate: number, years: number, residual: number): number => {
	if (rate === 0) return (1 - residual) / years;
	const growth = Math.pow(1 + rate, years);
	return ((1 - residual / growth) * rate * growth) / (growth - 1);
};

/** A reader of a parameter in the draws; of its own value where it does not vary. */
const readerOf = (parameter: Parameter, samples: Samples): ((row: number) => number) => {
	const column = samples.columns.get(parameter.id);
	const own = Number(parameter.value);
	return column ? (row) => column[row] as number : () => own;
};

const combined =
	(read: (row: number) => number): Multiply =>
	(target, start, rows) => {
		for (let i = 0; i < rows; i++) target[i] = (target[i] as number) * read(start + i);
	};

const single = (kind: 'parameter' | 'inverse' | 'complement', column: Float64Array): Multiply => {
	switch (kind) {
		case 'parameter':
			return (target, start, rows) => {
				for (let i = 0; i < rows; i++) {
					target[i] = (target[i] as number) * (column[start + i] as number);
				}
			};
		case 'inverse':
			return (target, start, rows) => {
				for (let i = 0; i < rows; i++) {
					target[i] = (target[i] as number) / (column[start + i] as number);
				}
			};
		case 'complement':
			return (target, start, rows) => {
				for (let i = 0; i < rows; i++) {
					target[i] = (target[i] as number) * (1 - (column[start + i] as number));
				}
			};
	}
};

/** The multiplication by a factor, or the number that it is where nothing in it varies. */
const factorOf = (factor: Factor, samples: Samples): Multiply | number => {
	switch (factor.kind) {
		case 'constant':
			return Number(factor.value);
		case 'parameter':
		case 'inverse':
		case 'complement': {
			const column = samples.columns.get(factor.parameter.id);
			return column ? single(factor.kind, column) : factorValue(factor).toNumber();
		}
		case 'difference': {
			const { minuend, subtrahend } = factor;
			if (![minuend, subtrahend].some(({ id }) => samples.columns.has(id))) {
				return factorValue(factor).toNumber();
			}
			const [from, less] = [readerOf(minuend, samples), readerOf(subtrahend, samples)];
			return combined((row) => from(row) - less(row));
		}
		case 'share-after': {
			const { whole, start } = factor;
			if (![whole, start].some(({ id }) => samples.columns.has(id))) {
				return factorValue(factor).toNumber();
			}
			const [all, before] = [readerOf(whole, samples), readerOf(start, samples)];
			return combined((row) => Math.max(0, all(row) - before(row)) / all(row));
		}
		case 'annuity': {
			const { ratePerYear, lifeYears, residualShare } = factor;
			if (![ratePerYear, lifeYears, residualShare].some(({ id }) => samples.columns.has(id))) {
				return factorValue(factor).toNumber();
			}
			const rate = readerOf(ratePerYear, samples);
			const years = readerOf(lifeYears, samples);
			const residual = readerOf(residualShare, samples);
			return combined((row) => annuity(rate(row), years(row), residual(row)));
		}
	}
};

/** A number that is the same in every draw. */
export const constantColumn = (value: number): Column => ({
	values: new Float64Array(blockRows).fill(value),
	isZero: value === 0,
	fill: () => undefined
});

/** A column computed draw by draw from up to three parameters, in the order given. */
export const derivedColumn = (
	parameters: readonly [Parameter, Parameter?, Parameter?],
	samples: Samples,
	formula: (first: number, second: number, third: number) => number
): Column => {
	const [a, b, c] = parameters.map((parameter) => parameter && readerOf(parameter, samples));
	const none = (): number => NaN;
	const [first, second, third] = [a ?? none, b ?? none, c ?? none];
	if (!parameters.some((parameter) => parameter && samples.columns.has(parameter.id))) {
		return constantColumn(formula(first(0), second(0), third(0)));
	}
	const column: Column = {
		values: new Float64Array(blockRows),
		isZero: false,
		fill: (start, rows) => {
			const { values } = column;
			let isZero = true;
			for (let i = 0; i < rows; i++) {
				const row = start + i;
				const value = formula(first(row), second(row), third(row));
				values[i] = value;
				if (value !== 0) isZero = false;
			}
			column.isZero = isZero;
		}
	};
	return column;
};

/** Whether a line has a factor that varies. */
const varies = (line: Pick<CostLine, 'factors'>, samples: Samples): boolean =>
	line.factors.some((factor) => typeof factorOf(factor, samples) !== 'number');

/** Sum of lines. */
export const linesColumn = (
	lines: readonly CostLine[],
	samples: Samples,
	scratch: Float64Array
): Column => {
	const constant = lines
		.filter((line) => !varies(line, samples))
		.reduce((sum, line) => sum + lineUsd(line).toNumber(), 0);
	const varying = lines
		.filter((line) => varies(line, samples))
		.map((line) => {
			const factors = line.factors.map((factor) => factorOf(factor, samples));
			return {
				constant: factors.reduce<number>(
					(product, factor) => (typeof factor === 'number' ? product * factor : product),
					1
				),
				factors: factors.filter((factor) => typeof factor !== 'number')
			};
		});
	if (varying.length === 0) return constantColumn(constant);
	const values = new Float64Array(blockRows);
	return {
		values,
		isZero: false,
		fill: (start, rows) => {
			values.fill(constant, 0, rows);
			for (const { constant: factor, factors } of varying) {
				scratch.fill(factor, 0, rows);
				for (const multiply of factors) multiply(scratch, start, rows);
				for (let i = 0; i < rows; i++) values[i] = (values[i] as number) + (scratch[i] as number);
			}
		}
	};
};
