/** Cost of a month against volume, one column for each option, with the 90 % interval of the two that are compared. */
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatVolume } from '../format.ts';
import type { ChartCell, ChartColumn, ChartTable } from './chart-table.ts';

/** An option as a line; its position in the list decides how it is drawn. */
export interface VolumeCurve {
	option: Pick<CostOption, 'id' | 'title' | 'kind' | 'emulated'>;
	/** USD a month at each volume; null where it is not known. */
	usdPerMonth: readonly (number | null)[];
	/** Ends of its 90 % interval at each volume; null where nothing in it is uncertain, or it is not drawn yet. */
	band: { low: readonly number[]; high: readonly number[] } | null;
}

export interface CostByVolumeData {
	/** Rising, requests a month. */
	volumes: readonly number[];
	curves: readonly VolumeCurve[];
	/** Ids of the two that the crossover is about; null where nothing is compared. */
	compared: { makeId: string; buyId: string } | null;
	/** Null where nothing is compared. */
	crossover: {
		verdict: 'crosses' | 'never' | 'always';
		/** Requests a month; null where there is none. */
		first: number | null;
		permanent: number | null;
		/** Why, in sentences. */
		reason: string;
	} | null;
	/** 90 % interval of the permanent crossover; an end is null where that many draws have none. Null where nothing is uncertain. */
	interval: { low: number | null; high: number | null } | null;
	requestsPerMonth: number;
	/** Volumes to come, by month from today. */
	forecast: readonly { month: number; requestsPerMonth: number }[];
	draws: number;
	sources?: readonly string[] | undefined;
}

const sentenceOfInterval = (interval: CostByVolumeData['interval']): string => {
	if (!interval) return '';
	const { low, high } = interval;
	const end = (volume: number | null): string =>
		volume === null ? 'none at all' : formatVolume(volume);
	return ` (90 % interval ${end(low)} to ${end(high)})`;
};

/** What the two compared lines say, in a sentence; empty where nothing is compared. */
export const crossoverInWords = (
	data: Pick<CostByVolumeData, 'crossover' | 'compared' | 'curves' | 'interval'>
): string => {
	const { crossover, compared, curves, interval } = data;
	const titleOf = (id: string | undefined): string => {
		const curve = curves.find(({ option }) => option.id === id);
		return curve ? optionTitle(curve.option) : '';
	};
	if (!crossover || !compared) {
		return 'Nothing is compared: it takes an option that is made and one that is bought.';
	}
	const [make, buy] = [titleOf(compared.makeId), titleOf(compared.buyId)];
	if (crossover.verdict === 'never') {
		return `${make} costs more than ${buy} at every volume looked at.`;
	}
	if (crossover.verdict === 'always') {
		return `${make} costs less than ${buy} at every volume looked at.`;
	}
	if (crossover.permanent === null) {
		return `${make} and ${buy} change places from ${formatVolume(crossover.first)} requests a month on, without an end.`;
	}
	const parts =
		crossover.first !== null && crossover.first < crossover.permanent
			? `, and in parts from ${formatVolume(crossover.first)} on`
			: '';
	return `From ${formatVolume(crossover.permanent)} requests a month on${sentenceOfInterval(interval)} the same one of ${make} and ${buy} stays the cheaper${parts}.`;
};

const usdColumns = ({ option, band }: VolumeCurve): ChartColumn[] => {
	const column = (key: string, label: string): ChartColumn => ({
		key: `${option.id}.${key}`,
		label,
		unit: '$/month',
		kind: 'number'
	});
	const title = optionTitle(option);
	return [
		column('usdPerMonth', title),
		...(band
			? [
					column('lowUsdPerMonth', `${title}, 90 % from`),
					column('highUsdPerMonth', `${title}, 90 % to`)
				]
			: [])
	];
};

const cents = (usd: number | null | undefined): ChartCell =>
	usd === null || usd === undefined ? null : Math.round(usd * 100) / 100;

/** One row for each volume. */
export const costByVolumeTable = (data: CostByVolumeData): ChartTable => {
	const { volumes, curves, requestsPerMonth, forecast, draws } = data;
	const months = forecast.map(
		({ month, requestsPerMonth: requests }) =>
			`${formatVolume(requests)} after ${String(month)} months`
	);
	const isDrawn = curves.some(({ band }) => band !== null);
	return {
		id: 'crossover',
		title: 'Cost of a month against volume',
		caption: `${crossoverInWords(data)} Today it is ${formatVolume(requestsPerMonth)}${months.length === 0 ? '' : `; forecast: ${months.join(', ')}`}.`,
		columns: [
			{ key: 'requestsPerMonth', label: 'volume', unit: 'requests/month', kind: 'number' },
			...curves.flatMap(usdColumns)
		],
		rows: volumes.map((volume, index): ChartCell[] => [
			volume,
			...curves.flatMap(({ usdPerMonth, band }): ChartCell[] => [
				cents(usdPerMonth[index]),
				...(band ? [cents(band.low[index]), cents(band.high[index])] : [])
			])
		]),
		notes: [
			'Level cost at the prices of today: servers and people spread evenly over the months, rework included where it is counted. A step is a whole node that is added.',
			...(isDrawn
				? [
						`Bands hold nine of ten of ${draws.toLocaleString('en-US')} draws of what is uncertain; only the two options that are compared have one.`
					]
				: [])
		],
		sources: data.sources ?? []
	};
};
