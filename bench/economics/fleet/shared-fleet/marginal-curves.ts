/**
 * What a use case adds to a fleet sized for its busiest hour that others share already, as cost curves: which hour is the
 * busiest changes with the volume, and between such changes the nodes are one stair with an offset.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { CostCurve, Stair } from '../../option/cost-curve.ts';
import { floorDiv } from '../../crossover/scaled-integers.ts';
import type { Fleet } from '../../option/option.ts';
import { sumOfLines } from '../../option/option-curve.ts';
import type { Pool } from '../shared-fleet.ts';
import { addHours } from './node-demand.ts';

/** The curve that holds for whole volumes from `from` to `to`; null for no end. */
export interface CurvePiece {
	from: bigint;
	to: bigint | null;
	curve: CostCurve;
}

/** Nodes · denominator of one hour: what others need, and what one request a month adds. */
interface HourLine {
	base: bigint;
	slope: bigint;
}

/** Whether a line is the higher one at a volume; where they meet, whether it is the one that rises faster. */
const isHigher = (a: HourLine, b: HourLine, volume: bigint): boolean => {
	const more = a.base - b.base + (a.slope - b.slope) * volume;
	return more > 0n || (more === 0n && a.slope > b.slope);
};

/** The busiest hours in order of volume: the upper envelope of the lines, with the last whole volume at which each leads. */
export const busiestHours = (
	lines: readonly HourLine[]
): { line: HourLine; to: bigint | null }[] => {
	let current = lines.reduce<HourLine | undefined>(
		(lead, line) => (lead === undefined || isHigher(line, lead, 0n) ? line : lead),
		undefined
	);
	const found: { line: HourLine; to: bigint | null }[] = [];
	while (current) {
		const lead: HourLine = current;
		let next: { line: HourLine; to: bigint } | null = null;
		for (const line of lines) {
			if (line.slope <= lead.slope) continue;
			const to = floorDiv(lead.base - line.base, line.slope - lead.slope);
			if (!next || to < next.to || (to === next.to && isHigher(line, next.line, to + 1n))) {
				next = { line, to };
			}
		}
		found.push({ line: lead, to: next?.to ?? null });
		current = next?.line;
	}
	return found;
};

const places = 30;
const roundDown = 0;
const roundUp = 3;

const ratio = (a: bigint, b: bigint, rounding: 0 | 3): Decimal =>
	toDecimal(a.toString()).div(b.toString()).round(places, rounding);

/**
 * Pieces of the marginal cost curve of one use case of a pool, its own fixed and per-request lines included, with all others at
 * their volumes. Throws a RangeError for nodes that follow the hours.
 */
export const marginalPieces = (
	{ uses, fleets, demand, terms, coalition }: Pool,
	index: number
): CurvePiece[] => {
	if (terms.scaling !== 'peak') {
		throw new RangeError('only nodes that stay up for the busiest hour have a marginal curve');
	}
	const use = uses[index];
	const own = fleets[index];
	const perRequest = demand.perRequest[index];
	if (!use || !own || !perRequest) throw new RangeError(`there is no use case ${String(index)}`);
	const others = uses.flatMap((_, each) => (each === index ? [] : [each]));
	const without = coalition(others);
	const all: readonly Fleet[] = fleets;
	const spare = Math.max(...all.map(({ spareNodes }) => spareNodes));
	const least = Math.max(...all.map(({ minNodes }) => minNodes));
	const week = addHours(others.map((each) => demand.hours[each] ?? []));
	const lines = week.map((base, hour) => ({ base, slope: perRequest[hour] ?? 0n }));
	const fixed = sumOfLines(use.option.lines, 'month')
		.plus(terms.usdPerNodeMonth.times(spare))
		.minus(without.usd);
	const usdPerRequest = sumOfLines(use.option.lines, 'request').toFixed();
	const { staffStep } = terms;
	let from = 0n;
	return busiestHours(lines).flatMap(({ line, to }): CurvePiece[] => {
		const start = from;
		if (to !== null) {
			if (to < from) return [];
			from = to + 1n;
		}
		// An hour without a request of this use case needs the same nodes whatever its volume.
		const isFlat = line.slope === 0n;
		const stairAt = (usdPerStep: string, perStep: number, extra: number): Stair => ({
			usdPerStep,
			requestsPerStep: isFlat
				? '1'
				: ratio(demand.denominator, line.slope, roundUp).times(perStep).toFixed(),
			offsetRequests: isFlat
				? '0'
				: ratio(line.base, line.slope, roundDown)
						.plus(ratio(demand.denominator, line.slope, roundUp).times(extra))
						.toFixed(),
			minSteps: 0
		});
		const flatNodes = Math.max(
			least,
			toDecimal(line.base.toString())
				.div(demand.denominator.toString())
				.round(0, roundUp)
				.toNumber()
		);
		const stairs: Stair[] = [];
		let flatUsd = new Decimal(0);
		if (isFlat) {
			flatUsd = terms.usdPerNodeMonth.times(flatNodes);
			if (staffStep) {
				const steps = Math.ceil((flatNodes + spare) / staffStep.nodesPerStep);
				flatUsd = flatUsd.plus(toDecimal(staffStep.usdPerMonth.value).times(steps));
			}
		} else {
			stairs.push({ ...stairAt(terms.usdPerNodeMonth.toFixed(), 1, 0), minSteps: least });
			if (staffStep) {
				stairs.push({
					...stairAt(staffStep.usdPerMonth.value, staffStep.nodesPerStep, spare),
					minSteps: Math.ceil((least + spare) / staffStep.nodesPerStep)
				});
			}
		}
		return [
			{
				from: start,
				to,
				curve: {
					fixedUsdPerMonth: fixed.plus(flatUsd).toFixed(),
					usdPerRequest,
					stairs,
					metered: null
				}
			}
		];
	});
};
