/** The dated prices of a model as a chart's table: one row for each version of its price list, oldest first. */
import { rateText } from '../prices/rate-text.ts';
import type { ChartTable } from './chart-table.ts';

/** A version of a price list, as the history of a model has them. */
export interface DatedPrice {
	/** First and last day on which it holds, YYYY-MM-DD; null where there is none. */
	validFrom: string | null;
	validTo: string | null;
	/** USD per million tokens, decimal text; null where unknown. */
	inputUsdPerMtok: string | null;
	cacheReadUsdPerMtok: string | null;
	outputUsdPerMtok: string | null;
	sourceUrl: string;
	asOf: string;
	enteredBy: string;
}

const numberOf = (usd: string | null): number | null => (usd === null ? null : Number(usd));

/** `80 % less`: the share by which the later price differs. */
const changeText = (before: string | null, after: string | null): string => {
	if (before === null || after === null) return 'as far as known';
	const [from, to] = [Number(before), Number(after)];
	if (from === to) return 'the same';
	if (from === 0) return 'free before';
	const percent = Math.abs((to - from) / from) * 100;
	return `${percent.toLocaleString('en-US', { maximumFractionDigits: percent < 10 ? 1 : 0 })}\u00a0% ${to < from ? 'less' : 'more'}`;
};

const stepSentence = (before: DatedPrice, after: DatedPrice, today: string): string => {
	const from = after.validFrom ?? 'an unknown day';
	const verb = after.validFrom !== null && after.validFrom > today ? 'From' : 'Since';
	const parts = [
		['input', before.inputUsdPerMtok, after.inputUsdPerMtok],
		['output', before.outputUsdPerMtok, after.outputUsdPerMtok]
	] as const;
	const texts = parts
		.filter(([, a, b]) => a !== null || b !== null)
		.map(
			([name, a, b]) => `${name} ${rateText(b)} instead of ${rateText(a)} (${changeText(a, b)})`
		);
	return texts.length === 0 ? '' : `${verb} ${from}: ${texts.join(', ')}.`;
};

/**
 * `versions` are of one source, oldest first, at least two; `today` is YYYY-MM-DD. Prices are USD per million tokens of one
 * standard request with a short context.
 */
export const priceHistoryTable = (
	versions: readonly DatedPrice[],
	{ name, today }: { name: string; today: string }
): ChartTable => ({
	id: 'history',
	title: `Prices of ${name} over time`,
	caption: versions
		.slice(1)
		.map((after, index) => stepSentence(versions[index] ?? after, after, today))
		.join(' '),
	columns: [
		{ key: 'fromDay', label: 'From', unit: null, kind: 'text' },
		{ key: 'toDay', label: 'To', unit: null, kind: 'text' },
		{ key: 'inputUsdPerMtok', label: 'Input', unit: '$/Mtok', kind: 'number' },
		{ key: 'cacheReadUsdPerMtok', label: 'Cache read', unit: '$/Mtok', kind: 'number' },
		{ key: 'outputUsdPerMtok', label: 'Output', unit: '$/Mtok', kind: 'number' },
		{ key: 'lookedUp', label: 'Looked up', unit: null, kind: 'text' },
		{ key: 'enteredBy', label: 'Entered by', unit: null, kind: 'text' },
		{ key: 'source', label: 'Source', unit: null, kind: 'text' }
	],
	rows: versions.map((version) => [
		version.validFrom,
		version.validTo,
		numberOf(version.inputUsdPerMtok),
		numberOf(version.cacheReadUsdPerMtok),
		numberOf(version.outputUsdPerMtok),
		version.asOf,
		version.enteredBy,
		version.sourceUrl
	]),
	notes: [
		...(versions[0]?.validFrom === null
			? ['The book does not say when the first price began; its line starts at the edge.']
			: []),
		'Standard requests with short contexts, USD per million tokens (Mtok). A price holds until the next one begins.'
	],
	sources: [...new Set(versions.map(({ sourceUrl }) => sourceUrl))]
});
