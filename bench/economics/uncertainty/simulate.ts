/** The decision under uncertainty: the band of the crossover, the chance that make wins, and what each option costs. */
import { caseParameters, comparedOptions, type UncertainCase } from './case-parameters.ts';
import { evaluateDraws, type Outcomes } from './evaluate.ts';
import { bandOf, meanOf, type Band } from './quantiles.ts';
import { drawSamples, type Samples } from './sampling.ts';

export interface SimulationSettings {
	draws: number;
	/** The same seed gives the same result on every machine. */
	seed: number;
	/** Volumes of the curve of the chance that make wins, requests a month, > 0. */
	volumes: readonly number[];
	/** Largest volume looked at; a crossover beyond it is counted as such. */
	maxRequestsPerMonth: number;
}

export interface CrossoverBand {
	/** Requests a month; null where that many draws have none. */
	p05RequestsPerMonth: number | null;
	p50RequestsPerMonth: number | null;
	p95RequestsPerMonth: number | null;
	/** Share of draws in which there is none at any volume (`permanent`) or up to the largest looked at (`first`). */
	neverShare: number;
	/** Share of draws in which make is cheaper at every volume (`permanent`) or from the first request on (`first`). */
	alwaysShare: number;
	/** Share of draws in which it lies beyond the largest volume looked at. */
	beyondRangeShare: number;
}

export interface OptionOutcome {
	optionId: string;
	/** Present value over the horizon of the level costs: servers at equal monthly amounts at the price of today, USD. What is paid when is in the cash flow. */
	levelPresentUsd: Band & { mean: number };
	/** The same as equal monthly amounts, USD a month. */
	levelUsdPerMonth: Band & { mean: number };
	/** Cost of this month at today's volume, USD. */
	todayUsd: Band & { mean: number };
	/** Share of draws in which it has the lowest present value of all options. */
	cheapestShare: number;
	/** Share of draws in which it is the cheapest this month, at today's volume. */
	cheapestTodayShare: number;
}

export interface Simulation {
	draws: number;
	seed: number;
	/** Ids of the parameters that were drawn; everything else had its value. */
	varied: string[];
	/** Volume above which make stays cheaper. */
	permanentCrossover: CrossoverBand;
	/** Volume at which make is first cheaper; it may lose again further on. */
	firstCrossover: CrossoverBand;
	/** Chance that make is cheaper in a month of this volume at today's prices. */
	makeWins: { requestsPerMonth: number; share: number }[];
	/** The same at today's volume; null where none is asked for today. */
	makeWinsTodayShare: number | null;
	/** Chance that make has the lower present value over the horizon. */
	makeWinsHorizonShare: number;
	/** Present value of buy less that of make over the horizon: what making saves, USD. */
	levelSavingUsd: Band & { mean: number };
	options: OptionOutcome[];
}

/** A simulation together with its draws, from which sensitivities and values of information are computed. */
export interface SimulationWithDraws {
	simulation: Simulation;
	samples: Samples;
	outcomes: Outcomes;
}

const shareOf = (values: Float64Array, holds: (value: number) => boolean): number => {
	let count = 0;
	for (const value of values) if (holds(value)) count++;
	return count / values.length;
};

const crossoverBand = (volumes: Float64Array, maxRequestsPerMonth: number): CrossoverBand => {
	const { p05, p50, p95 } = bandOf(volumes);
	const finite = (volume: number): number | null => (Number.isFinite(volume) ? volume : null);
	return {
		p05RequestsPerMonth: finite(p05),
		p50RequestsPerMonth: finite(p50),
		p95RequestsPerMonth: finite(p95),
		neverShare: shareOf(volumes, (volume) => volume === Infinity),
		alwaysShare: shareOf(volumes, (volume) => volume === 0),
		beyondRangeShare: shareOf(
			volumes,
			(volume) => volume > maxRequestsPerMonth && volume < Infinity
		)
	};
};

const bandWithMean = (values: Float64Array): Band & { mean: number } => ({
	...bandOf(values),
	mean: meanOf(values)
});

