/** Several parameters as one number: the least-squares fit of an outcome by each of them and its square. */
import { meanOf } from './quantiles.ts';

const standardised = (values: Float64Array): Float64Array => {
	const mean = meanOf(values);
	const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
	return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
};

const dot = (a: Float64Array, b: Float64Array): number => {
	let sum = 0;
	for (let row = 0; row < a.length; row++) sum += (a[row] as number) * (b[row] as number);
	return sum;
};

/** Solves a small symmetric system by elimination; a direction without variance gets a coefficient of 0. */
const solve = (matrix: number[][], right: number[]): number[] => {
	const size = right.length;
	const rows = matrix.map((row, index) => [...row, right[index] as number]);
	for (let pivot = 0; pivot < size; pivot++) {
		const pivotRow = rows[pivot] as number[];
		const diagonal = pivotRow[pivot] as number;
		if (Math.abs(diagonal) < 1e-9) continue;
		for (let other = 0; other < size; other++) {
			if (other === pivot) continue;
			const row = rows[other] as number[];
			const factor = (row[pivot] as number) / diagonal;
			for (let k = pivot; k <= size; k++) {
				row[k] = (row[k] as number) - factor * (pivotRow[k] as number);
			}
		}
	}
	return rows.map((row, index) => {
		const diagonal = row[index] as number;
		return Math.abs(diagonal) < 1e-9 ? 0 : (row[size] as number) / diagonal;
	});
};

/**
 * Prepares the fit for a group of columns; the function returned fits outcomes and gives the fitted one of each draw, up to a
 * constant and a scale.
 */
export const createFittedIndex = (
	columns: readonly Float64Array[]
): ((outcomes: Float64Array) => Float64Array) => {
	const terms = columns.flatMap((column) => {
		const line = standardised(column);
		return [line, standardised(line.map((value) => value * value))];
	});
	const matrix = terms.map((a) => terms.map((b) => dot(a, b)));
	return (outcomes) => {
		const target = standardised(outcomes);
		const coefficients = solve(
			matrix,
			terms.map((term) => dot(term, target))
		);
		const index = new Float64Array(target.length);
		for (const [place, term] of terms.entries()) {
			const coefficient = coefficients[place] as number;
			for (let row = 0; row < index.length; row++) {
				index[row] = (index[row] as number) + coefficient * (term[row] as number);
			}
		}
		return index;
	};
};
