/** Why measured load levels give no capacity, and which run would give it. */
import { whyMixHasNoCapacity } from '#core/mix-share.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';
import type { CapacityStage } from './capacity-stage.ts';

export interface CapacityRefusal {
	state: 'refused';
	/** Why, one sentence. */
	reason: string;
	/** What to run instead; goes on after the word `Run` and has no full stop. */
	runThatWould: string;
	/** The same as a sentence for who decides, without commands and keys. */
	inWords: string;
}

/** Two digits are enough for a rate to try. */
const roundRate = (ratePerS: number): number => Number(ratePerS.toPrecision(2));
const rate = (ratePerS: number): string => `${String(Number(ratePerS.toPrecision(4)))}/s`;

/** Arrivals vary and some answers fail, so more are asked for than are needed. */
const spareSamples = 1.5;
const shortestS = 30;

/** `1, 2 and 3` */
const listed = (values: readonly number[]): string =>
	values.length < 2
		? values.join('')
		: `${values.slice(0, -1).join(', ')} and ${String(values.at(-1))}`;

/** Fixed rates that would give a capacity: as a config or command, and in words. */
const openLoads = (
	aroundPerS: number,
	factors: readonly number[],
	sloShare: number
): { run: string; inWords: string } => {
	const samples = spareSamples * minimumSamples(sloShare);
	const rates = [...new Set(factors.map((factor) => roundRate(aroundPerS * factor)))];
	const durationOf = (ratePerS: number): number =>
		Math.max(shortestS, Math.ceil(samples / ratePerS));
	const loads = rates.map(
		(ratePerS) =>
			`{ kind: poisson, ratePerS: ${String(ratePerS)}, durationS: ${String(durationOf(ratePerS))} }`
	);
	const middle = rates[Math.floor((rates.length - 1) / 2)] ?? aroundPerS;
	const durations = rates.map(durationOf);
	const [shortest, longest] = [Math.min(...durations), Math.max(...durations)].map(String) as [
		string,
		string
	];
	return {
		run: `a config with loads: [${loads.join(', ')}], or without a scenario bench load URL --rate ${String(middle)} --duration ${String(durationOf(middle))}s --slo … for one rate after the other`,
		inWords: `at fixed rates of ${listed(rates)} requests a second, for ${shortest === longest ? shortest : `${shortest} to ${longest}`} s each`
	};
};

const remedies = {
	valid: '',
	'client-bound': 'with more workers or from another machine, as the measuring side was too slow',
	unsteady: 'longer, and at lower rates as well, as the endpoint was not steady',
	'too-few-samples': 'longer, as there were too few answers',
	'error-bound': 'at lower rates, as too many requests brought no answer',
	'not-measured': ''
} as const satisfies Record<CapacityStage['validity'], string>;

const meetsObjective = ({ sloMetShare, sloShare, validity }: CapacityStage): boolean =>
	validity === 'valid' && sloMetShare !== null && sloMetShare >= sloShare;

const closedLoopRefusal = (stages: readonly CapacityStage[], sloShare: number): CapacityRefusal => {
	const good = stages.filter(meetsObjective).map(({ answeredPerS }) => answeredPerS ?? 0);
	const answered = stages.map(({ answeredPerS }) => answeredPerS ?? 0).filter((perS) => perS > 0);
	const best = good.length > 0 ? Math.max(...good) : null;
	const around = best ?? (answered.length > 0 ? Math.min(...answered) / 2 : 1);
	const seen =
		best === null
			? 'none that is valid met the objective'
			: `the objective held at up to ${rate(best)}, which the endpoint serves at least`;
	const loads = openLoads(around, [0.75, 1, 1.25, 1.5], sloShare);
	return {
		state: 'refused',
		reason: `only closed loops were measured, and they offer no rate of their own: they wait for the endpoint; ${seen}`,
		runThatWould: loads.run,
		inWords: `Measure it ${loads.inWords}.`
	};
};

const varyingRefusal = (stages: readonly CapacityStage[], sloShare: number): CapacityRefusal => {
	const around = Math.max(...stages.map(({ offeredPerS }) => offeredPerS ?? 0)) || 1;
	const loads = openLoads(around, [0.5, 1, 1.5], sloShare);
	return {
		state: 'refused',
		reason:
			'the rate changed within every level that offered one (a ramp, steps or hours of a week), so that none is a measurement of one rate',
		runThatWould: loads.run,
		inWords: `Measure it ${loads.inWords}.`
	};
};

/** Expects stages of mixes. */
export const mixedRefusal = (stages: readonly CapacityStage[]): CapacityRefusal => {
	const sloShare = stages[0]?.sloShare ?? 0.95;
	const around = Math.max(...stages.map(({ offeredPerS }) => offeredPerS ?? 0)) || 1;
	const loads = openLoads(around, [0.5, 1, 1.5, 2], sloShare);
	return {
		state: 'refused',
		reason: `it was measured in a mix only: ${whyMixHasNoCapacity}`,
		runThatWould: loads.run,
		inWords: `Measure it alone, ${loads.inWords}.`
	};
};

