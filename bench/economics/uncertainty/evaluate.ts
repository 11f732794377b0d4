/** What every draw says: present values, crossovers, and who wins at which volume. Tables and bands are made of it elsewhere. */
import { blockRows } from './column.ts';
import { compileOption, driftOrderOf } from './compile.ts';
import { comparedOptions, type UncertainCase } from './case-parameters.ts';
import { createHorizon } from './horizon.ts';
import { monthCosts } from './month-costs.ts';
import type { OptionProgram } from './program.ts';
import { createRowDifference } from './row-difference.ts';
import type { Samples } from './sampling.ts';

export interface EvaluateOptions {
	/** Volumes at which it is counted how often each side wins, requests a month, > 0. */
	volumes: readonly number[];
	/** Largest volume up to which a first crossover is looked for. */
	maxRequestsPerMonth: number;
}

export interface Outcomes {
	rows: number;
	/** Present value of each option over the horizon, USD, by the order of the options. */
	presentUsd: readonly Float64Array[];
	/** Present value / that of one dollar a month, by draw: Σ (1+r)^(−m/12). */
	annuityMonths: Float64Array;
	/** Cost of each option in the first month, at the value of today's volume in whole requests, USD. */
	todayUsd: readonly Float64Array[];
	/** Volume just above which make is first cheaper; Infinity where it is not within the range. Requests a month. */
	firstCrossover: Float64Array;
	/** Volume above which make stays cheaper: 0 for always, Infinity for never. Requests a month. */
	permanentCrossover: Float64Array;
	/** Draws in which make is cheaper, for each volume. */
	makeWins: Uint32Array;
}

const fillColumns = (options: readonly OptionProgram[], start: number, rows: number): void => {
	for (const { columns } of options) for (const column of columns) column.fill(start, rows);
};

/** Evaluates every draw, in blocks; nothing is allocated for a draw. */
export const evaluateDraws = (
	uncertain: UncertainCase,
	samples: Samples,
	{ volumes, maxRequestsPerMonth }: EvaluateOptions
): Outcomes => {
	const { options, horizonMonths, demand } = uncertain;
	const order = driftOrderOf(uncertain.drifts);
	const programs = options.map((option) => compileOption(option, samples, order));
	const { make, buy } = comparedOptions(uncertain);
	const difference = createRowDifference(
		programs[options.indexOf(make)] as OptionProgram,
		programs[options.indexOf(buy)] as OptionProgram
	);
	const horizon = createHorizon(uncertain, samples, order);
	const { rows: draws } = samples;
	const column = (): Float64Array => new Float64Array(draws);
	const outcomes: Outcomes = {
		rows: draws,
		presentUsd: programs.map(column),
		annuityMonths: column(),
		todayUsd: programs.map(column),
		firstCrossover: column(),
		permanentCrossover: column(),
		makeWins: new Uint32Array(volumes.length)
	};
	const { presentUsd, annuityMonths, todayUsd, firstCrossover, permanentCrossover } = outcomes;
	const costs = new Float64Array(blockRows);
	const today = new Float64Array(blockRows).fill(Math.round(Number(demand.requestsPerMonth.value)));

	const addMonth = (start: number, rows: number): void => {
		const { discounts } = horizon;
		for (let i = 0; i < rows; i++) {
			annuityMonths[start + i] = (annuityMonths[start + i] as number) + (discounts[i] as number);
		}
		for (const [index, program] of programs.entries()) {
			monthCosts(program, horizon.volumes, horizon.drifts, costs, rows);
			const present = presentUsd[index] as Float64Array;
			for (let i = 0; i < rows; i++) {
				present[start + i] =
					(present[start + i] as number) + (costs[i] as number) * (discounts[i] as number);
			}
		}
	};
	const countWins = (first: number, permanent: number): void => {
		for (let v = 0; v < volumes.length; v++) {
			const volume = volumes[v] as number;
			// Between its first and its permanent crossover make may win or lose; outside it is known.
			const wins = volume > permanent || (volume > first && difference.at(volume) < 0);
			if (wins) outcomes.makeWins[v] = (outcomes.makeWins[v] as number) + 1;
		}
	};
	const findCrossovers = (start: number, rows: number): void => {
		for (let i = 0; i < rows; i++) {
			difference.load(i);
			const permanent = difference.permanent();
			const first = permanent === 0 ? 0 : difference.first(maxRequestsPerMonth);
			permanentCrossover[start + i] = permanent;
			firstCrossover[start + i] = first;
			countWins(first, permanent);
		}
	};

	for (let start = 0; start < draws; start += blockRows) {
		const rows = Math.min(blockRows, draws - start);
		fillColumns(programs, start, rows);
		horizon.begin(start, rows);
		for (const [index, program] of programs.entries()) {
			monthCosts(program, today, horizon.drifts, costs, rows);
			(todayUsd[index] as Float64Array).set(costs.subarray(0, rows), start);
		}
		findCrossovers(start, rows);
		for (let month = 0; month < horizonMonths; month++) {
			if (month > 0) horizon.next(rows);
			addMonth(start, rows);
		}
	}
	return outcomes;
};

/**
 * Cost of each option in the first month by draw, at the value of today's volume in whole requests: USD, by the order of the options.
 * The same as `todayUsd` of `evaluateDraws`, without what else that works out.
 */
export const todayCosts = (uncertain: UncertainCase, samples: Samples): Float64Array[] => {
	const order = driftOrderOf(uncertain.drifts);
	const programs = uncertain.options.map((option) => compileOption(option, samples, order));
	const horizon = createHorizon(uncertain, samples, order);
	const costs = new Float64Array(blockRows);
	const volume = Math.round(Number(uncertain.demand.requestsPerMonth.value));
	const today = new Float64Array(blockRows).fill(volume);
	const found = programs.map(() => new Float64Array(samples.rows));
	for (let start = 0; start < samples.rows; start += blockRows) {
		const rows = Math.min(blockRows, samples.rows - start);
		fillColumns(programs, start, rows);
		horizon.begin(start, rows);
		for (const [index, program] of programs.entries()) {
			monthCosts(program, today, horizon.drifts, costs, rows);
			(found[index] as Float64Array).set(costs.subarray(0, rows), start);
		}
	}
	return found;
};
