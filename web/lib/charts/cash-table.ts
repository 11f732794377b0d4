/** Cash spent since the start, option by option, as a table: what the chart of payback is drawn from. */
import { toDecimal } from '#core/decimal.ts';
import type { OverTime } from '#bench/economics/case/over-time.ts';
import type { CashFlow } from '#bench/economics/cash-flow/cash-flow.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatShare, formatUsd } from '../format.ts';
import type { ChartCell, ChartColumn, ChartTable } from './chart-table.ts';

export interface CashChartData {
	/** All options of the case, in its order: the position of an option decides how it is drawn in every chart. */
	options: readonly Pick<CostOption, 'id' | 'title' | 'emulated'>[];
	overTime: OverTime;
	/** Rate at which cash is discounted, decimal text. */
	discountRatePerYear: string;
	sources?: readonly string[] | undefined;
}

/** Name of the column of an option. */
export const cashColumn = (optionId: string): string => `${optionId}.presentUsd`;
/** Name of the column of what making has cost more than buying. */
export const cashDifferenceColumn = 'makeMinusBuy.presentUsd';

const flowOf = ({ overTime }: CashChartData, id: string | undefined): CashFlow | undefined =>
	overTime.options.find(({ optionId }) => optionId === id);

const captionOf = (data: CashChartData): string => {
	const { payback } = data.overTime;
	const titled = (id: string): string => {
		const option = data.options.find((each) => each.id === id);
		return option ? optionTitle(option) : id;
	};
	if (!payback) {
		return 'What each option has cost in all by the end of each month. Nothing is held against each other, since an option that is made or one that is bought is missing.';
	}
	const { mostAdvancedUsd, internalRate } = payback;
	const advanced = toDecimal(mostAdvancedUsd).gt(0)
		? ` At most, making has taken ${formatUsd(mostAdvancedUsd)} more cash than buying, not discounted.`
		: ' Making never needs more cash than buying.';
	const returned =
		internalRate.state === 'found'
			? ` That money returns ${formatShare(internalRate.ratePerYear)} a year.`
			: '';
	return `${titled(payback.makeId)} against ${titled(payback.buyId)}: ${payback.reason}${advanced}${returned}`;
};

/** One row for each month, and one for the end, when servers are sold. Cash is discounted to the start. */
export const cashTable = (data: CashChartData): ChartTable => {
	const { options, overTime, discountRatePerYear } = data;
	const shown = options.flatMap((option) => {
		const flow = flowOf(data, option.id);
		return flow ? [{ option, flow }] : [];
	});
	const { payback } = overTime;
	const pair = payback && {
		make: flowOf(data, payback.makeId),
		buy: flowOf(data, payback.buyId)
	};
	const columns: ChartColumn[] = [
		{ key: 'month', label: 'end of month', unit: null, kind: 'number' },
		{ key: 'moment', label: 'moment', unit: null, kind: 'text' },
		{ key: 'requests', label: 'requests', unit: 'a month', kind: 'number' },
		...shown.map(({ option }): ChartColumn => ({
			key: cashColumn(option.id),
			label: optionTitle(option),
			unit: '$ spent, discounted',
			kind: 'number'
		})),
		...(pair
			? [
					{
						key: cashDifferenceColumn,
						label: 'making − buying',
						unit: '$, discounted',
						kind: 'number'
					} as const
				]
			: [])
	];
	const amounts = (usdOf: (flow: CashFlow) => string | undefined): ChartCell[] => {
		const number = (flow: CashFlow | undefined): number | null => {
			const usd = flow && usdOf(flow);
			return usd === undefined ? null : Number(usd);
		};
		const [make, buy] = pair ? [number(pair.make), number(pair.buy)] : [null, null];
		return [
			...shown.map(({ flow }) => number(flow)),
			...(pair ? [make === null || buy === null ? null : make - buy] : [])
		];
	};
	const [first] = shown;
	const months = first?.flow.months ?? [];
	const rows = months.map(({ month, requests }): ChartCell[] => [
		month + 1,
		null,
		requests,
		...amounts(({ months: own }) => own[month]?.discountedCumulativeUsd)
	]);
	if (months.length > 0) {
		rows.push([
			months.length,
			'servers sold',
			null,
			...amounts(({ end }) => end.discountedCumulativeUsd)
		]);
	}
	return {
		id: 'cash',
		title: 'Cash spent since the start',
		caption: captionOf(data),
		columns,
		rows,
		notes: [
			`Cash as it is paid: servers in the month in which they are needed, sold at the end; later months count less, by ${formatShare(discountRatePerYear)} a year. Demand and prices move as the case says; no chance is drawn here.`
		],
		sources: data.sources ?? []
	};
};
