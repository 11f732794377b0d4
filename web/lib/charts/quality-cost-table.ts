/** How often each option is right, with its interval, beside what a request of it costs. */
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import type { QualityGate } from '#bench/economics/verdict/quality-gate.ts';
import { formatNumber, formatShare, formatUsd } from '../format.ts';
import { gateInWords } from '../gate-in-words.ts';
import type { ChartCell, ChartTable } from './chart-table.ts';

export interface QualityCostPoint {
	option: Pick<CostOption, 'id' | 'title' | 'emulated'>;
	/** Position of the option in the case, which decides how it is drawn in every chart. */
	series: number;
	/** Bill of a request at today's volume, USD, decimal text; null for no requests. */
	usdPerRequest: string | null;
	/** Null where nobody knows how often it is right. */
	acceptShare: Parameter | null;
	/** Against the reference on the same items; null for the reference itself. */
	gate: QualityGate | null;
}

export interface QualityCostData {
	points: readonly QualityCostPoint[];
	/** The bought model that others are held against; null where there is none. */
	referenceId: string | null;
	/** Worse by less than this share of the items counts as not worse. */
	marginShare: number;
	sources?: readonly string[] | undefined;
}

/** 90 % of a normal distribution lies within 1.645 standard deviations, 95 % within 1.960. */
const halfWidth95Of90 = 1.959963984540054 / 1.6448536269514722;

export interface ShareInterval {
	low: number;
	high: number;
	/** What kind of interval it is, in words. */
	kind: string;
}

/** The 95 % interval of a measured share (Wilson), the range of a typed one; null where there is none. */
export const shareInterval = (share: Parameter): ShareInterval | null => {
	const { spread, basis } = share;
	if (spread.kind === 'fixed') return null;
	if (basis !== 'measured') return { low: spread.low, high: spread.high, kind: 'range as given' };
	// A case keeps the ends that hold 90 %, for drawing from it.
	const value = Number(share.value);
	const end = (bound: number): number =>
		Math.min(1, Math.max(0, value + (bound - value) * halfWidth95Of90));
	return { low: end(spread.low), high: end(spread.high), kind: '95 % interval' };
};

const points = (share: number): string => formatNumber(100 * share);

const sentenceOf = ({ option, gate }: QualityCostPoint): string =>
	`${optionTitle(option)} is ${gateInWords(gate)}${gate ? `: ${gate.reason}` : '.'}`;

const captionOf = ({ points: all, referenceId, marginShare }: QualityCostData): string => {
	const reference = all.find(({ option }) => option.id === referenceId);
	const known = all.filter(({ acceptShare }) => acceptShare !== null);
	if (known.length === 0) {
		return 'Nobody knows how often any option is right: nothing was graded, and no share was given.';
	}
	if (!reference) return 'There is no bought model that the others could be held against.';
	const judged = all.filter(({ gate }) => gate !== null);
	const shown = judged.filter(({ gate }) => gate?.state === 'non-inferior');
	const names = (list: readonly QualityCostPoint[]): string =>
		list.map(({ option }) => optionTitle(option)).join(', ');
	const margin = `within ${points(marginShare)} points of ${optionTitle(reference.option)}`;
	if (shown.length === 0) {
		return `No other option is shown to be ${margin} on the same items.`;
	}
	const rest = judged.filter((each) => !shown.includes(each));
	return `Shown to be ${margin} on the same items: ${names(shown)}.${rest.length === 0 ? '' : ` Not shown: ${names(rest)}.`}`;
};

/** One row for each option; those of which nobody knows the quality have no share. */
export const qualityCostTable = (data: QualityCostData): ChartTable => ({
	id: 'quality-cost',
	title: 'Quality against cost',
	caption: captionOf(data),
	columns: [
		{ key: 'option', label: 'option', unit: null, kind: 'text' },
		{ key: 'usdPerRequest', label: 'bill of a request', unit: '$', kind: 'number' },
		{ key: 'rightPercent', label: 'answered right', unit: '%', kind: 'number' },
		{ key: 'rightLowPercent', label: 'from', unit: '%', kind: 'number' },
		{ key: 'rightHighPercent', label: 'to', unit: '%', kind: 'number' },
		{ key: 'interval', label: 'which interval', unit: null, kind: 'text' },
		{ key: 'gate', label: 'against the bought model', unit: null, kind: 'text' },
		{ key: 'source', label: 'source of the share', unit: null, kind: 'text' }
	],
	rows: data.points.map((point): ChartCell[] => {
		const { option, usdPerRequest, acceptShare, gate } = point;
		const interval = acceptShare && shareInterval(acceptShare);
		const percent = (share: number): number => Number((100 * share).toPrecision(6));
		return [
			optionTitle(option),
			usdPerRequest === null ? null : Number(usdPerRequest),
			acceptShare ? percent(Number(acceptShare.value)) : null,
			interval ? percent(interval.low) : null,
			interval ? percent(interval.high) : null,
			interval?.kind ?? null,
			data.referenceId === null ? null : gateInWords(gate),
			acceptShare?.source ?? null
		];
	}),
	notes: [
		...data.points.filter(({ gate }) => gate !== null).map(sentenceOf),
		...(data.referenceId === null
			? []
			: [
					`The band is ${points(data.marginShare)} points below the share of the bought model. The gate itself is stricter than the picture: it compares both answers to each item.`
				])
	],
	sources: data.sources ?? []
});

/** `tuned 70B: 92 % right (95 % interval 90–94 %), $0.0121 a request`: a point in words. */
export const pointInWords = ({ option, usdPerRequest, acceptShare }: QualityCostPoint): string => {
	const interval = acceptShare && shareInterval(acceptShare);
	const range = interval
		? ` (${interval.kind} ${formatShare(interval.low)} to ${formatShare(interval.high)})`
		: '';
	const right = acceptShare ? `${formatShare(acceptShare.value)} right${range}` : 'quality unknown';
	return `${optionTitle(option)}: ${right}, ${formatUsd(usdPerRequest)} a request`;
};
