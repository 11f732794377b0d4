/** A case with other values in place of some of its numbers, as a reader puts them there to see what follows. */
import { decimalText, toDecimal } from '#core/decimal.ts';
import { withTodaysVolume } from '../demand/todays-volume.ts';
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { withParameters } from '../option/with-parameter.ts';
import {
	adjustableParameters,
	withAdded,
	type AdjustableParameter
} from './adjustable-parameters.ts';
import { allowedOptions, largestVolumeOf } from './allowed-options.ts';
import { withThresholds } from './chosen-threshold.ts';
import type { CostCase } from './cost-case.ts';
import { withFollowingTerms } from './following-terms.ts';
import { parameterLimits } from './parameter-limits.ts';
import { sizeProblem } from './plausibility.ts';
import { refusedDifferences } from './refused-differences.ts';
import { decimalProblem, type RefusedOverride } from './refused-override.ts';

export type { RefusedOverride } from './refused-override.ts';

export interface OverriddenCase {
	/** With what was not refused; the same object as before where nothing was changed. */
	costCase: CostCase;
	/** Overrides that are not in the case. */
	refused: RefusedOverride[];
	/** What a reader must know about the overrides, one sentence each; among the notes of the case as well. */
	notes: string[];
}

/** Why a value cannot be used; null if it can. */
const refusalOf = (
	costCase: CostCase,
	entry: AdjustableParameter | undefined,
	value: string
): string | null => {
	if (!entry) return 'this case has no number of this name that could be changed';
	const problem = decimalProblem(value);
	if (problem !== null) return problem;
	const { lowest, highest } = parameterLimits(costCase, entry);
	return toDecimal(value).lt(lowest) || toDecimal(value).gt(highest)
		? `expected ${lowest.toFixed()} to ${highest.toFixed()} ${entry.parameter.unit}`
		: null;
};

/** A number that somebody has put in place of another: certain, and without the evidence of the other. */
const typedHere = (
	{ id, label, unit, source, value: before }: Parameter,
	value: string
): Parameter =>
	fixedParameter(decimalText(value), {
		id,
		label,
		unit,
		basis: 'user',
		source: `typed here; was ${before} ${unit} from ${source}`
	});

const allOptions = ({ options, excluded }: CostCase): CostOption[] => [
	...options,
	...excluded.map(({ option }) => option)
];

/** What does not follow the overrides, or is probably meant otherwise. */
const notesOn = (
	before: CostCase,
	after: CostCase,
	changed: ReadonlyMap<string, AdjustableParameter>
): string[] => {
	const { demand } = before;
	const isChanged = ({ id }: Parameter): boolean => changed.has(id);
	const followsWeek = ({ id, fleet, blend }: CostOption): boolean =>
		[fleet, blend?.local.fleet].some((each) => each?.scaling === 'hourly') || id in before.bursts;
	const options = allOptions(after);
	const byId = new Map(adjustableParameters(after).map((entry) => [entry.parameter.id, entry]));
	return [
		...(isChanged(demand.requestsPerMonth) && demand.path
			? [
					'the months of the typed demand are multiplied as that of today is: another forecast needs another spec'
				]
			: []),
		...(isChanged(demand.peakToAverage)
			? options
					.filter(followsWeek)
					.map(
						(option) =>
							`${optionTitle(option)} follows the hours of the week, whose busiest hour stays as it was; the typed peak is not in its nodes`
					)
			: []),
		...options.flatMap((option) => {
			const acceptShare = before.quality[option.id]?.acceptShare;
			const isPaired = Object.keys(before.paired).some((pair) =>
				pair.split('|').includes(option.id)
			);
			return acceptShare && isChanged(acceptShare) && isPaired
				? [
						`${optionTitle(option)}: whether it is good enough is still judged by the answers that were measured, not by the typed share`
					]
				: [];
		}),
		...options.flatMap((option) => {
			const { frontiers, quality } = before;
			const acceptShare = quality[option.id]?.acceptShare;
			return frontiers[option.id] &&
				option.blend &&
				isChanged(option.blend.apiShare) &&
				!(acceptShare && isChanged(acceptShare))
				? [
						`${optionTitle(option)}: how often it is right, and what the requests that it sends cost, stay as they were measured for another share; its threshold moves all of them`
					]
				: [];
		}),
		...[...changed.keys()].flatMap((id) => {
			const parameter = byId.get(id)?.parameter;
			return (parameter && sizeProblem(parameter)) ?? [];
		})
	];
};