const invalidRefusal = (open: readonly CapacityStage[], sloShare: number): CapacityRefusal => {
	const verdicts = open.map(
		({ offeredPerS, validity }) => `${rate(offeredPerS ?? 0)} is ${validity}`
	);
	const how = [...new Set(open.map(({ validity }) => remedies[validity]))].filter(Boolean);
	const rates = open.map(({ offeredPerS }) => offeredPerS ?? 0).filter((perS) => perS > 0);
	const around = rates.length > 0 ? Math.min(...rates) : 1;
	const loads = openLoads(around, [0.5, 0.75, 1], sloShare);
	return {
		state: 'refused',
		reason: `no offered rate was measured validly: ${verdicts.join(', ')}`,
		runThatWould: `the same again ${how.join('; ')}: ${loads.run}`,
		inWords: `Measure the same again ${how.join('; ')}: ${loads.inWords}.`
	};
};

const overloadedRefusal = (
	valid: readonly CapacityStage[],
	closed: readonly CapacityStage[],
	sloShare: number
): CapacityRefusal => {
	const lowest = valid.reduce((least, stage) =>
		(stage.offeredPerS ?? 0) < (least.offeredPerS ?? 0) ? stage : least
	);
	const lowestPerS = lowest.offeredPerS ?? 0;
	const percent = (share: number | null): string => `${((share ?? 0) * 100).toFixed(1)} %`;
	const held = closed.filter(meetsObjective).map(({ answeredPerS }) => answeredPerS ?? 0);
	const hint =
		held.length > 0
			? ` (a closed loop met the objective at ${rate(Math.max(...held))}, so there may be a rate)`
			: '';
	const loads = openLoads(lowestPerS, [0.25, 0.5, 0.75], sloShare);
	return {
		state: 'refused',
		reason: `the lowest valid rate, ${rate(lowestPerS)}, already misses the objective: ${percent(lowest.sloMetShare)} of the requests met it where ${percent(sloShare)} must, and ${percent(lowest.completedShare)} were answered where 95.0 % must be${hint}`,
		runThatWould: loads.run,
		inWords: `Measure lower rates too: ${loads.inWords}.`
	};
};

/** The refusal that fits; expects levels of which none supports a capacity. */
export const refusal = (
	stages: readonly CapacityStage[],
	areDifferent: boolean
): CapacityRefusal => {
	const sloShare = stages[0]?.sloShare ?? 0.95;
	const open = stages.filter(({ offeredPerS, variesRate }) => offeredPerS !== null && !variesRate);
	const closed = stages.filter(({ offeredPerS }) => offeredPerS === null);
	const varying = stages.filter(({ variesRate }) => variesRate);
	const valid = open.filter(
		({ validity, completedShare, sloMetShare }) =>
			validity === 'valid' && completedShare !== null && sloMetShare !== null
	);
	if (areDifferent) {
		return {
			state: 'refused',
			reason:
				'the load levels were measured with different numbers of nodes or different objectives, so they are not one curve',
			runThatWould: 'all rates in one go, on the same nodes and with the same objective',
			inWords: 'Measure all rates in one go, on the same nodes and with the same objective.'
		};
	}
	const anyLoads = openLoads(2, [0.5, 1, 2], sloShare);
	if (stages.length === 0) {
		return {
			state: 'refused',
			reason: 'no load level was measured to its end',
			runThatWould: `rates around what the endpoint can serve, such as ${anyLoads.run}`,
			inWords: `Measure it around the rate that it can serve, such as ${anyLoads.inWords}.`
		};
	}
	if (stages.every(({ validity }) => validity === 'not-measured')) {
		return {
			state: 'refused',
			reason:
				'the results were imported from another tool, and how many requests a second the endpoint serves is not in them',
			runThatWould: `bench run on the endpoint itself, with rates around what it can serve: ${anyLoads.run}`,
			inWords: `Measure the endpoint itself around the rate that it can serve, such as ${anyLoads.inWords}.`
		};
	}
	if (stages.every(({ sloMetShare }) => sloMetShare === null)) {
		return {
			state: 'refused',
			reason: 'there was no latency objective, so no request could meet or miss it',
			runThatWould:
				"a scenario, which has an objective, or bench load URL --rate R --slo 'ttft<800ms,e2e<20s'",
			inWords: 'Measure it with a latency objective, such as that of a scenario.'
		};
	}
	if (open.length === 0 && varying.length > 0) return varyingRefusal(varying, sloShare);
	if (open.length === 0) return closedLoopRefusal(closed, sloShare);
	return valid.length === 0
		? invalidRefusal(open, sloShare)
		: overloadedRefusal(valid, closed, sloShare);
};
