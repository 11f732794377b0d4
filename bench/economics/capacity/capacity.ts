/**
 * Capacity κ from the measured load levels of one cell: the highest offered rate at which the wanted share of requests meets the
 * objective and 95 % are answered. Interpolated between tested rates, never beyond them, and refused where no level supports it.
 */
import { decimalText } from '#core/decimal.ts';
import {
	kappaOf,
	overloadedRate,
	passes,
	testedRates,
	type Crossing,
	type TestedRate
} from './capacity-crossing.ts';
import { incapacity, type NoCapacity } from './capacity-none.ts';
import { mixedRefusal, refusal, type CapacityRefusal } from './capacity-refusal.ts';
import type { CapacityStage } from './capacity-stage.ts';
import type { Parameter, ParameterIdentity } from '../option/parameter.ts';

/** How a level was used. Only `passing`, `failing` and `overloaded` ones decide. */
export type StageRole =
	| 'passing'
	| 'failing'
	/** At the lowest rate that fails without being valid: κ lies below it, and nothing is interpolated towards it. */
	| 'overloaded'
	| 'above-first-failing'
	| 'closed-loop'
	| 'varying-rate'
	/** Other scenarios loaded the endpoint at the same time. */
	| 'mixed'
	| 'not-valid';

export interface StageUse {
	stageId: string;
	role: StageRole;
}

export interface MeasuredCapacity {
	state: 'measured';
	/** Requests per second of the endpoint as measured, all its nodes together. */
	kappaPerS: number;
	/**
	 * The rates at which the lower and the upper ends of the shares' 95 % Wilson intervals cross what is wanted, found like κ itself;
	 * both within the tested rates, but for a low end that not even the lowest rate makes certain (see `lowRestsOnIdle`).
	 */
	lowPerS: number;
	highPerS: number;
	/** Whether the low end lies below the lowest tested rate, on the line to an idle endpoint that meets the objective always. */
	lowRestsOnIdle: boolean;
	/** Nodes behind the endpoint; κ of one node is `kappaPerS / nodes`. */
	nodes: number;
	method:
		/** `belowPerS`: the lowest rate that could not be sustained, null where none was tried. */
		| { kind: 'highest-passing'; ratePerS: number; belowPerS: number | null }
		| { kind: 'interpolated'; passingPerS: number; failingPerS: number };
	stages: StageUse[];
	/** What a reader should know about the figure, in sentences; often empty. */
	notes: string[];
}

export type Capacity = MeasuredCapacity | NoCapacity | CapacityRefusal;

const rolesOf = (
	stages: readonly CapacityStage[],
	tested: readonly TestedRate[],
	sloShare: number,
	overloaded: number | null
): StageUse[] => {
	const firstFailing = tested.findIndex((rate) => !passes(rate, sloShare));
	const rank = (stageId: string): number =>
		tested.findIndex(({ stageIds }) => stageIds.includes(stageId));
	return stages.map(({ stageId, offeredPerS, variesRate, nominalPerS, overload }) => {
		const index = rank(stageId);
		if (offeredPerS === null) return { stageId, role: 'closed-loop' };
		if (variesRate) return { stageId, role: 'varying-rate' };
		const asked = nominalPerS ?? offeredPerS;
		if (overloaded !== null && asked >= overloaded) {
			if (asked > overloaded) return { stageId, role: 'above-first-failing' };
			return { stageId, role: overload && firstFailing < 0 ? 'overloaded' : 'not-valid' };
		}
		if (index < 0) return { stageId, role: 'not-valid' };
		if (firstFailing < 0 || index < firstFailing) return { stageId, role: 'passing' };
		return { stageId, role: index === firstFailing ? 'failing' : 'above-first-failing' };
	});
};

const overloadInWords = {
	saturated: 'its queue grew without end',
	'rate-limited': 'the endpoint turns requests away: it is rate-limited',
	failing: 'too many requests brought no answer'
} as const satisfies Record<NonNullable<CapacityStage['overload']>, string>;

const rate = (ratePerS: number): string => `${String(Number(ratePerS.toPrecision(4)))}/s`;

const notesOf = (
	stages: readonly CapacityStage[],
	tested: readonly TestedRate[],
	sloShare: number,
	kappa: Crossing
): string[] => {
	const notes: string[] = [];
	const firstFailing = tested.findIndex((each) => !passes(each, sloShare));
	const passingAgain = firstFailing < 0 ? [] : tested.slice(firstFailing + 1);
	const again = passingAgain.filter((each) => passes(each, sloShare));
	if (again.length > 0) {
		notes.push(
			`${again.map(({ ratePerS }) => rate(ratePerS)).join(', ')} met the objective although the lower ${rate(tested[firstFailing]?.ratePerS ?? 0)} did not; a rate counts only if every lower one passes`
		);
	}
	const overloaded = overloadedRate(stages);
	const why = new Set(
		stages.flatMap((each) =>
			each.overload && (each.nominalPerS ?? each.offeredPerS) === overloaded ? [each.overload] : []
		)
	);
	if (kappa.failingPerS === null && overloaded !== null) {
		const words = [...why].map((each) => overloadInWords[each]).join(' and ');
		notes.push(
			`${rate(overloaded)} cannot be sustained (${words}), so that the capacity lies between ${rate(kappa.ratePerS)} and that; nothing is interpolated towards a level that is not valid`
		);
	} else if (kappa.failingPerS === null) {
		notes.push(
			`no higher rate was measured validly, so this is the least that the endpoint can do; a run above ${rate(kappa.ratePerS)} would show more`
		);
	}
	for (const { offeredPerS, variesRate, validity, overload } of stages) {
		if (offeredPerS === null || variesRate || validity === 'valid' || overload) continue;
		notes.push(`${rate(offeredPerS)} is ${validity} and does not count`);
	}
	return notes;
};

