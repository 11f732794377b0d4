/** The week as levels of demand, and the hours that are billed for a rented node that follows them. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { hoursPerWeek } from '#core/named-weeks.ts';
import { sharePlaces, type WeekProfile } from './demand.ts';
import type { DemandLevel } from '../option/option.ts';

/** How a rented node is billed when it is started and given back. */
export interface HourlyBilling {
	/** Shortest time that is billed once a node was started, hours, ≥ 0. */
	minBilledHours: number;
	/** From the start of a node to its first request, hours, ≥ 0: billed, and spent before the hour in which it is needed. */
	startupHours: number;
}

/** Times are whole millionths of an hour (3.6 ms) while computing, so that sums are exact. */
const ticksPerHour = 1_000_000;
const ticksPerWeek = hoursPerWeek * ticksPerHour;

/** Successive hours in which a node is needed; `end` may lie in the next week. */
interface Block {
	start: number;
	end: number;
}

/** Maximal runs of needed hours, in order, cyclic; in ticks. Expects an hour that is not needed. */
const blocksOf = (isNeeded: readonly boolean[]): Block[] => {
	const at = (hour: number): boolean => isNeeded[hour % hoursPerWeek] === true;
	const blocks: Block[] = [];
	for (let hour = 0; hour < hoursPerWeek; hour++) {
		if (!at(hour) || at(hour + hoursPerWeek - 1)) continue;
		let end = hour + 1;
		while (at(end)) end++;
		blocks.push({ start: hour * ticksPerHour, end: end * ticksPerHour });
	}
	return blocks;
};

/**
 * Fewest ticks billed in a week for a node that runs in all needed hours, whoever decides when to give it back. Each start costs
 * `max(minimum, start-up + time until it is given back)`; a gap may be bridged where that is cheaper than a new start.
 * Found by trying every block as the first after a stop, and from there the best last block of each run.
 */
const fewestBilledTicks = (isNeeded: readonly boolean[], billing: HourlyBilling): number => {
	if (!isNeeded.includes(false)) return ticksPerWeek;
	const blocks = blocksOf(isNeeded);
	if (blocks.length === 0) return 0;
	const minimum = Math.round(billing.minBilledHours * ticksPerHour);
	const startup = Math.round(billing.startupHours * ticksPerHour);
	let fewest = ticksPerWeek;
	for (let first = 0; first < blocks.length; first++) {
		const later = blocks.slice(0, first).map(({ start, end }) => ({
			start: start + ticksPerWeek,
			end: end + ticksPerWeek
		}));
		const inOrder = [...blocks.slice(first), ...later];
		/** Fewest ticks for the blocks before each index. */
		const billed = [0];
		inOrder.forEach(({ end }, last) => {
			let least = Infinity;
			for (let from = last; from >= 0; from--) {
				const { start } = inOrder[from] as Block;
				const run = Math.max(minimum, startup + end - start);
				least = Math.min(least, (billed[from] as number) + run);
			}
			billed.push(least);
		});
		fewest = Math.min(fewest, billed.at(-1) as number);
	}
	return fewest;
};

/** So that hours whose share is just worth a reservation are not more than that for the 20th decimal place. */
const roundDown = 0;

const larger = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? b : a);

/**
 * Levels of a week, from the busiest down: hours of equal rate are one level, and the shares of the hours add up to exactly 1.
 * `billedShare` follows the cyclic week: Sunday's last hour is followed by Monday's first. It is never below the hours themselves,
 * never above 1 (a node that is never given back), and never falls from level to level: more needed hours cannot
 * be cheaper than fewer, as whoever serves them could serve the fewer; the running maximum keeps rounding from saying so.
 * Throws a RangeError for a negative time.
 */
export const levelsOf = (
	{ multipliers }: Pick<WeekProfile, 'multipliers'>,
	billing: HourlyBilling
): DemandLevel[] => {
	if (!(billing.minBilledHours >= 0 && billing.startupHours >= 0)) {
		throw new RangeError('minimum billing and start-up are times of 0 hours or more');
	}
	const rates = multipliers.map(toDecimal);
	const distinct = [...new Set(rates.map((rate) => rate.toFixed()))]
		.map(toDecimal)
		.sort((a, b) => b.cmp(a));
	let hoursSoFar = new Decimal(0);
	let billedSoFar = new Decimal(0);
	return distinct.map((rate, index) => {
		const isLast = index === distinct.length - 1;
		const hours = rates.filter((each) => each.eq(rate)).length;
		const hoursShare = isLast
			? new Decimal(1).minus(hoursSoFar)
			: toDecimal(hours).div(hoursPerWeek).round(sharePlaces, roundDown);
		hoursSoFar = hoursSoFar.plus(hoursShare);
		const ticks = fewestBilledTicks(
			rates.map((each) => each.gte(rate)),
			billing
		);
		const billedShare = toDecimal(ticks).div(ticksPerWeek).round(sharePlaces, roundDown);
		billedSoFar = larger(larger(billedSoFar, billedShare), hoursSoFar);
		return {
			multiplier: rate.toFixed(),
			hoursShare: hoursShare.toFixed(),
			billedShare: billedSoFar.toFixed()
		};
	});
};
