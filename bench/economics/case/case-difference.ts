/** What changed between two computed cases: options, numbers behind them, crossover. For reviews and for a gate in a pipeline. */
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from './cost-case.ts';
import type { EvaluatedCase } from './evaluate-case.ts';
import type { Parameter } from '../option/parameter.ts';
import { parametersOfOption } from '../uncertainty/case-parameters.ts';
import type { Verdict } from '../verdict/verdict-input.ts';

/** One side of a comparison. */
export interface ComparedCase {
	costCase: CostCase;
	evaluated: EvaluatedCase;
	verdict: Verdict;
}

export interface ParameterChange {
	id: string;
	label: string;
	unit: string;
	/** Null where it is new, or gone. */
	before: Parameter | null;
	after: Parameter | null;
}

export interface OptionChange {
	id: string;
	/** The later one. */
	title: string;
	/** Titles on both sides, which may be different options under one id; null where it is not there. */
	beforeTitle: string | null;
	afterTitle: string | null;
	/** USD a month at each side's own volume, decimal text; null where the option is not there. */
	beforeUsdPerMonth: string | null;
	afterUsdPerMonth: string | null;
	/** After − before, decimal text; null where either is missing. */
	changeUsdPerMonth: string | null;
}

export interface CaseDifference {
	/** Ids; where they differ, the costs are those of different work. */
	useCase: { before: string; after: string };
	/** Titles of all options by id, changed or not; null on the side where an option is missing. */
	titles: Readonly<Record<string, { before: string | null; after: string | null }>>;
	requestsPerMonth: { before: number; after: number };
	/** Only options whose cost or title differs, or that are on one side only. */
	options: OptionChange[];
	/** Only numbers whose value, range or source differs; none that are true by definition. */
	parameters: ParameterChange[];
	/** Requests a month; null where there is none. */
	permanentCrossover: { before: number | null; after: number | null };
	verdict: { before: Verdict['state']; after: Verdict['state'] };
}

const parametersOfCase = ({ costCase }: ComparedCase): Map<string, Parameter> => {
	const { options, excluded, demand, discountRatePerYear, drifts } = costCase;
	const all = [
		demand.requestsPerMonth,
		...(demand.growthPerMonth ? [demand.growthPerMonth] : []),
		demand.peakToAverage,
		discountRatePerYear,
		...Object.values(drifts),
		...[...options, ...excluded.map(({ option }) => option)].flatMap((option) =>
			parametersOfOption(option).map(([parameter]) => parameter)
		)
	];
	return new Map(all.map((parameter) => [parameter.id, parameter]));
};

const differs = (a: Parameter | undefined, b: Parameter | undefined): boolean =>
	!a ||
	!b ||
	!toDecimal(a.value).eq(b.value) ||
	JSON.stringify(a.spread) !== JSON.stringify(b.spread) ||
	a.source !== b.source ||
	a.asOf !== b.asOf;

const parameterChanges = (before: ComparedCase, after: ComparedCase): ParameterChange[] => {
	const [old, young] = [parametersOfCase(before), parametersOfCase(after)];
	return [...new Set([...old.keys(), ...young.keys()])].flatMap((id) => {
		const [a, b] = [old.get(id), young.get(id)];
		const known = b ?? a;
		if (!known || known.basis === 'definition' || !differs(a, b)) return [];
		return [{ id, label: known.label, unit: known.unit, before: a ?? null, after: b ?? null }];
	});
};

interface OptionCost {
	title: string;
	usd: string;
}

const costsOf = ({ evaluated }: ComparedCase): Map<string, OptionCost> =>
	new Map(
		[...evaluated.options, ...evaluated.excluded].map(({ option, today }) => [
			option.id,
			{ title: option.title, usd: today.totalUsdPerMonth }
		])
	);

const optionChanges = (
	old: ReadonlyMap<string, OptionCost>,
	young: ReadonlyMap<string, OptionCost>
): OptionChange[] =>
	[...new Set([...old.keys(), ...young.keys()])].flatMap((id) => {
		const [a, b] = [old.get(id), young.get(id)];
		if (a && b && toDecimal(a.usd).eq(b.usd) && a.title === b.title) return [];
		return [
			{
				id,
				title: (b ?? a)?.title ?? id,
				beforeTitle: a?.title ?? null,
				afterTitle: b?.title ?? null,
				beforeUsdPerMonth: a?.usd ?? null,
				afterUsdPerMonth: b?.usd ?? null,
				changeUsdPerMonth: a && b ? toDecimal(b.usd).minus(a.usd).toFixed() : null
			}
		];
	});

/** Compares two cases by the ids of their options and parameters. */
export const caseDifference = (before: ComparedCase, after: ComparedCase): CaseDifference => {
	const [old, young] = [costsOf(before), costsOf(after)];
	const ids = [...new Set([...old.keys(), ...young.keys()])];
	return {
		useCase: { before: before.costCase.useCase, after: after.costCase.useCase },
		titles: Object.fromEntries(
			ids.map((id) => [
				id,
				{ before: old.get(id)?.title ?? null, after: young.get(id)?.title ?? null }
			])
		),
		requestsPerMonth: {
			before: before.evaluated.requestsPerMonth,
			after: after.evaluated.requestsPerMonth
		},
		options: optionChanges(old, young),
		parameters: parameterChanges(before, after),
		permanentCrossover: {
			before: before.evaluated.crossover?.permanentCrossover ?? null,
			after: after.evaluated.crossover?.permanentCrossover ?? null
		},
		verdict: { before: before.verdict.state, after: after.verdict.state }
	};
};
