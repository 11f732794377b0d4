/** Turns an option on own or rented nodes into lines and a fleet. */
import type {
	OwnedOptionSpec,
	RentedOptionSpec,
	MakeOptionSpec
} from '#core/cost-spec/make-option.ts';
import { toDecimal } from '#core/decimal.ts';
import type { CostLine } from '../option/cost-line.ts';
import { defaultMinNodes, defaultSpareNodes } from '../option/defaults.ts';
import { hoursAMonth, times } from '../option/factors.ts';
import type { CostOption, Fleet } from '../option/option.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { ownedLines, purchaseOf, type OwnedQuotes } from './owned-lines.ts';
import { runningLines, staffStepOf } from './running-lines.ts';
import { typed, typedOrDefault, typedSource, type SharedInputs } from './shared.ts';

/** What the references of an option were resolved to. */
export interface MakeReferences {
	/** κ per node: typed, or measured by a run. */
	kappaPerS: Parameter;
	/** Whether κ or the price come from an endpoint without a model. */
	emulated: boolean;
	quotes: OwnedQuotes;
	/** USD an hour for one node from a quote or the target of a run; null where the spec has typed it. */
	rentUsdPerHour: { onDemand: Parameter | null; reserved: Parameter | null };
	/** USD of a tuning, as the measured target says; null where it does not name any. */
	tuningUsd: Parameter | null;
}

const fleetOf = (spec: MakeOptionSpec, kappaPerS: Parameter, shared: SharedInputs): Fleet => ({
	kappaPerS,
	headroom: typedOrDefault(spec.headroomShare, 'headroomShare', spec.id),
	peakToAverage: shared.peakToAverage,
	levels: [],
	spareNodes: spec.spareNodes ?? defaultSpareNodes,
	minNodes: spec.minNodes ?? defaultMinNodes,
	scaling: 'peak',
	rent: null,
	staffStep: staffStepOf(spec)
});

/** Servers that are bought. */
export const buildOwned = (
	spec: OwnedOptionSpec,
	references: MakeReferences,
	shared: SharedInputs
): CostOption => {
	const { kappaPerS, quotes, emulated, tuningUsd } = references;
	const { horizonMonths } = shared;
	return {
		id: spec.id,
		title: spec.title ?? spec.id,
		kind: 'make-owned',
		emulated,
		lines: [
			...ownedLines(spec, kappaPerS, quotes, shared),
			...runningLines(spec, { horizonMonths, tuningUsd })
		],
		fleet: fleetOf(spec, kappaPerS, shared),
		metered: null,
		purchase: {
			usdPerNode: purchaseOf(spec, quotes),
			serverShare: quotes.node?.serverShare ?? null,
			lifeYears: typedOrDefault(spec.node.lifeYears, 'lifeYears', spec.id),
			residualShare: typedOrDefault(spec.node.residualShare, 'residualShare', spec.id)
		},
		blend: null
	};
};

type Rent = NonNullable<RentedOptionSpec['rent']>;

/** r_spot (1 − q) + r_on-demand q: what an hour costs where interrupted hours are bought on demand. */
const spotRate = (
	spot: NonNullable<Rent['spot']>,
	onDemand: Parameter,
	scope: string
): Parameter => {
	const share = toDecimal(spot.interruptedShare.value);
	const rate = toDecimal(spot.usdPerHour.value)
		.times(toDecimal(1).minus(share))
		.plus(toDecimal(onDemand.value).times(share));
	return fixedParameter(rate.toFixed(), {
		id: `${scope}.rent.effectiveSpotUsdPerHour`,
		label: 'interruptible node, with nodes on demand stepping in',
		unit: 'USD/node-hour',
		basis: 'user',
		source: `${spot.usdPerHour.value} USD/h × (1 − ${share.toFixed()}) + ${onDemand.value} USD/h × ${share.toFixed()}; ${spot.usdPerHour.source ?? typedSource}`,
		asOf: spot.usdPerHour.asOf
	});
};

const ratesOf = (
	spec: RentedOptionSpec,
	references: MakeReferences
): { onDemand: Parameter | null; reserved: Parameter | null } => {
	const { rent } = spec;
	const rate = (name: 'onDemandUsdPerHour' | 'reservedUsdPerHour', label: string) =>
		rent?.[name]
			? typed(rent[name], { id: `${spec.id}.rent.${name}`, label, unit: 'USD/node-hour' })
			: null;
	const onDemand =
		rate('onDemandUsdPerHour', 'node on demand') ?? references.rentUsdPerHour.onDemand;
	const reserved =
		rate('reservedUsdPerHour', 'reserved node') ?? references.rentUsdPerHour.reserved;
	return {
		onDemand: onDemand && rent?.spot ? spotRate(rent.spot, onDemand, spec.id) : onDemand,
		reserved
	};
};

/** A node that stays up all month is paid at the lower of its rates. */
const constantRent = (onDemand: Parameter | null, reserved: Parameter | null): Parameter => {
	const rates = [reserved, onDemand].filter((rate) => rate !== null);
	const [first, ...rest] = rates;
	if (!first) throw new RangeError('a rented node has no rate');
	return rest.reduce(
		(least, each) => (toDecimal(each.value).lt(least.value) ? each : least),
		first
	);
};

/** GPUs that are rented by the hour, for the busiest hour or following the week. */
export const buildRented = (
	spec: RentedOptionSpec,
	references: MakeReferences,
	shared: SharedInputs
): CostOption => {
	const { kappaPerS, emulated, tuningUsd } = references;
	const { horizonMonths } = shared;
	const fleet = fleetOf(spec, kappaPerS, shared);
	const { onDemand, reserved } = ratesOf(spec, references);
	const { scaling = 'peak', minBilledHours = 0, startupHours = 0 } = spec.rent ?? {};
	const followsWeek = scaling === 'hourly' && onDemand !== null && shared.levels !== null;
	const rentLine = (): CostLine => ({
		id: 'rent',
		label: 'rent of a node',
		per: 'node-month',
		factors: [times(constantRent(onDemand, reserved)), hoursAMonth],
		drift: 'gpu-rent',
		group: 'service'
	});
	return {
		id: spec.id,
		title: spec.title ?? spec.id,
		kind: 'make-rented',
		emulated,
		lines: [...(followsWeek ? [] : [rentLine()]), ...runningLines(spec, { horizonMonths, tuningUsd })],
		fleet: followsWeek
			? {
					...fleet,
					scaling: 'hourly',
					levels: shared.levels?.({ minBilledHours, startupHours }) ?? [],
					rent: { onDemandUsdPerHour: onDemand, reservedUsdPerHour: reserved }
				}
			: fleet,
		metered: null,
		purchase: null,
		blend: null
	};
};
