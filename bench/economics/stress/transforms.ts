/** What each stress does to a case: it replaces parameters and adds lines; no formula of cost is here. */
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { CostLine } from '../option/cost-line.ts';
import { scaledLine, scaledParameter } from '../option/drifted-option.ts';
import { dividedBy, times } from '../option/factors.ts';
import type { CostOption } from '../option/option.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { withParameter } from '../option/with-parameter.ts';

const withOptions = (costCase: CostCase, change: (option: CostOption) => CostOption): CostCase => ({
	...costCase,
	options: costCase.options.map(change)
});

/** Every metered price × a factor, in hybrids too; tiers follow, commitments stay as they were signed. */
export const withMeteredPrices = (costCase: CostCase, factor: string): CostCase => {
	const by = toDecimal(factor);
	const scaled = (option: CostOption): CostOption => {
		const { metered, blend } = option;
		return {
			...option,
			metered: metered && {
				...metered,
				lines: metered.lines.map((line) => scaledLine(line, by, 'price shock')),
				reservedUnits: metered.reservedUnits && {
					...metered.reservedUnits,
					usdPerUnitMonth: scaledParameter(metered.reservedUnits.usdPerUnitMonth, by)
				}
			},
			blend: blend && { ...blend, local: scaled(blend.local), api: scaled(blend.api) }
		};
	};
	return withOptions(costCase, scaled);
};

/** Demand × a factor in every month. */
export const withDemand = (costCase: CostCase, factor: string): CostCase => {
	const { requestsPerMonth, path } = costCase.demand;
	const scaled = withParameter(
		costCase,
		requestsPerMonth.id,
		toDecimal(requestsPerMonth.value).times(factor).toFixed()
	);
	const typed = path && path.map((requests) => toDecimal(requests).times(factor).toNumber());
	return { ...scaled, demand: { ...scaled.demand, path: typed } };
};

/** Whether the option, or a side of it, is the one with the id. */
export const usesOption = (option: CostOption, id: string): boolean =>
	option.id === id ||
	(option.blend !== null &&
		[option.blend.local, option.blend.api].some((side) => usesOption(side, id)));

/** The case without an option, and without the hybrids that need it. */
export const withoutOption = (costCase: CostCase, id: string): CostCase => ({
	...costCase,
	options: costCase.options.filter((option) => !usesOption(option, id))
});

/** An amount that is paid once, spread over the horizon like every cost that comes once. */
const onceLine = (id: string, label: string, usd: Parameter, horizonMonths: number): CostLine => ({
	id,
	label,
	per: 'month',
	factors: [
		times(usd),
		dividedBy(
			fixedParameter(String(horizonMonths), {
				id: 'horizonMonths',
				label: 'months it is spread over',
				unit: 'months',
				basis: 'definition',
				source: 'horizon of the case'
			})
		)
	],
	drift: null,
	group: 'service'
});

const changeLines: readonly string[] = ['tuning', 'recertification'];

/** What one change of the model costs an option: its fine-tuning and approval, USD each; empty where the spec names none. */
export const changeCosts = (option: CostOption): { line: CostLine; usd: Parameter }[] => [
	...option.lines
		.filter(({ id }) => changeLines.includes(id))
		.flatMap((line) => {
			const [first] = line.factors;
			return first?.kind === 'parameter' ? [{ line, usd: first.parameter }] : [];
		}),
	...(option.blend ? [...changeCosts(option.blend.local), ...changeCosts(option.blend.api)] : [])
];

/** Fine-tuning and approval are paid once more, at once, by every option that has them but `exceptId`. */
export const withModelChange = (costCase: CostCase, exceptId: string | null = null): CostCase =>
	withOptions(costCase, (option) => ({
		...option,
		lines: [
			...option.lines,
			...(option.id === exceptId ? [] : changeCosts(option)).map(({ line, usd }) =>
				onceLine(`${line.id}-again`, `${line.label}, once more`, usd, costCase.horizonMonths)
			)
		]
	}));

/**
 * Every option but `exceptId` pays an amount once, USD decimal text: the approval of whatever takes the place of what is gone.
 */
export const withApproval = (costCase: CostCase, usd: string, exceptId: string): CostCase => {
	const approval = fixedParameter(usd, {
		id: 'stress.approvalUsd',
		label: 'evaluation and approval of what comes in its place',
		unit: 'USD',
		basis: 'user',
		source: 'asked for'
	});
	return withOptions(costCase, (option) =>
		option.id === exceptId
			? option
			: {
					...option,
					lines: [
						...option.lines,
						onceLine('approval', approval.label, approval, costCase.horizonMonths)
					]
				}
	);
};

const residualIds = (option: CostOption): string[] => [
	...(option.purchase ? [option.purchase.residualShare.id] : []),
	...(option.blend ? [...residualIds(option.blend.local), ...residualIds(option.blend.api)] : [])
];

/** Ids of the resale values of all options; empty where nothing is bought. */
export const resaleParameters = ({ options }: CostCase): string[] => [
	...new Set(options.flatMap(residualIds))
];

/** No server can be sold: resale values of 0. */
export const withoutResale = (costCase: CostCase): CostCase =>
	resaleParameters(costCase).reduce((before, id) => withParameter(before, id, '0'), costCase);
