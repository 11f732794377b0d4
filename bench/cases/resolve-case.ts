/** From a cost spec to a case: every reference resolved, every option built, what breaks a constraint left out with its reason. */
import type { FullCostSpec, OptionSpec } from '#core/cost-spec.ts';
import { defaultSloShare } from '#core/slo.ts';
import { decimalText } from '#core/decimal.ts';
import { typed, typedSource, type SharedInputs } from '#bench/economics/build/shared.ts';
import { driftIdentity } from '#bench/economics/case/adjustable-parameters.ts';
import { allowedOptions, largestVolumeOf } from '#bench/economics/case/allowed-options.ts';
import type { MeasuredLimit, OptionFacts } from '#bench/economics/case/constraints.ts';
import type { ContractTerms } from '#bench/economics/build/build-buy.ts';
import type { CostCase, PairedCounts, UnavailableOption } from '#bench/economics/case/cost-case.ts';
import { defaultParameter } from '#bench/economics/option/defaults.ts';
import type { DriftName } from '#bench/economics/option/cost-line.ts';
import { withTodaysVolume } from '#bench/economics/demand/todays-volume.ts';
import type { Drifts } from '#bench/economics/case/drifts.ts';
import { parameterOf, type Parameter } from '#bench/economics/option/parameter.ts';
import { buildOptions, type BuiltOptions } from './build-options.ts';
import type { CaseSources, ResolveContext } from './case-sources.ts';
import { measuredLimitOf } from './measured-limit.ts';
import { resolveDemand } from './resolve-demand.ts';
import { pairedCountsOf } from './resolve-quality.ts';

export interface ResolveOptions {
	specName: string;
	sources: CaseSources;
	atUtc: string;
	includeEmulated: boolean;
	/** A volume in place of today's, requests a month; null for today's. */
	requestsPerMonth: number | null;
	/** Options that could not even be written down. */
	unavailable?: readonly UnavailableOption[];
}

/** What must be known together, so that the cost of accepted answers is whole. */
const reworkFields = ['humanUsd', 'errorUsd', 'unnoticedShare'] as const;

const sharedInputs = (
	spec: FullCostSpec,
	requestsPerMonth: Parameter,
	peakToAverage: Parameter,
	levels: SharedInputs['levels']
): SharedInputs => {
	const { quality, discountRatePerYear } = spec;
	const isWhole = reworkFields.every((name) => quality[name] !== undefined);
	const cost = (name: 'checkUsd' | 'humanUsd' | 'errorUsd', label: string, unit: string) => {
		const quantity = isWhole ? quality[name] : undefined;
		return quantity ? typed(quantity, { id: `quality.${name}`, label, unit }) : null;
	};
	return {
		requestsPerMonth: Math.round(Number(requestsPerMonth.value)),
		peakToAverage,
		levels,
		discountRatePerYear: discountRatePerYear
			? typed(discountRatePerYear, {
					id: 'discountRatePerYear',
					label: 'cost of capital a year',
					unit: 'share/year'
				})
			: defaultParameter('discountRatePerYear'),
		horizonMonths: spec.horizonMonths,
		checkUsd: cost('checkUsd', 'checking one answer', 'USD/answer'),
		humanUsd: cost('humanUsd', 'one item done by hand', 'USD/item'),
		errorUsd: cost('errorUsd', 'harm of an error that nobody noticed', 'USD/error'),
		unnoticedShare:
			isWhole && quality.unnoticedShare
				? typed(quality.unnoticedShare, {
						id: 'quality.unnoticedShare',
						label: 'share of wrong answers that nobody notices',
						unit: 'share'
					})
				: null
	};
};

const driftsOf = (spec: FullCostSpec): Drifts =>
	Object.fromEntries(
		Object.entries(spec.drifts)
			.filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined)
			.map(([name, quantity]) => [
				name,
				parameterOf(quantity, {
					...driftIdentity(name as DriftName),
					basis: 'user',
					source: typedSource
				})
			])
	);

const factsOf = (
	option: OptionSpec,
	contract: ContractTerms | null,
	measuredLimit: MeasuredLimit | null
): OptionFacts => {
	const limits = 'limits' in option ? option.limits : undefined;
	return {
		kind: option.kind,
		dataLeaves: option.dataLeaves ?? null,
		region: option.region ?? null,
		licence: option.licence ?? null,
		requestsPerMinute: limits?.requestsPerMinute ?? contract?.requestsPerMinute ?? null,
		tokensPerMinute: limits?.tokensPerMinute ?? contract?.tokensPerMinute ?? null,
		...(measuredLimit && { measuredLimit })
	};
};

