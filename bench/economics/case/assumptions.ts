/** What a decision rests on, as a list that a reader can change: every number with its range, its source and how much it moves. */
import { decimalText } from '#core/decimal.ts';
import type { Evidence } from '../option/evidence.ts';
import type { Basis } from '../option/parameter.ts';
import { optionTitle } from '../option/option-title.ts';
import { ownerTitle } from '../uncertainty/owner-title.ts';
import { uncertainCase } from '../uncertainty/draw-case.ts';
import { endsOf, sensitivityOf, type Swing } from '../uncertainty/sensitivity.ts';
import { adjustableParameters, type AdjustableParameter } from './adjustable-parameters.ts';
import type { CostCase } from './cost-case.ts';
import type { EvaluatedCase } from './evaluate-case.ts';
import { parameterLimits } from './parameter-limits.ts';
import { sliderRange, type SliderRange } from './slider-range.ts';

export interface Assumption {
	id: string;
	label: string;
	unit: string;
	/** Title of the option that it belongs to; null where several share it, or all do. */
	owner: string | null;
	/** Titles of the options in which it occurs, excluded ones too; empty for demand, drifts and the discount rate. */
	optionTitles: string[];
	/** Decimal text. */
	value: string;
	/** Ends of its range as written, decimal text; null where it has none. */
	low: string | null;
	high: string | null;
	/** Ends of what it can be, decimal text, both included. */
	lowest: string;
	highest: string;
	/** Null where nothing tells how far to go. */
	slider: SliderRange | null;
	basis: Basis;
	source: string;
	/** YYYY-MM-DD; null where the source has no date. */
	asOf: string | null;
	/** Null where it rests on nothing that could be opened. */
	evidence: Evidence | null;
	/** False where nobody has given it, and it is 0. */
	isGiven: boolean;
	/** 5th and 95th percentile and the value, decimal text; low and high are null where it has no range. */
	presets: { low: string | null; base: string; high: string | null };
	/**
	 * What making saves at the high end less at the low end of its 90 % range (10 % either way without a range), USD a month over the
	 * horizon; null where neither compared option depends on it, or nothing is compared.
	 */
	savingSwingUsdPerMonth: number | null;
	/** Whether the cheaper side differs between these ends; null as above. */
	flipsDecision: boolean | null;
}

/** A figure from draws or ranges: more digits are noise. */
const endText = (value: number): string => decimalText(Number(value.toPrecision(6)));

const swingsOf = (costCase: CostCase, evaluated: EvaluatedCase): readonly Swing[] => {
	const uncertain = uncertainCase(costCase, evaluated);
	return uncertain ? sensitivityOf(uncertain).swings : [];
};

const assumptionOf = (
	costCase: CostCase,
	entry: AdjustableParameter,
	swing: Swing | undefined
): Assumption => {
	const { parameter, optionIds, isGiven } = entry;
	const { id, label, unit, value, spread, basis, source, asOf, evidence } = parameter;
	const options = [...costCase.options, ...costCase.excluded.map(({ option }) => option)];
	const limits = parameterLimits(costCase, entry);
	const ends = spread.kind === 'fixed' ? null : endsOf(entry);
	return {
		id,
		label,
		unit,
		owner: ownerTitle(entry, options),
		optionTitles: options.filter((option) => optionIds.includes(option.id)).map(optionTitle),
		value,
		low: spread.kind === 'fixed' ? null : decimalText(spread.low),
		high: spread.kind === 'fixed' ? null : decimalText(spread.high),
		lowest: limits.lowest.toFixed(),
		highest: limits.highest.toFixed(),
		slider: sliderRange(entry, limits),
		basis,
		source,
		asOf,
		evidence: evidence ?? null,
		isGiven,
		presets: {
			low: ends && endText(ends.low),
			base: value,
			high: ends && endText(ends.high)
		},
		savingSwingUsdPerMonth: swing
			? swing.high.savingUsdPerMonth - swing.low.savingUsdPerMonth
			: null,
		flipsDecision: swing?.flipsDecision ?? null
	};
};

/**
 * Every number of a case that can be changed: volume, growth and peak first, then by how much each moves the saving between the two
 * compared options, then what touches neither of them in the order of the options.
 */
export const assumptionsOf = (costCase: CostCase, evaluated: EvaluatedCase): Assumption[] => {
	const swings = new Map(swingsOf(costCase, evaluated).map((swing) => [swing.parameter.id, swing]));
	const all = adjustableParameters(costCase);
	const first = ['volume', 'growth', 'peak'].flatMap((role) =>
		all.filter((entry) => entry.role === role).slice(0, 1)
	);
	const swingOf = ({ parameter }: AdjustableParameter): number =>
		swings.get(parameter.id)?.savingSwingUsdPerMonth ?? -1;
	const rest = all
		.filter((entry) => !first.includes(entry))
		.sort((a, b) => swingOf(b) - swingOf(a));
	const sorted = [...first, ...rest];
	return sorted.map((entry) => assumptionOf(costCase, entry, swings.get(entry.parameter.id)));
};

/**
 * Overrides that put every number with a range at the end of its 90 % range which favours one side, by what making saves there. Numbers
 * without a range, and those that move nothing between the two compared options, stay; empty where nothing is compared.
 */
export const presetOverrides = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	kind: 'favours-making' | 'favours-buying'
): Record<string, string> =>
	Object.fromEntries(
		swingsOf(costCase, evaluated)
			.filter(
				({ moved, savingSwingUsdPerMonth }) => moved === 'spread' && savingSwingUsdPerMonth > 0
			)
			.map(({ parameter, low, high }) => {
				const isHighBetter = high.savingUsdPerMonth > low.savingUsdPerMonth;
				const end = isHighBetter === (kind === 'favours-making') ? high : low;
				return [parameter.id, endText(end.value)];
			})
	);