/**
 * κ of an endpoint from its load levels, in any order; or why there is none, and which run would measure it. Levels that are not
 * valid, closed loops and stages of mixes never count.
 *
 * The rule: of the valid offered rates, κ lies at or above the highest one up to which every rate passes. Where the next
 * one fails, the shares are taken as linear between the two, and κ is where they cross what is wanted; otherwise κ
 * is that highest passing rate itself. A rate that fails without being valid (its queue grew without end, the endpoint
 * turned requests away) bounds κ from above: it ends the interval, no higher rate counts, and nothing is interpolated towards it, as the share
 * that was late there tells how long the level ran. Where even an idle endpoint misses the objective κ is 0.
 *
 * Requests of one level depend on each other, the more so near saturation, so that the intervals use the effective number of
 * samples of a rate, all its levels together (`core/statistics/effective-samples.ts`), where levels keep their batches.
 */
export const measureCapacity = (stages: readonly CapacityStage[]): Capacity => {
	const mixed = stages.filter(({ isMixed }) => isMixed);
	if (mixed.length === 0) return capacityOfAlone(stages);
	const alone = stages.filter(({ isMixed }) => !isMixed);
	if (alone.length === 0) return mixedRefusal(mixed);
	const capacity = capacityOfAlone(alone);
	if (capacity.state !== 'measured') return capacity;
	const uses = mixed.map(({ stageId }): StageUse => ({ stageId, role: 'mixed' }));
	return { ...capacity, stages: [...capacity.stages, ...uses] };
};

/** Of levels at which nothing but the cell loaded the endpoint. */
const capacityOfAlone = (stages: readonly CapacityStage[]): Capacity => {
	const [first] = stages;
	const tested = testedRates(stages);
	const kappa = first ? kappaOf(tested, first.sloShare, 'share') : null;
	const differs = stages.some(
		({ nodes, sloShare }) => nodes !== first?.nodes || sloShare !== first.sloShare
	);
	if (!first || differs) return refusal(stages, differs);
	if (!kappa) return incapacity(stages) ?? refusal(stages, differs);
	const overloaded = overloadedRate(stages);
	const { sloShare, nodes } = first;
	const low = kappaOf(tested, sloShare, 'low');
	const idle = [{ ratePerS: 0, share: 1 }];
	const lowPerS = (low ?? kappaOf(tested, sloShare, 'low', idle))?.ratePerS ?? 0;
	const high = kappaOf(tested, sloShare, 'high');
	const highPerS =
		(overloaded !== null && high?.failingPerS === null ? overloaded : high?.ratePerS) ??
		kappa.ratePerS;
	return {
		state: 'measured',
		kappaPerS: kappa.ratePerS,
		// Against the last binary digit of the interpolations.
		lowPerS: Math.min(lowPerS, kappa.ratePerS),
		highPerS: Math.max(highPerS, kappa.ratePerS),
		lowRestsOnIdle: !low,
		nodes,
		method:
			kappa.failingPerS === null
				? { kind: 'highest-passing', ratePerS: kappa.ratePerS, belowPerS: overloaded }
				: {
						kind: 'interpolated',
						passingPerS: kappa.passingPerS,
						failingPerS: kappa.failingPerS
					},
		stages: rolesOf(stages, tested, sloShare, overloaded),
		notes: notesOf(stages, tested, sloShare, kappa)
	};
};

/** `interpolated between 4/s and 5/s`: how κ was found, for a reader. */
export const renderCapacityMethod = ({ method }: MeasuredCapacity): string =>
	method.kind === 'highest-passing'
		? `highest passing rate ${rate(method.ratePerS)}${method.belowPerS === null ? '' : `, below ${rate(method.belowPerS)}, which cannot be sustained`}`
		: `interpolated between ${rate(method.passingPerS)} and ${rate(method.failingPerS)}`;

const decimals = 12;

/** κ of one node as a parameter: triangular over its interval, so that no draw goes beyond what was tested. */
export const kappaParameter = (
	{ kappaPerS, lowPerS, highPerS, nodes }: MeasuredCapacity,
	identity: Omit<ParameterIdentity, 'basis' | 'unit'>
): Parameter => {
	const ofNode = (perS: number): number => Number((perS / nodes).toPrecision(decimals));
	const [low, high] = [ofNode(lowPerS), ofNode(highPerS)];
	return {
		...identity,
		asOf: identity.asOf ?? null,
		unit: 'requests/s per node',
		basis: 'measured',
		value: decimalText(ofNode(kappaPerS)),
		spread: low === high ? { kind: 'fixed' } : { kind: 'triangular', low, high }
	};
};