/** See `overrideCase`. */
const withValues = (
	costCase: CostCase,
	overrides: Readonly<Record<string, string>>
): OverriddenCase => {
	const adjustable = new Map(
		adjustableParameters(costCase).map((entry) => [entry.parameter.id, entry])
	);
	const given = Object.entries(overrides).map(([id, value]) => {
		const text = value.trim();
		return { id, value, text, reason: refusalOf(costCase, adjustable.get(id), text) };
	});
	const values = new Map(
		given.filter(({ reason }) => reason === null).map(({ id, text }) => [id, text])
	);
	const crossed = refusedDifferences(allOptions(costCase), values);
	for (const id of crossed.keys()) values.delete(id);
	const refused = given.flatMap(({ id, value, reason }): RefusedOverride[] => {
		const why = reason ?? crossed.get(id) ?? null;
		return why === null ? [] : [{ id, value, reason: why }];
	});
	const changed = new Map([...adjustable].filter(([id]) => values.has(id)));
	if (changed.size === 0) return { costCase, refused, notes: [] };

	const added = [...changed.values()].reduce(withAdded, costCase);
	const replaced = withParameters(added, (parameter) => {
		const value = values.get(parameter.id);
		return value === undefined ? parameter : typedHere(parameter, value);
	});
	const { requestsPerMonth } = replaced.demand;
	const following: CostCase = {
		...replaced,
		demand: {
			...replaced.demand,
			path: withTodaysVolume(costCase.demand, requestsPerMonth).path
		},
		maxRequestsPerMonth: costCase.maxRequestsPerMonthGiven
			? costCase.maxRequestsPerMonth
			: largestVolumeOf(Number(requestsPerMonth.value))
	};
	const options = withFollowingTerms(costCase, following);
	const allowed = allowedOptions(options, following);
	const saidBefore = new Set(allowedOptions(allOptions(costCase), costCase).notes);
	const notes = notesOn(costCase, following, changed);
	return {
		costCase: {
			...following,
			options: allowed.options,
			excluded: allowed.excluded,
			notes: [...costCase.notes.filter((note) => !saidBefore.has(note)), ...allowed.notes, ...notes]
		},
		refused,
		notes
	};
};

/**
 * The case with parameters at other values (decimal text by id) everywhere they occur: demand, options, what is excluded, bursts,
 * quality, drifts and the discount rate. What was computed from them when the case was built follows: which options the rates of a
 * provider leave out, the largest volume looked at, the nodes of a burst, thresholds in tokens, reserved units of a peak. So a volume
 * of today gives what resolving the same spec at this volume gives. `thresholds` are those of measured hybrids (decimal text by id of
 * the option; the nearest measured one counts), which their shares and costs follow before anything else is put in place. What cannot
 * follow is told in a note; values that a parameter cannot have, and ids that the case does not have, are refused and not used.
 */
export const overrideCase = (
	costCase: CostCase,
	overrides: Readonly<Record<string, string>>,
	thresholds: Readonly<Record<string, string>> = {}
): OverriddenCase => {
	const chosen = withThresholds(costCase, thresholds);
	const { refused, notes, ...typed } = withValues(chosen.costCase, overrides);
	return {
		...typed,
		refused: [...chosen.refused, ...refused],
		notes: [...chosen.notes, ...notes]
	};
};