const pairedOf = async (
	built: BuiltOptions,
	context: ResolveContext
): Promise<Record<string, PairedCounts>> => {
	const paired: Record<string, PairedCounts> = {};
	for (const make of built.ready) {
		for (const buy of built.ready) {
			if (make === buy || buy.spec.kind !== 'buy') continue;
			const ofHybrid = make.spec.kind === 'hybrid' && make.spec.api === buy.option.id;
			const counts = ofHybrid ? make.paired : await pairedCountsOf(make.spec, buy.spec, context);
			if (counts) paired[`${make.option.id}|${buy.option.id}`] = counts;
		}
	}
	return paired;
};

/** Rework counts with all of its parts or not at all: half of it would be a number that means nothing. */
const reworkProblem = ({ quality }: FullCostSpec): string | null => {
	const given = [...reworkFields, 'checkUsd' as const].filter(
		(name) => quality[name] !== undefined
	);
	const missing = reworkFields.filter((name) => quality[name] === undefined);
	if (given.length === 0 || missing.length === 0) return null;
	return `rework is not counted: quality has ${given.join(' and ')}, but ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing; 0 is a value`;
};

const reworkNotes = (spec: FullCostSpec, shared: SharedInputs): string[] => {
	const problem = reworkProblem(spec);
	if (problem !== null) return [problem];
	return shared.humanUsd && !shared.checkUsd
		? ['the cost of accepted answers leaves out what checking an answer costs: nobody has said it']
		: [];
};

/** Resolves a spec. Throws a BenchError for what is wrong with it; options that cannot be computed are told in the case. */
export const resolveCase = async (
	spec: FullCostSpec,
	options: ResolveOptions
): Promise<CostCase> => {
	const { specName, sources, atUtc, includeEmulated } = options;
	const found = await sources.scenario(spec.useCase);
	const scenario = found?.scenario ?? null;
	const volume = options.requestsPerMonth;
	const { levels, weekMultipliers, ...resolved } = resolveDemand(spec, scenario, {
		specName,
		requestsPerMonth: volume
	});
	const demand =
		volume === null
			? resolved.demand
			: withTodaysVolume(resolved.demand, {
					...resolved.demand.requestsPerMonth,
					value: String(volume),
					spread: { kind: 'fixed' },
					basis: 'user',
					source: 'command line'
				});
	const context: ResolveContext = {
		spec,
		specName,
		sources,
		atUtc,
		sloShare: scenario?.sloShare ?? defaultSloShare,
		weekMultipliers
	};
	const shared = sharedInputs(spec, demand.requestsPerMonth, demand.peakToAverage, levels);
	const built = await buildOptions(spec, shared, context, includeEmulated);
	const { horizonMonths } = spec;
	const constraints = {
		dataMayLeave: spec.constraints.dataMayLeave ?? null,
		regions: spec.constraints.regions ?? null,
		licences: spec.constraints.licences ?? null
	};
	const facts = await Promise.all(
		built.ready.map(async ({ spec: each, option, contract }) => ({
			optionId: option.id,
			...factsOf(each, contract, await measuredLimitOf(each, context))
		}))
	);
	const compare = { makeId: spec.compare?.make ?? null, buyId: spec.compare?.buy ?? null };
	const allowed = allowedOptions(
		built.ready.map(({ option }) => option),
		{ facts, constraints, demand, horizonMonths, compare }
	);
	return {
		useCase: spec.useCase,
		title: spec.title ?? scenario?.title ?? spec.useCase,
		demand,
		options: allowed.options,
		excluded: allowed.excluded,
		constraints,
		facts,
		unavailable: [...(options.unavailable ?? []), ...built.unavailable],
		bursts: Object.fromEntries(
			built.ready.flatMap(({ option, burst }) => (burst ? [[option.id, burst]] : []))
		),
		frontiers: Object.fromEntries(
			built.ready.flatMap(({ option, frontier }) => (frontier ? [[option.id, frontier]] : []))
		),
		quality: Object.fromEntries(
			built.ready.map(({ option, acceptShare }) => [option.id, { acceptShare }])
		),
		compare,
		paired: await pairedOf(built, context),
		marginShare: spec.quality.marginShare,
		rework: { humanUsd: shared.humanUsd, errorUsd: shared.errorUsd },
		vendorChange: {
			approvalUsd:
				spec.vendorChange.approvalUsd === undefined
					? null
					: decimalText(spec.vendorChange.approvalUsd),
			leadTimeMonths: spec.vendorChange.leadTimeMonths ?? null
		},
		horizonMonths,
		discountRatePerYear: shared.discountRatePerYear,
		drifts: driftsOf(spec),
		maxRequestsPerMonth:
			spec.maxRequestsPerMonth ?? largestVolumeOf(Number(demand.requestsPerMonth.value)),
		maxRequestsPerMonthGiven: spec.maxRequestsPerMonth !== undefined,
		allowEmulated: includeEmulated,
		seed: spec.seed,
		draws: spec.draws,
		notes: [...built.notes, ...reworkNotes(spec, shared), ...allowed.notes]
	};
};
