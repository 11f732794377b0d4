/**
 * From recorded usage to money: for every protocol the usage of each recording of the contract suite as it was sent, its normal form, and what it costs
 * line by line at the prices of the book, all of it computed. `npm run perf:usage`, `-- --protocol gemini`, `--at 2026-11-01`, `--json`.
 * Prints figures; judges nothing.
 */
import { parseArgs } from 'node:util';
import { toDecimal } from '#core/decimal.ts';
import { protocolNames, type ProtocolName } from '#core/target.ts';
import { totalInputTokens, type Usage } from '#core/usage.ts';
import { namedPrice } from '#bench/importers/price-book/named-price.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { protocols } from '#bench/protocols/index.ts';
import { missing, renderTable, type Column } from '#bench/report/format.ts';
import { billedConditions } from '#bench/protocols/billed-conditions.ts';
import { pricedUsageOf, type PricedUsage } from '#bench/report/priced-usage.ts';
import { joinPieces } from '../protocols/fuzz/mutation.ts';
import { pools } from '../protocols/fuzz/recordings.ts';
import { recording } from '../protocols/recording.ts';

const { values } = parseArgs({
	options: {
		protocol: { type: 'string' },
		at: { type: 'string' },
		json: { type: 'boolean', default: false }
	}
});

/** A model of the book that each is asked for; protocols that are not here are of engines that one runs oneself, which have no list. */
const prices: Partial<Record<ProtocolName, string>> = {
	'openai-chat': 'openai/gpt-5-mini',
	'openai-responses': 'openai/gpt-5-mini',
	'openai-images': 'openai/gpt-image-1',
	'openai-embeddings': 'openai/text-embedding-3-small',
	'azure-openai': 'azure/gpt-4',
	'anthropic-messages': 'anthropic/claude-sonnet-4-5',
	mistral: 'mistral/mistral-medium-3-1',
	gemini: 'google/gemini-2.5-flash',
	'bedrock-converse': 'aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0'
};

interface Row {
	protocol: ProtocolName;
	recording: string;
	usage: Usage;
	/** Null where the protocol has no price list here. */
	priced: PricedUsage | null;
}

const book = await openPriceBook();
const atUtc = values.at === undefined ? new Date().toISOString() : `${values.at}T00:00:00.000Z`;

const priceOf = (protocol: ProtocolName, usage: Usage): PricedUsage | null => {
	const name = prices[protocol];
	if (name === undefined) return null;
	const entry = namedPrice(book, name, atUtc);
	return pricedUsageOf(usage, entry, {
		atUtc,
		priceVersion: book.versionOf(entry),
		billed: billedConditions({ usage })
	});
};

const rows = pools
	.filter(({ protocol }) => values.protocol === undefined || protocol === values.protocol)
	.flatMap(({ protocol, recordings }) =>
		recordings.flatMap((given): Row[] => {
			const response = recording(joinPieces(given.pieces));
			const { usage } = protocols[protocol].read(response, given.isStream);
			return usage === null
				? []
				: [{ protocol, recording: given.name, usage, priced: priceOf(protocol, usage) }];
		})
	);

const count = (value: number | null): string => (value === null ? missing : String(value));

const writes = ({ cacheWriteTokens }: Usage): string =>
	cacheWriteTokens === null
		? missing
		: Object.entries(cacheWriteTokens)
				.map(([ttl, tokens]) => `${ttl}: ${String(tokens)}`)
				.join(', ');

const columns: Column[] = [
	{ title: 'recording', align: 'left' },
	{ title: 'uncached', align: 'right' },
	{ title: 'cached', align: 'right' },
	{ title: 'written', align: 'right' },
	{ title: 'all input', align: 'right' },
	{ title: 'output', align: 'right' },
	{ title: 'reasoning', align: 'right' },
	{ title: 'µUSD by line', align: 'left' },
	{ title: 'total µUSD', align: 'right' }
];

const microUsd = (usd: string): string => toDecimal(usd).times(1_000_000).toFixed(2);

const cellsOf = ({ recording: name, usage, priced }: Row): string[] => [
	usage.isInconsistent ? `${name} (doubtful)` : name,
	count(usage.uncachedInputTokens),
	count(usage.cacheReadTokens),
	writes(usage),
	count(totalInputTokens(usage)),
	count(usage.outputTokens),
	count(usage.reasoningTokens),
	priced === null
		? missing
		: [
				...priced.lines.map(({ label, usd }) => `${label} ${microUsd(usd)}`),
				...priced.missing.map((what) => `not known: the ${what}`)
			].join(', '),
	priced?.microUsd ?? missing
];

const sameUsage = ({ usage: { raw } }: Row): string => JSON.stringify(raw);

if (values.json) console.log(JSON.stringify({ atUtc, rows }, null, '\t'));
else {
	for (const protocol of protocolNames) {
		const own = rows.filter((row) => row.protocol === protocol);
		if (own.length === 0) continue;
		// Recordings with the same usage are one line.
		const distinct = [...new Map(own.map((row) => [sameUsage(row), row])).values()];
		console.log(
			`${protocol}, priced by ${prices[protocol] ?? 'nobody: it has no list'} on ${atUtc.slice(0, 10)}`
		);
		console.log(renderTable(columns, distinct.map(cellsOf)));
		for (const row of distinct) console.log(`  as sent, ${row.recording}: ${sameUsage(row)}`);
		console.log('');
	}
}
