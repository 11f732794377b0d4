/** What moves the decision most, as a table: each number moved by itself to both ends of its range. */
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { ownerTitle } from '#bench/economics/uncertainty/owner-title.ts';
import type { Sensitivity, Swing } from '#bench/economics/uncertainty/sensitivity.ts';
import { formatParameter } from '../format-parameter.ts';
import { formatUsd } from '../format.ts';
import type { ChartCell, ChartTable } from './chart-table.ts';

type Titled = Pick<CostOption, 'id' | 'title' | 'emulated'>;

export interface TornadoData {
	sensitivity: Sensitivity;
	options: readonly Titled[];
	/** The two that are compared. */
	makeId: string;
	buyId: string;
	horizonMonths: number;
	/** Swings that are drawn, the strongest first; the table has all. */
	shown?: number;
	sources?: readonly string[] | undefined;
}

/** Swings that a chart shows unless it is told otherwise. */
export const shownSwings = 10;

/** `server price of tuned 70B on two servers`: what a swing is of. */
export const swingName = (swing: Swing, options: readonly Titled[]): string => {
	const owner = ownerTitle(swing, options);
	return owner === null ? swing.parameter.label : `${swing.parameter.label} of ${owner}`;
};

/** `making saves $4,120 a month`, `making costs $310 a month more`. */
export const savingInWords = (savingUsdPerMonth: number): string =>
	savingUsdPerMonth < 0
		? `making costs ${formatUsd(-savingUsdPerMonth)} a month more`
		: `making saves ${formatUsd(savingUsdPerMonth)} a month`;

const captionOf = ({ sensitivity, options, makeId, buyId, horizonMonths }: TornadoData): string => {
	const titled = (id: string): string => {
		const option = options.find((each) => each.id === id);
		return option ? optionTitle(option) : id;
	};
	const { base, swings } = sensitivity;
	const start = `${titled(makeId)} against ${titled(buyId)}: over ${String(horizonMonths)} months ${savingInWords(base.savingUsdPerMonth)}.`;
	const [first] = swings;
	if (!first) return `${start} No number of it can be moved.`;
	const { low, high, parameter } = first;
	const strongest = `Most depends on ${swingName(first, options)}: at ${formatParameter(low.value, parameter.unit)} ${savingInWords(low.savingUsdPerMonth)}, at ${formatParameter(high.value, parameter.unit)} ${savingInWords(high.savingUsdPerMonth)}.`;
	const flips = swings.filter(({ flipsDecision }) => flipsDecision);
	const turning =
		flips.length === 0
			? 'No number by itself turns the decision.'
			: `Of the ${String(swings.length)} numbers that move the difference between the two, ${String(flips.length)} ${flips.length === 1 ? 'turns' : 'turn'} the decision by ${flips.length === 1 ? 'itself' : 'themselves'}: ${flips
					.slice(0, 5)
					.map((swing) => swingName(swing, options))
					.join('; ')}${flips.length > 5 ? '; and others' : ''}.`;
	return `${start} ${strongest} ${turning}`;
};

/** One row for each number that can be moved, the strongest first. */
export const tornadoTable = (data: TornadoData): ChartTable => {
	const { sensitivity, options } = data;
	const rows = sensitivity.swings.map((swing): ChartCell[] => {
		const { parameter, low, high, moved, savingSwingUsdPerMonth, flipsDecision } = swing;
		return [
			parameter.label,
			ownerTitle(swing, options) ?? 'all options',
			parameter.unit,
			low.value,
			Number(parameter.value),
			high.value,
			low.savingUsdPerMonth,
			high.savingUsdPerMonth,
			savingSwingUsdPerMonth,
			moved === 'spread' ? '90 % of its range' : '10 % either way, as it has no range',
			flipsDecision ? 'turns the decision' : null
		];
	});
	return {
		id: 'tornado',
		title: 'What the decision depends on',
		caption: captionOf(data),
		columns: [
			{ key: 'number', label: 'number', unit: null, kind: 'text' },
			{ key: 'of', label: 'of', unit: null, kind: 'text' },
			{ key: 'unit', label: 'its unit', unit: null, kind: 'text' },
			{ key: 'low', label: 'low', unit: 'in its unit', kind: 'number' },
			{ key: 'value', label: 'value', unit: 'in its unit', kind: 'number' },
			{ key: 'high', label: 'high', unit: 'in its unit', kind: 'number' },
			{
				key: 'savingAtLowUsdPerMonth',
				label: 'making saves at low',
				unit: '$ a month',
				kind: 'number'
			},
			{
				key: 'savingAtHighUsdPerMonth',
				label: 'making saves at high',
				unit: '$ a month',
				kind: 'number'
			},
			{ key: 'swingUsdPerMonth', label: 'difference', unit: '$ a month', kind: 'number' },
			{ key: 'moved', label: 'moved by', unit: null, kind: 'text' },
			{ key: 'flips', label: 'decision', unit: null, kind: 'text' }
		],
		rows,
		notes: [
			'Each number is moved by itself, from its 5th to its 95th percentile, all others at their values; a number without a range is moved by 10 % either way. The saving is the level one over the whole horizon: present value, as equal monthly amounts.'
		],
		sources: data.sources ?? []
	};
};
