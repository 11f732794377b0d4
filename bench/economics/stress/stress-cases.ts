/** Which stresses there are, and the case that each of them leaves. */
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import {
	changeCosts,
	resaleParameters,
	withApproval,
	withDemand,
	withMeteredPrices,
	withModelChange,
	withoutOption,
	withoutResale
} from './transforms.ts';

export const stressIds = [
	'as-planned',
	'price-up',
	'price-double',
	'price-down',
	'demand-low',
	'demand-high',
	'vendor-gone',
	'model-superseded',
	'hardware-unsaleable'
] as const;
export type StressId = (typeof stressIds)[number];

export interface StressSettings {
	/** Rise and fall of bought prices, shares; 0.5 each where absent. Decimal text. */
	priceUpShare?: string;
	priceDownShare?: string;
	/** One evaluation and approval of what takes the place of a vendor, USD, decimal text; that of the spec where absent. */
	approvalUsd?: string;
	/** Months until another option can serve once a vendor is gone; absent where nobody has said. */
	leadTimeMonths?: number;
}

/** The case as one stress leaves it. */
export interface StressCase {
	id: StressId;
	title: string;
	/** Begins the sentence. */
	condition: string;
	costCase: CostCase;
	saleable: boolean;
	marks: string[];
}

const percent = (share: string): string => `${toDecimal(share).times(100).round(1).toFixed()} %`;

const goneMarks = (stressed: CostCase, settings: StressSettings): string[] => {
	const { approvalUsd, leadTimeMonths } = settings;
	const hasApproval =
		approvalUsd !== undefined || stressed.options.some((option) => changeCosts(option).length > 0);
	return [
		...(hasApproval
			? []
			: ['What the approval of another model costs is not given and not in it.']),
		leadTimeMonths === undefined
			? 'How long a change takes is not given.'
			: `A change takes ${String(leadTimeMonths)} months, in which nothing of this may be served.`,
		'Whether what is left is good enough is not in these costs.'
	];
};

/** The case itself. */
export const plannedCase = (costCase: CostCase): StressCase => ({
	id: 'as-planned',
	title: 'as planned',
	condition: 'As planned',
	costCase,
	saleable: true,
	marks: []
});

/**
 * Every stress that can touch the case. `bought` is the vendor that may go; `chosenId` the option that is chosen as planned,
 * which needs no approval if another one goes.
 */
export const stressCases = (
	costCase: CostCase,
	bought: CostOption,
	chosenId: string,
	settings: StressSettings
): StressCase[] => {
	const { priceUpShare = '0.5', priceDownShare = '0.5', approvalUsd } = settings;
	const plain = { saleable: true, marks: [] };
	const up = toDecimal(priceUpShare).plus(1).toFixed();
	const down = toDecimal(1).minus(priceDownShare).toFixed();
	const left = withoutOption(costCase, bought.id);
	const changes = costCase.options.some((option) => changeCosts(option).length > 0);
	const stresses: StressCase[] = [
		{
			id: 'price-up',
			title: `bought prices +${percent(priceUpShare)}`,
			condition: `If bought prices rise by ${percent(priceUpShare)}`,
			costCase: withMeteredPrices(costCase, up),
			...plain
		},
		{
			id: 'price-double',
			title: 'bought prices × 2',
			condition: 'If bought prices double',
			costCase: withMeteredPrices(costCase, '2'),
			...plain
		},
		{
			id: 'price-down',
			title: `bought prices −${percent(priceDownShare)}`,
			condition: `If bought prices fall by ${percent(priceDownShare)}`,
			costCase: withMeteredPrices(costCase, down),
			...plain
		},
		{
			id: 'demand-low',
			title: 'demand × 0.3',
			condition: 'If demand is 0.3 times as large',
			costCase: withDemand(costCase, '0.3'),
			...plain
		},
		{
			id: 'demand-high',
			title: 'demand × 3',
			condition: 'If demand is 3 times as large',
			costCase: withDemand(costCase, '3'),
			saleable: true,
			marks: ['Whether providers allow so many requests is not checked again.']
		},
		{
			id: 'vendor-gone',
			title: `${optionTitle(bought)} gone`,
			condition: `If ${optionTitle(bought)} is gone`,
			costCase:
				approvalUsd === undefined
					? withModelChange(left, chosenId)
					: withApproval(left, approvalUsd, chosenId),
			saleable: true,
			marks: goneMarks(left, settings)
		},
		{
			id: 'model-superseded',
			title: 'model superseded',
			condition: 'If a better model comes and the own one is changed for it at once',
			costCase: withModelChange(costCase),
			saleable: true,
			marks: [
				...(changes
					? []
					: ['What fine-tuning and approval of a model cost is not given and not in it.']),
				'The bought model improves as well: its lead over the own one has to be measured again.'
			]
		}
	];
	if (resaleParameters(costCase).length > 0) {
		stresses.push({
			id: 'hardware-unsaleable',
			title: 'servers cannot be sold',
			condition: 'If the servers cannot be sold',
			costCase: withoutResale(costCase),
			saleable: false,
			marks: []
		});
	}
	return stresses;
};
