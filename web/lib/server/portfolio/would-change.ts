/** What would change a decision: the number that is nearest to turning it, what a bad year would do, and what to find out first. */
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Decision, SolvedParameter } from '#bench/economics/case/decide.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { ownerTitle } from '#bench/economics/uncertainty/owner-title.ts';
import { besideRemedies } from '../../use-case/beside-remedies.ts';
import { formatParameterPair } from '../../format-parameter.ts';

interface Turning {
	/** How far the value is from today's, as a share of it. */
	distance: number;
	sentence: string;
}

/** At which value the cheaper side of a month changes; null where none does, or today's value is on the edge. */
const turningOf = (
	{ parameter, breakEven }: SolvedParameter,
	{ options }: CostCase
): Turning | null => {
	if (breakEven.state !== 'found') return null;
	const [value, today] = [toDecimal(breakEven.value), toDecimal(breakEven.today)];
	if (today.eq(0) || value.eq(today)) return null;
	const owner = ownerTitle({ parameter, optionIds: [] }, options);
	const isRising = value.gt(today);
	const winner = (breakEven.cheaperWhen === 'above') === isRising ? 'Making' : 'Buying';
	const [edge, now] = formatParameterPair(breakEven.value, breakEven.today, parameter.unit);
	return {
		distance: value.minus(today).div(today).abs().toNumber(),
		sentence: `${winner} becomes the cheaper one if the ${parameter.label}${owner === null ? '' : ` (${owner})`} ${isRising ? 'rises above' : 'falls below'} ${edge}; today it is ${now}.`
	};
};

const turnsInWords = (
	costCase: CostCase,
	{ breakEvens, next }: NonNullable<Decision['dependence']>,
	stress: Decision['stress']
): string[] => {
	const [nearest] = breakEvens
		.flatMap((solved) => turningOf(solved, costCase) ?? [])
		.sort((a, b) => a.distance - b.distance);
	const flip = stress.find(({ flips }) => flips);
	const [first] = next.state === 'ranked' ? next.measurements : [];
	return [
		...(nearest ? [nearest.sentence] : []),
		...(flip ? [flip.sentence] : []),
		...(first ? [`To find out first: ${first.aim}`] : [])
	];
};

/** `A, B and C`. */
const listed = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** What is missing before anything can be compared. What to do about each stands with the use case: commands are for who measures. */
const missingInWords = (
	{ unavailable }: CostCase,
	{ toMeasure }: Decision['verdict']
): string[] => {
	const emulated = unavailable.filter((option) => option.emulated);
	const others = unavailable.filter((option) => !option.emulated);
	return [
		...(emulated.length === 0
			? []
			: [
					`A real endpoint has to be measured in place of ${listed(emulated.map(optionTitle))}: no model is behind ${emulated.length === 1 ? 'it' : 'them'}.`
				]),
		...others.map((option) => `${optionTitle(option)} cannot be counted yet: ${option.reason}.`),
		...besideRemedies(toMeasure, unavailable)
	].slice(0, 2);
};

/** At most three sentences for who decides, without commands: the nearest first; what is missing where nothing is compared. */
export const wouldChange = (
	costCase: CostCase,
	{ dependence, stress, verdict }: Decision
): string[] => {
	const reasons = dependence ? turnsInWords(costCase, dependence, stress) : [];
	return reasons.length > 0 ? reasons : missingInWords(costCase, verdict);
};
