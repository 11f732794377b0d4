/** The demand of a case: what the spec says, else the scenario, else a marked assumption. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import { BenchError } from '#core/errors.ts';
import type { Scenario } from '#core/scenario.ts';
import { decimalText } from '#core/decimal.ts';
import { typedSource, type SharedInputs } from '#bench/economics/build/shared.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { defaultParameter } from '#bench/economics/option/defaults.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import { fixedParameter, parameterOf, type Parameter } from '#bench/economics/option/parameter.ts';

export interface ResolvedDemand {
	demand: CostCase['demand'];
	/** Null where only the peak is known. */
	levels: SharedInputs['levels'];
	/** The 168 rates of the week relative to its mean; null where only the peak is known. */
	weekMultipliers: readonly string[] | null;
}

/** Where a demand is asked for. */
export interface DemandOptions {
	/** The spec's file, or what stands in its place in messages. */
	specName: string;
	/** Volume of the command line, requests a month; null where there is none. */
	requestsPerMonth: number | null;
}

const volumeOf = (
	spec: FullCostSpec,
	scenario: Scenario | null,
	{ specName, requestsPerMonth: given }: DemandOptions
): Parameter => {
	const { demand } = spec;
	const identity = {
		id: 'demand.requestsPerMonth',
		label: 'requests a month, today',
		unit: 'requests/month'
	};
	if (demand.requestsPerMonth) {
		const source = demand.source ?? typedSource;
		return parameterOf(demand.requestsPerMonth, { ...identity, basis: 'user', source });
	}
	const first = demand.path?.[0];
	if (first !== undefined) {
		const source = demand.source ?? typedSource;
		return fixedParameter(decimalText(first), { ...identity, basis: 'user', source });
	}
	if (scenario) {
		const { requestsPerMonth, source } = scenario.demand;
		return fixedParameter(String(requestsPerMonth), { ...identity, basis: 'scenario', source });
	}
	if (given !== null) {
		return fixedParameter(String(given), { ...identity, basis: 'user', source: 'command line' });
	}
	throw new BenchError('E_CONFIG', `${specName} does not say how many requests there are`, {
		hint: `Give --volume N, or demand.requestsPerMonth in a cost spec (--spec). No scenario folder "${spec.useCase}" was found, neither in scenarios/ nor here nor where the config of a run names one.`
	});
};

const peakOf = (
	spec: FullCostSpec,
	scenario: Scenario | null
): Omit<ResolvedDemand, 'demand'> & { peakToAverage: Parameter } => {
	const { demand } = spec;
	const identity = { id: 'demand.peakToAverage', label: 'busiest hour / mean hour', unit: 'ratio' };
	if (demand.profile) {
		const profile = weekProfile(
			demand.profile,
			demand.source === undefined ? {} : { source: demand.source }
		);
		return {
			peakToAverage: fixedParameter(profile.peakToAverage, {
				...identity,
				basis: typeof demand.profile === 'string' ? 'default' : 'user',
				source: profile.source
			}),
			levels: (billing) => levelsOf(profile, billing),
			weekMultipliers: profile.multipliers
		};
	}
	if (demand.peakToAverage) {
		const source = demand.source ?? typedSource;
		return {
			peakToAverage: parameterOf(demand.peakToAverage, { ...identity, basis: 'user', source }),
			levels: null,
			weekMultipliers: null
		};
	}
	if (scenario) {
		const { peakToAverage, source } = scenario.traffic;
		return {
			peakToAverage: fixedParameter(decimalText(peakToAverage), {
				...identity,
				basis: 'scenario',
				source
			}),
			levels: null,
			weekMultipliers: null
		};
	}
	return {
		peakToAverage: defaultParameter('peakToAverage'),
		levels: null,
		weekMultipliers: null
	};
};

/** Throws E_CONFIG where nobody says how many requests there are. */
export const resolveDemand = (
	spec: FullCostSpec,
	scenario: Scenario | null,
	options: DemandOptions
): ResolvedDemand => {
	const { growthPerMonth, path } = spec.demand;
	const { peakToAverage, levels, weekMultipliers } = peakOf(spec, scenario);
	return {
		levels,
		weekMultipliers,
		demand: {
			requestsPerMonth: volumeOf(spec, scenario, options),
			growthPerMonth: growthPerMonth
				? parameterOf(growthPerMonth, {
						id: 'demand.growthPerMonth',
						label: 'growth of the volume a month',
						unit: 'share/month',
						basis: 'user',
						source: spec.demand.source ?? typedSource
					})
				: null,
			path: path ?? null,
			peakToAverage
		}
	};
};
