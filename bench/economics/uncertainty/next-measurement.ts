/** The next best measurement: what to find out first, by what knowing it is worth to the choice between make and buy. */
import {
	caseParameters,
	comparedOptions,
	type CaseParameter,
	type UncertainCase
} from './case-parameters.ts';
import { ownerTitle } from './owner-title.ts';
import { createInformationValue, valueOfKnowingAll } from './information-value.ts';
import { meanOf } from './quantiles.ts';
import { savingsOf, type SimulationWithDraws } from './simulate.ts';
import type { Swing } from './sensitivity.ts';
import {
	actionFor,
	adviceFor,
	aimFor,
	roundedUsd,
	type AdvisedParameter,
	type MeasurementAction
} from './what-to-do.ts';

export interface Measurement {
	action: MeasurementAction;
	/** One sentence: what to do. */
	advice: string;
	/** The same without commands, for a reader who measures nothing. */
	aim: string;
	/** What it settles. */
	parameterIds: string[];
	/**
	 * The most that it can be worth to the choice between make and buy, over the horizon, as present value, USD: the value of
	 * knowing these parameters exactly. A real measurement narrows them less and is worth less. 0 where it is not told from noise.
	 */
	valueUsd: number;
	/** What the same estimate may come to for something without influence, USD: mean + 3 standard deviations. */
	noiseUsd: number;
}

export interface NextMeasurement {
	/** `nothing`: no single thing that could be found out would be expected to change the choice. */
	state: 'ranked' | 'nothing';
	/** Which of the two is chosen with what is known: the lower mean cost over the horizon. */
	choice: 'make' | 'buy';
	/** The value of knowing everything at once, USD over the horizon: the most that all measuring together can be worth. */
	knowingAllUsd: number;
	/** All that is uncertain in the two options, most valuable first. */
	measurements: Measurement[];
	/** Why, in a sentence. */
	reason: string;
}

/** What one action settles at once: all that one quote says, or one run measured; else a parameter by itself. */
const groupKey = (entry: CaseParameter): string => {
	const { parameter, role } = entry;
	const action = actionFor(entry);
	const isShared =
		(parameter.basis === 'quote' && action === 'quote') ||
		(parameter.basis === 'measured' && action === 'graded-run');
	return isShared ? `${action} ${parameter.source}` : `${role} ${parameter.id}`;
};

/** Names in one sentence; more are counted. */
const mostNamed = 5;

const namedText = (names: readonly string[]): string => {
	const left = names.length - mostNamed;
	return [...names.slice(0, mostNamed), ...(left > 0 ? [`and ${String(left)} more`] : [])].join(
		'; '
	);
};

const choiceWords = { make: 'making', buy: 'buying' } as const;

/** Why the list is as it is; `turning` names what has no range and turns the decision when it is moved. */
const reasonFor = (
	choice: NextMeasurement['choice'],
	knowingAllUsd: number,
	measurements: readonly Measurement[],
	{ savings, turning }: { savings: Float64Array; turning: readonly string[] }
): string => {
	const [best] = measurements;
	const chosen = choiceWords[choice];
	if (!best) {
		return turning.length === 0
			? `You gave no ranges, so nothing can be ranked; at the values given ${chosen} is cheaper, and moving one by 10 % does not turn that.`
			: `You gave no ranges, so nothing can be ranked; of what is moved by 10 %, these turn the decision: ${namedText(turning)}.`;
	}
	if (best.valueUsd > 0) {
		return `Over the whole horizon ${chosen} costs less on the average of the draws. Knowing everything would be worth up to ${roundedUsd(knowingAllUsd)}; the first item alone up to ${roundedUsd(best.valueUsd)}.`;
	}
	const unranked =
		turning.length === 0
			? ''
			: ` What has no range is not in that; moved by 10 %, these turn the decision: ${namedText(turning)}.`;
	const agreeing = savings.filter((saving) =>
		choice === 'make' ? saving > 0 : saving <= 0
	).length;
	if (agreeing === savings.length) {
		return `On cost alone nothing ${turning.length === 0 ? '' : 'that has a range '}would change it: ${chosen} is cheaper over the horizon in all ${savings.length.toLocaleString('en-US')} draws.${unranked}`;
	}
	return `On cost alone nothing by itself would change it: ${chosen} is cheaper over the horizon in ${((100 * agreeing) / savings.length).toFixed(1)} % of the draws, and no single figure decides the others.${unranked}`;
};

/** Advice that another measurement has word for word gets its ids. */
const withoutRepetition = (measurements: readonly Measurement[]): Measurement[] => {
	const times = Map.groupBy(measurements, ({ advice }) => advice);
	return measurements.map((each) =>
		(times.get(each.advice)?.length ?? 0) < 2
			? each
			: { ...each, advice: `${each.advice} (${each.parameterIds.join(', ')})` }
	);
};

/**
 * Ranks what could be found out by its value to the choice between the two compared options. `seed` decides only how the noise is
 * estimated; of the `swings` those that turn the decision without having a range are named.
 */
export const nextMeasurement = (
	uncertain: UncertainCase,
	{ samples, outcomes }: Pick<SimulationWithDraws, 'samples' | 'outcomes'>,
	{ seed, swings = [] }: { seed: number; swings?: readonly Swing[] }
): NextMeasurement => {
	const { make, buy } = comparedOptions(uncertain);
	const savings = savingsOf(uncertain, outcomes);
	const relevant = caseParameters({ ...uncertain, options: [make, buy] }).filter(({ parameter }) =>
		samples.columns.has(parameter.id)
	);
	const valueOf = createInformationValue(savings, seed);
	const groups = [...Map.groupBy(relevant, groupKey).values()];
	const measurements = groups.map((group): Measurement => {
		const entries = group.map((entry) => ({
			...entry,
			owner: ownerTitle(entry, uncertain.options)
		})) as [AdvisedParameter, ...AdvisedParameter[]];
		const action = actionFor(entries[0]);
		const parameterIds = entries.map(({ parameter }) => parameter.id);
		const columns = parameterIds.flatMap((id) => samples.columns.get(id) ?? []);
		const { value, noise } = valueOf(columns);
		return {
			action,
			advice: adviceFor(action, entries),
			aim: aimFor(action, entries),
			parameterIds,
			valueUsd: value,
			noiseUsd: noise
		};
	});
	measurements.sort((a, b) => b.valueUsd - a.valueUsd);
	const turning = swings
		.filter(({ moved, flipsDecision }) => moved === 'assumed' && flipsDecision)
		.map((swing) => {
			const owner = ownerTitle(swing, uncertain.options);
			return owner === null ? swing.parameter.label : `${swing.parameter.label} of ${owner}`;
		});
	const choice = meanOf(savings) > 0 ? 'make' : 'buy';
	const knowingAllUsd = valueOfKnowingAll(savings);
	return {
		state: (measurements[0]?.valueUsd ?? 0) > 0 ? 'ranked' : 'nothing',
		choice,
		knowingAllUsd,
		measurements: withoutRepetition(measurements),
		reason: reasonFor(choice, knowingAllUsd, measurements, { savings, turning })
	};
};
