/** What an accepted answer costs with each option, as a table. */
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatUsd, formatVolume } from '../format.ts';
import type { ChartCell, ChartTable } from './chart-table.ts';

export interface CostPerAnswerOption {
	option: Pick<CostOption, 'id' | 'title' | 'kind' | 'emulated'>;
	/** Position of the option in the case, which decides how it is drawn in every chart. */
	series: number;
	/** Rework included where it is counted; USD, decimal text. Null for no requests. */
	usdPerRequest: string | null;
	/** Bill of a request / share of right answers; null where the share is not known or nothing is right. */
	usdPerRightAnswer: string | null;
	/** Decimal text; null where nobody knows it. */
	acceptShare: string | null;
	/** Rework included where it is counted; USD a month, decimal text. */
	totalUsdPerMonth: string;
	/** 90 % interval of that; null where nothing was drawn. */
	band: { low: string; high: string } | null;
}

export interface CostPerAnswerData {
	/** Whether checking, people and errors are counted: then every request ends with an accepted answer. */
	countsRework: boolean;
	requestsPerMonth: number;
	options: readonly CostPerAnswerOption[];
}

export interface AnswerCost {
	entry: CostPerAnswerOption;
	/** USD; null where it cannot be said. */
	usd: number | null;
	/** 90 % interval from the draws of the cost; null where there is none. */
	low: number | null;
	high: number | null;
}

/** The cost of an accepted answer of each option, the cheapest first, unknown ones last. */
export const answerCosts = ({ options, countsRework }: CostPerAnswerData): AnswerCost[] =>
	options
		.map((entry): AnswerCost => {
			const { usdPerRequest, usdPerRightAnswer, band, totalUsdPerMonth } = entry;
			const text = countsRework ? usdPerRequest : usdPerRightAnswer;
			const usd = text === null ? null : Number(text);
			// The interval is that of the cost; that of the share of right answers is in the chart of quality.
			const total = Number(totalUsdPerMonth);
			const scaled = (end: string): number | null =>
				usd === null || total === 0 ? null : (usd * Number(end)) / total;
			return { entry, usd, low: band && scaled(band.low), high: band && scaled(band.high) };
		})
		.sort((a, b) => (a.usd ?? Infinity) - (b.usd ?? Infinity));

const captionOf = (data: CostPerAnswerData, costs: readonly AnswerCost[]): string => {
	const [first, second] = costs.filter(({ usd }) => usd !== null);
	const unknown = costs.filter(({ usd }) => usd === null);
	const left =
		unknown.length === 0
			? ''
			: ` Not known how often it is right: ${unknown.map(({ entry }) => optionTitle(entry.option)).join(', ')}.`;
	if (!first || first.usd === null) return `What an accepted answer costs is not known.${left}`;
	const rival =
		second && second.usd !== null
			? `, ${optionTitle(second.entry.option)} ${formatUsd(second.usd)}`
			: '';
	return `At ${formatVolume(data.requestsPerMonth)} requests a month an accepted answer of ${optionTitle(first.entry.option)} costs ${formatUsd(first.usd)}${rival}.${left}`;
};

/** One row for each option. */
export const costPerAnswerTable = (data: CostPerAnswerData): ChartTable => {
	const costs = answerCosts(data);
	return {
		id: 'cost-per-answer',
		title: 'Cost of an accepted answer',
		caption: captionOf(data, costs),
		columns: [
			{ key: 'option', label: 'option', unit: null, kind: 'text' },
			{ key: 'usdPerAcceptedAnswer', label: 'accepted answer', unit: '$', kind: 'number' },
			{ key: 'lowUsd', label: '90 % from', unit: '$', kind: 'number' },
			{ key: 'highUsd', label: '90 % to', unit: '$', kind: 'number' },
			{ key: 'rightPercent', label: 'right', unit: '%', kind: 'number' },
			{ key: 'usdPerRequest', label: 'request', unit: '$', kind: 'number' }
		],
		rows: costs.map(({ entry, usd, low, high }): ChartCell[] => [
			optionTitle(entry.option),
			...[usd, low, high],
			entry.acceptShare === null ? null : 100 * Number(entry.acceptShare),
			entry.usdPerRequest === null ? null : Number(entry.usdPerRequest)
		]),
		notes: [
			data.countsRework
				? 'An answer counts as accepted when it is right or has been put right: checking, people and unnoticed errors are counted as the case states them.'
				: 'Bill of a request divided by the share of right answers: wrong answers are paid and thrown away. What a person or an error costs is not counted.',
			'The interval is that of the cost; how sure the share of right answers is, is shown under quality.'
		],
		sources: []
	};
};
