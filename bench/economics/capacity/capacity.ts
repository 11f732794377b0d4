/**
 * Capacity κ from the measured load levels of one cell: the highest offered rate at which the wanted share of requests meets the
 * objective and 95 % are answered. Interpolated between tested rates, never beyond them, and refused where no level supports it.
 */
import { decimalText } from '#core/decimal.ts';
import {
	kappaOf,
	passes,
	testedRates,
	type Crossing,
	type TestedRate
} from './capacity-crossing.ts';
import { refusal, type CapacityRefusal } from './capacity-refusal.ts';
import type { CapacityStage } from './capacity-stage.ts';
import type { Parameter, ParameterIdentity } from '../option/parameter.ts';

/** How a level was used. Only `passing` and `failing` ones decide. */
export type StageRole = 'passing' | 'failing' | 'above-first-failing' | 'closed-loop' | 'not-valid';

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
		| { kind: 'highest-passing'; ratePerS: number }
		| { kind: 'interpolated'; passingPerS: number; failingPerS: number };
	stages: StageUse[];
	/** What a reader should know about the figure, in sentences; often empty. */
	notes: string[];
}

export type Capacity = MeasuredCapacity | CapacityRefusal;

const rolesOf = (
	stages: readonly CapacityStage[],
	tested: readonly TestedRate[],
	sloShare: number
): StageUse[] => {
	const firstFailing = tested.findIndex((rate) => !passes(rate, sloShare));
	const rank = (stageId: string): number =>
		tested.findIndex(({ stageIds }) => stageIds.includes(stageId));
	return stages.map(({ stageId, offeredPerS }) => {
		const index = rank(stageId);
		if (offeredPerS === null) return { stageId, role: 'closed-loop' };
		if (index < 0) return { stageId, role: 'not-valid' };
		if (firstFailing < 0 || index < firstFailing) return { stageId, role: 'passing' };
		return { stageId, role: index === firstFailing ? 'failing' : 'above-first-failing' };
	});
};

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
	if (kappa.failingPerS === null) {
		notes.push(
			`no higher rate was measured validly, so this is the least that the endpoint can do; a run above ${rate(kappa.ratePerS)} would show more`
		);
	}
	for (const { offeredPerS, validity } of stages) {
		if (offeredPerS === null || validity === 'valid') continue;
		notes.push(`${rate(offeredPerS)} is ${validity} and does not count`);
	}
	return notes;
};

/**
 * κ of an endpoint from its load levels, in any order; or why there is none, and which run would measure it. Levels that are not
 * valid and closed loops never count.
 *
 * The rule: of the valid offered rates, κ lies at or above the highest one up to which every rate passes. Where the next
 * one fails, the shares are taken as linear between the two, and κ is where they cross what is wanted; otherwise κ
 * is that highest passing rate itself.
 */
export const measureCapacity = (stages: readonly CapacityStage[]): Capacity => {
	const [first] = stages;
	const tested = testedRates(stages);
	const kappa = first ? kappaOf(tested, first.sloShare, 'share') : null;
	const differs = stages.some(
		({ nodes, sloShare }) => nodes !== first?.nodes || sloShare !== first.sloShare
	);
	if (!first || !kappa || differs) return refusal(stages, differs);
	const { sloShare, nodes } = first;
	const low = kappaOf(tested, sloShare, 'low');
	const idle = [{ ratePerS: 0, share: 1 }];
	const lowPerS = (low ?? kappaOf(tested, sloShare, 'low', idle))?.ratePerS ?? 0;
	const highPerS = kappaOf(tested, sloShare, 'high')?.ratePerS ?? kappa.ratePerS;
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
				? { kind: 'highest-passing', ratePerS: kappa.ratePerS }
				: {
						kind: 'interpolated',
						passingPerS: kappa.passingPerS,
						failingPerS: kappa.failingPerS
					},
		stages: rolesOf(stages, tested, sloShare),
		notes: notesOf(stages, tested, sloShare, kappa)
	};
};

/** `interpolated between 4/s and 5/s`: how κ was found, for a reader. */
export const renderCapacityMethod = ({ method }: MeasuredCapacity): string =>
	method.kind === 'highest-passing'
		? `highest passing rate ${rate(method.ratePerS)}`
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
