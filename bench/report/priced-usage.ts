/** The usage of one answer priced by a price list, line by line. */
import { toDecimal } from '#core/decimal.ts';
import { serviceTierNames, type ServiceTierName } from '#core/price-terms.ts';
import type { Usage } from '#core/usage.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { BilledConditions } from '#bench/protocols/billed-conditions.ts';
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
	/** The tier that the answer says served it; null where it names none, and the standard one is priced. */
	serviceTier: string | null;
	/** Where the answer says its model ran, if that has a price of its own; null elsewhere. */
	region: string | null;
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

const isTierName = (name: string): name is ServiceTierName =>
	(serviceTierNames as readonly string[]).includes(name);

/** A request of which nothing is said but its counts. */
const plainConditions: BilledConditions = {
	serviceTier: null,
	region: null,
	calls: {},
	modalities: []
};

/** What was used that this list prices apart, and the lines here cannot: tokens that are no text, and tiers that no list has. */
const apart = (entry: PriceListEntry, { serviceTier, modalities }: BilledConditions): string[] => [
	...(serviceTier === null || isTierName(serviceTier)
		? []
		: [`price of service tier ${serviceTier}`]),
	...new Set(
		modalities
			.filter(({ side, modality }) => Object.hasOwn(entry.otherUsd, `${side}_${modality}_mtok`))
			.map(
				({ side, modality }) => `price of ${modality} tokens beside those of text in the ${side}`
			)
	)
];

/**
 * `usage`: null where none was reported, of which nothing can be priced. `versionOf` as the price book has it. `billed`: what the answer says of how
 * it is billed; absent for a standard request of text from anywhere.
 */
export const pricedUsageOf = (
	usage: Usage | null,
	entry: PriceListEntry,
	{
		atUtc,
		priceVersion,
		billed = plainConditions
	}: { atUtc: string; priceVersion: string; billed?: BilledConditions }
): PricedUsage => {
	const { serviceTier, region, calls } = billed;
	const cost = requestCost(usage, entry, {
		atUtc,
		region,
		calls,
		...(serviceTier !== null && isTierName(serviceTier) && { serviceTier })
	});
	const missing = [...cost.missing, ...apart(entry, billed)];
	const usd = missing.length === 0 ? cost.usd : null;
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
		serviceTier,
		region,
		lines,
		ofWhichReasoning: reasoningIn(usage, lines),
		usd,
		microUsd: usd === null ? null : toDecimal(usd).times(microPerUsd).toFixed(0),
		missing,
		isDoubtful: usage?.isInconsistent === true
	};
};

const columns: Column[] = [
	{ title: 'billed', align: 'left' },
	{ title: 'quantity', align: 'right' },
	{ title: 'USD per million', align: 'right' },
	{ title: 'USD', align: 'right' }
];

/** What an endpoint sent without what would steer a terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd');

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
	const conditions = [
		...(priced.serviceTier === null ? [] : [`service tier ${printable(priced.serviceTier)}`]),
		...(priced.region === null ? [] : [`region ${printable(priced.region)}`])
	].map((condition) => `, ${condition}`);
	return [
		`priced by ${priced.providerId}/${priced.modelId} of ${priced.atUtc.slice(0, 10)}, looked up on ${priced.asOf}${conditions.join('')}`,
		renderTable(columns, [...rows, ['total', '', '', total]]),
		...priced.missing.map((what) => `not known: the ${printable(what)}`),
		...(priced.isDoubtful
			? ['doubtful: the usage does not add up, and so what it cost is doubtful']
			: [])
	].join('\n');
};
