/** Compiles the rent of fleets that follow the hours of the week. */
import type { Fleet } from '../option/option.ts';
import { blockRows, derivedColumn, type Column } from './column.ts';
import { edgeTolerance, secondsPerMonth, type LadderProgram, type Term } from './program.ts';
import type { Samples } from './sampling.ts';

const hoursPerMonth = 730;

/**
 * What nodes cost more, USD a month, if they are billed for one share of the month in place of another: each on demand for its
 * share, or reserved for the whole month where that is less.
 */
const moreUsd = (
	[rate, reserved]: readonly [Column, Column | null],
	{ billed, before, nodes }: { billed: number; before: number; nodes: number }
): Column => {
	const hours = nodes * hoursPerMonth;
	const column: Column = {
		values: new Float64Array(blockRows),
		isZero: false,
		fill: (_, rows) => {
			const { values } = column;
			const [onDemand, cap] = [rate.values, reserved?.values];
			let most = 0;
			for (let i = 0; i < rows; i++) {
				const usd = onDemand[i] as number;
				const limit = cap ? (cap[i] as number) : Infinity;
				const value = hours * (Math.min(usd * billed, limit) - Math.min(usd * before, limit));
				values[i] = value;
				most = Math.max(most, Math.abs(value));
			}
			column.isZero = most === 0;
		}
	};
	return column;
};

/** Rent of the nodes in service, and of spares, which are on all month. */
export interface HourlyRent {
	ladder: LadderProgram;
	spares: Term;
}

/**
 * A node that is needed at a level or above costs its billed hours; so each level adds a stair of what its hours add to the cost
 * of a node. `drift` is the place of the drift of rents. Throws a RangeError for a fleet without rent or levels.
 */
export const hourlyRent = (fleet: Fleet, samples: Samples, drift: number): HourlyRent => {
	const { rent, levels, minNodes, spareNodes } = fleet;
	if (!rent) throw new RangeError('a fleet that follows the hours needs a rent per hour');
	if (levels.length === 0) throw new RangeError('a fleet that follows the hours needs a profile');
	const { onDemandUsdPerHour, reservedUsdPerHour } = rent;
	const rate = derivedColumn([onDemandUsdPerHour], samples, (usd) => usd);
	const reserved = reservedUsdPerHour && derivedColumn([reservedUsdPerHour], samples, (usd) => usd);
	const rates = [rate, reserved] as const;
	return {
		ladder: {
			levels: levels.map(({ multiplier, billedShare }, index) => ({
				scale: Number(multiplier),
				usd: moreUsd(rates, {
					billed: Number(billedShare),
					before: Number(levels[index - 1]?.billedShare ?? 0),
					nodes: 1
				})
			})),
			rates: reserved ? [rate, reserved] : [rate],
			// Nodes per request in the mean hour: 1 / (κ × headroom × seconds in a month).
			inverse: derivedColumn(
				[fleet.kappaPerS, fleet.headroom],
				samples,
				(kappa, headroom) => (1 - edgeTolerance) / (kappa * headroom * secondsPerMonth)
			),
			minSteps: minNodes,
			drift
		},
		spares: { drift, column: moreUsd(rates, { billed: 1, before: 0, nodes: spareNodes }) }
	};
};