/** Share of draws in which each column is the lowest; equal ones share the draw. */
export const lowestShares = (columns: readonly Float64Array[]): number[] => {
	const shares = columns.map(() => 0);
	const rows = columns[0]?.length ?? 0;
	for (let row = 0; row < rows; row++) {
		let [least, ties] = [Infinity, 0];
		for (const column of columns) {
			const value = column[row] as number;
			if (value < least) [least, ties] = [value, 1];
			else if (value === least) ties++;
		}
		for (let c = 0; c < columns.length; c++) {
			if ((columns[c] as Float64Array)[row] === least) {
				shares[c] = (shares[c] as number) + 1 / ties;
			}
		}
	}
	return shares.map((count) => count / rows);
};

/** `minuend` − `subtrahend`, draw by draw. */
export const columnDifference = (minuend: Float64Array, subtrahend: Float64Array): Float64Array =>
	minuend.map((value, row) => value - (subtrahend[row] as number));

/** What making saves over the horizon, by draw: present value of buy − present value of make, USD. */
export const savingsOf = (uncertain: UncertainCase, { presentUsd }: Outcomes): Float64Array => {
	const { make, buy } = comparedOptions(uncertain);
	const of = (option: typeof make): Float64Array =>
		presentUsd[uncertain.options.indexOf(option)] as Float64Array;
	return columnDifference(of(buy), of(make));
};

const optionOutcomes = (uncertain: UncertainCase, outcomes: Outcomes): OptionOutcome[] => {
	const { presentUsd, todayUsd, annuityMonths } = outcomes;
	const cheapest = lowestShares(presentUsd);
	const cheapestToday = lowestShares(todayUsd);
	return uncertain.options.map(({ id }, index) => {
		const present = presentUsd[index] as Float64Array;
		return {
			optionId: id,
			levelPresentUsd: bandWithMean(present),
			levelUsdPerMonth: bandWithMean(
				present.map((value, row) => value / (annuityMonths[row] as number))
			),
			todayUsd: bandWithMean(todayUsd[index] as Float64Array),
			cheapestShare: cheapest[index] as number,
			cheapestTodayShare: cheapestToday[index] as number
		};
	});
};

/**
 * Draws every uncertain parameter and computes the crossovers of the two compared options at today's prices, and all options
 * over the months. Throws a RangeError for no draws, for ids that name no option, or for clashing parameters.
 */
export const simulateWithDraws = (
	uncertain: UncertainCase,
	{ draws, seed, volumes, maxRequestsPerMonth }: SimulationSettings
): SimulationWithDraws => {
	if (!Number.isInteger(draws) || draws < 1) {
		throw new RangeError(`a simulation needs at least one draw, not ${String(draws)}`);
	}
	const samples = drawSamples(caseParameters(uncertain), draws, seed);
	const today = Math.round(Number(uncertain.demand.requestsPerMonth.value));
	const asked = [...volumes, ...(today > 0 ? [today] : [])];
	const outcomes = evaluateDraws(uncertain, samples, { volumes: asked, maxRequestsPerMonth });
	const wins = asked.map((requestsPerMonth, index) => ({
		requestsPerMonth,
		share: (outcomes.makeWins[index] as number) / draws
	}));
	const savings = savingsOf(uncertain, outcomes);
	const simulation: Simulation = {
		draws,
		seed,
		varied: [...samples.columns.keys()],
		permanentCrossover: crossoverBand(outcomes.permanentCrossover, maxRequestsPerMonth),
		firstCrossover: crossoverBand(outcomes.firstCrossover, maxRequestsPerMonth),
		makeWins: wins.slice(0, volumes.length),
		makeWinsTodayShare: today > 0 ? (wins.at(-1)?.share ?? null) : null,
		makeWinsHorizonShare: shareOf(savings, (saving) => saving > 0),
		levelSavingUsd: bandWithMean(savings),
		options: optionOutcomes(uncertain, outcomes)
	};
	return { simulation, samples, outcomes };
};

/** The simulation alone; see `simulateWithDraws`. */
export const simulate = (uncertain: UncertainCase, settings: SimulationSettings): Simulation =>
	simulateWithDraws(uncertain, settings).simulation;
