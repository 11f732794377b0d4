/**
 * Compiles options into columns. It mirrors the exact path from options to curves, line by line from the same data; a test
 * holds the two together.
 */
import { driftNames, type CostLine, type DriftName } from '../option/cost-line.ts';
import type { Drifts } from '../case/drifts.ts';
import type { CostOption, Fleet, MeteredTerms } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import { blockRows, derivedColumn, linesColumn, type Column } from './column.ts';
import { hourlyRent } from './hourly-rent.ts';
import {
	edgeTolerance,
	secondsPerMonth,
	type MeteredProgram,
	type OptionProgram,
	type PartProgram,
	type StairProgram,
	type Term
} from './program.ts';
import type { Samples } from './sampling.ts';

/** Drifts of a case, in the order of their places. */
export type DriftOrder = readonly DriftName[];

/** The drifts that a case has a rate for. */
export const driftOrderOf = (drifts: Drifts): DriftOrder =>
	driftNames.filter((name) => drifts[name]);

interface Context {
	samples: Samples;
	order: DriftOrder;
	scratch: Float64Array;
}

const placeOf = (drift: DriftName | null, order: DriftOrder): number =>
	drift === null ? -1 : order.indexOf(drift);

const termsOf = (lines: readonly CostLine[], context: Context): Term[] => {
	const byPlace = Map.groupBy(lines, (line) => placeOf(line.drift, context.order));
	return [...byPlace].map(([drift, group]) => ({
		drift,
		column: linesColumn(group, context.samples, context.scratch)
	}));
};

const parameterTerm = (parameter: Parameter, drift: DriftName, context: Context): Term => ({
	drift: placeOf(drift, context.order),
	column: derivedColumn([parameter], context.samples, (value) => value)
});

/** Nodes per request in the busiest hour: of the week where the fleet follows one. */
const peakNodesPerRequest = (fleet: Fleet, { samples }: Context): Column => {
	const busiest = fleet.scaling === 'hourly' ? fleet.levels[0] : undefined;
	if (busiest) {
		const multiplier = Number(busiest.multiplier);
		return derivedColumn(
			[fleet.kappaPerS, fleet.headroom],
			samples,
			(kappa, headroom) => (multiplier * (1 - edgeTolerance)) / (kappa * headroom * secondsPerMonth)
		);
	}
	return derivedColumn(
		[fleet.kappaPerS, fleet.headroom, fleet.peakToAverage],
		samples,
		(kappa, headroom, ratio) => (ratio * (1 - edgeTolerance)) / (kappa * headroom * secondsPerMonth)
	);
};

const fleetStairs = (fleet: Fleet, node: readonly Term[], context: Context): StairProgram[] => {
	const inverse = peakNodesPerRequest(fleet, context);
	const { spareNodes, minNodes, staffStep } = fleet;
	const base = { inverse, scale: 1, shift: 0, minSteps: minNodes, extraSteps: spareNodes };
	const stairs: StairProgram[] = node.length > 0 ? [{ ...base, terms: node }] : [];
	if (!staffStep) return stairs;
	const { usdPerMonth, nodesPerStep } = staffStep;
	stairs.push({
		terms: [parameterTerm(usdPerMonth, 'salary', context)],
		inverse,
		scale: 1 / nodesPerStep,
		shift: (spareNodes / nodesPerStep) * (1 - edgeTolerance),
		minSteps: Math.ceil((minNodes + spareNodes) / nodesPerStep),
		extraSteps: 0
	});
	return stairs;
};

/** Throughput in whole units. Their price is a line of its own, and moves with the prices of the API. */
const reservedStair = (
	units: NonNullable<MeteredTerms['reservedUnits']>,
	context: Context
): StairProgram => ({
	terms: [parameterTerm(units.usdPerUnitMonth, 'api-price', context)],
	inverse: derivedColumn(
		[units.requestsPerUnitMonth],
		context.samples,
		(requests) => (1 - edgeTolerance) / requests
	),
	scale: 1,
	shift: 0,
	minSteps: 0,
	extraSteps: 0
});

const meteredOf = (terms: MeteredTerms, context: Context): MeteredProgram => ({
	price: termsOf(terms.lines, context),
	tiers: terms.spendTiers
		? terms.spendTiers.map(({ fromUsd, priceFactor }) => ({
				from: Number(fromUsd),
				priceFactor: Number(priceFactor)
			}))
		: terms.tiers.map(({ fromRequests, priceFactor }) => ({
				from: Number(fromRequests),
				priceFactor: Number(priceFactor)
			})),
	tiersInUsd: terms.spendTiers !== undefined,
	allUnits: terms.tierMode === 'all-units',
	commit:
		terms.commitUsdPerMonth &&
		derivedColumn([terms.commitUsdPerMonth], context.samples, (value) => value),
	overageFactor: Number(terms.overageFactor)
});

const ownPart = (option: CostOption, share: Column | null, context: Context): PartProgram => {
	const linesPer = (per: CostLine['per']): Term[] =>
		termsOf(
			option.lines.filter((line) => line.per === per),
			context
		);
	const { fleet, metered } = option;
	const units = metered?.reservedUnits ?? null;
	const rent =
		fleet?.scaling === 'hourly'
			? hourlyRent(fleet, context.samples, placeOf('gpu-rent', context.order))
			: null;
	return {
		share,
		fixed: [...linesPer('month'), ...(rent ? [rent.spares] : [])],
		slope: linesPer('request'),
		stairs: [
			...(fleet ? fleetStairs(fleet, linesPer('node-month'), context) : []),
			...(units ? [reservedStair(units, context)] : [])
		],
		ladder: rent?.ladder ?? null,
		metered: metered && !units ? meteredOf(metered, context) : null
	};
};

const partsOf = (option: CostOption, context: Context): PartProgram[] => {
	const { blend } = option;
	if (!blend) return [ownPart(option, null, context)];
	const apiShare = derivedColumn([blend.apiShare], context.samples, (share) => share);
	const localShare =
		blend.mode === 'cascade'
			? null
			: derivedColumn([blend.apiShare], context.samples, (share) => 1 - share);
	return [
		ownPart(option, null, context),
		ownPart(blend.local, localShare, context),
		ownPart(blend.api, apiShare, context)
	];
};

const columnsOf = (parts: readonly PartProgram[]): Column[] => {
	const columns = parts.flatMap((part) => {
		const terms = [
			...part.fixed,
			...part.slope,
			...part.stairs.flatMap((stair) => stair.terms),
			...(part.metered?.price ?? [])
		];
		return [
			part.share,
			part.metered?.commit ?? null,
			...part.stairs.map((stair) => stair.inverse),
			...(part.ladder ? [...part.ladder.rates, part.ladder.inverse] : []),
			...(part.ladder?.levels.map((level) => level.usd) ?? []),
			...terms.map((term) => term.column)
		].filter((column) => column !== null);
	});
	return [...new Set(columns)];
};

/** Compiles an option; the columns are read from `samples` block by block. A hybrid joins two options that are not hybrids. */
export const compileOption = (
	option: CostOption,
	samples: Samples,
	order: DriftOrder
): OptionProgram => {
	const context = { samples, order, scratch: new Float64Array(blockRows) };
	const parts = partsOf(option, context);
	return { id: option.id, parts, columns: columnsOf(parts) };
};
