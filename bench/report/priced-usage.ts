/** The usage of one answer priced by a price list, line by line. */
import { toDecimal } from '#core/decimal.ts';
import type { Usage } from '#core/usage.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import { missing, renderTable, type Column } from './format.ts';

export interface PricedLine {
	/** `input`, `cache read`, `cache write (5m)`, `output`; what else the list bills. */
	label: string;
	/** In `unit`; decimal text. */
	quantity: string;
	unit: string;
	/** USD for `perUnits` of the unit; decimal text. */
	unitPriceUsd: string;
	perUnits: number;
	/** quantity × price, USD, exact decimal text. */
	usd: string;
}

export interface PricedUsage {
	providerId: string;
	modelId: string;
	/** SHA-256 of the price list, hex. */
	priceVersion: string;
	/** Moment whose prices these are, ISO 8601 in UTC. */
	atUtc: string;
	/** Where the list was looked up, and when. */
	source: string;
	asOf: string;
	/** What could be priced; zero quantities have no line. */
	lines: PricedLine[];
	/** Reasoning inside of the output line: its tokens, and what they cost at the price of output. Null where it is not told apart, or has a line of its own. */
	ofWhichReasoning: { tokens: number; usd: string } | null;
	/** Sum, USD, exact decimal text; null where something that was used has no known price. */
	usd: string | null;
	/** The sum in whole millionths of a dollar, half up; null where `usd` is. */
	microUsd: string | null;
	/** What has no known price. */
	missing: string[];
	/** Whether the counts contradict each other, so that the cost is doubtful. */
	isDoubtful: boolean;
}

const microPerUsd = 1_000_000;

const reasoningIn = (
	usage: Usage | null,
	lines: readonly PricedLine[]
): PricedUsage['ofWhichReasoning'] => {
	const output = lines.find(({ label }) => label === 'output');
	const tokens = usage?.reasoningTokens ?? null;
	const isApart = lines.some(({ label }) => label === 'reasoning');
	if (!output || tokens === null || isApart) return null;
	return {
		tokens,
		usd: toDecimal(output.unitPriceUsd).times(tokens).div(output.perUnits).toFixed()
	};
};

/** `usage`: null where none was reported, of which nothing can be priced. `versionOf` as the price book has it. */
export const pricedUsageOf = (
	usage: Usage | null,
	entry: PriceListEntry,
	{ atUtc, priceVersion }: { atUtc: string; priceVersion: string }
): PricedUsage => {
	const cost = requestCost(usage, entry, { atUtc });
	const lines = cost.lines.map(
		({ label, quantity, unit, unitPriceUsd, perUnits, usd }): PricedLine => ({
			label,
			quantity,
			unit,
			unitPriceUsd,
			perUnits,
			usd
		})
	);
	return {
		providerId: entry.providerId,
		modelId: entry.modelId,
		priceVersion,
		atUtc,
		source: entry.sourceUrl,
		asOf: entry.asOf,
		lines,
		ofWhichReasoning: reasoningIn(usage, lines),
		usd: cost.usd,
		microUsd: cost.usd === null ? null : toDecimal(cost.usd).times(microPerUsd).toFixed(0),
		missing: cost.missing,
		isDoubtful: usage?.isInconsistent === true
	};
};

const columns: Column[] = [
	{ title: 'billed', align: 'left' },
	{ title: 'quantity', align: 'right' },
	{ title: 'USD per million', align: 'right' },
	{ title: 'USD', align: 'right' }
];

const places = 6;

const microText = (usd: string): string => toDecimal(usd).toFixed(places);

const perMillion = ({ unitPriceUsd, perUnits }: PricedLine): string =>
	toDecimal(unitPriceUsd).div(perUnits).times(microPerUsd).toFixed();

/** Lines with their sum, rounded to the millionth of a dollar; the sum is that of the exact lines. */
export const renderPricedUsage = (priced: PricedUsage): string => {
	const rows = priced.lines.flatMap((line) => [
		[line.label, line.quantity, perMillion(line), microText(line.usd)],
		...(line.label === 'output' && priced.ofWhichReasoning
			? [
					[
						'  of which reasoning',
						String(priced.ofWhichReasoning.tokens),
						perMillion(line),
						microText(priced.ofWhichReasoning.usd)
					]
				]
			: [])
	]);
	const total = priced.usd === null ? missing : microText(priced.usd);
	return [
		`priced by ${priced.providerId}/${priced.modelId} of ${priced.atUtc.slice(0, 10)}, looked up on ${priced.asOf}`,
		renderTable(columns, [...rows, ['total', '', '', total]]),
		...priced.missing.map((what) => `not known: the ${what}`),
		...(priced.isDoubtful
			? ['doubtful: the usage does not add up, and so what it cost is doubtful']
			: [])
	].join('\n');
};
