/** The target of a config that the flags of `bench init` describe: address, access and price. */
import { relative, resolve } from 'node:path';
import { BenchError } from '#core/errors.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { RateCard } from '#core/rate-card.ts';
import { namedPrice } from '#bench/importers/price-book/named-price.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { presetNames } from '#bench/protocols/presets.ts';
import { endpointOf, type EndpointOfFlags } from '#bench/commands/load/endpoint-options.ts';
import { looksPaid } from '#bench/commands/load/looks-paid.ts';
import type { InitOptions } from './init-options.ts';

export interface DescribedEndpoint {
	kind: 'self-hosted' | 'measured-api';
	/** Fields of the target as a config has them; not checked yet. */
	target: Record<string, unknown>;
	/** What the price does not say, whole sentences. */
	notes: string[];
}

/** The rates of a card as a config has them; null where those of input or output are not known. */
const ratesOf = (card: RateCard): object | null => {
	const { inputUsdPerMtok, outputUsdPerMtok, cacheReadUsdPerMtok, cacheWriteUsdPerMtok } = card;
	if (inputUsdPerMtok === null || outputUsdPerMtok === null) return null;
	return {
		inputUsdPerMtok,
		...(cacheReadUsdPerMtok !== null && { cacheReadUsdPerMtok }),
		...(Object.keys(cacheWriteUsdPerMtok).length > 0 && { cacheWriteUsdPerMtok }),
		outputUsdPerMtok
	};
};

/** Null where one of them is not known. */
const contextTiersOf = ({ contextTiers }: PriceListEntry): object[] | null => {
	const tiers = contextTiers.flatMap((card) => {
		const rates = ratesOf(card);
		return rates ? [{ fromInputTokens: card.fromInputTokens, ...rates }] : [];
	});
	return tiers.length === contextTiers.length ? tiers : null;
};

/** Terms of a price list that the price of a config has no word for. */
const unsaid = (entry: PriceListEntry): string[] => [
	...(entry.contextTiers.length > 0 && contextTiersOf(entry) === null
		? ['other rates for long prompts']
		: []),
	...(entry.reasoningUsdPerMtok === null ? [] : ['a rate of its own for reasoning']),
	...(entry.timeWindows.length > 0 ? ['other rates at other hours'] : []),
	...(entry.regions.length > 0 ? ['other rates in other regions'] : []),
	...(entry.serviceTiers.length > 0 ? ['other rates for other service tiers'] : []),
	...(entry.calls.length > 0 ? ['a price for calls of tools'] : [])
];

/** Throws E_USAGE or E_NOT_FOUND where the price book has no price of its tokens. */
const listedPrice = async (
	name: string,
	nowUtc: string
): Promise<{ price: object; notes: string[] }> => {
	const book = await openPriceBook();
	const entry = namedPrice(book, name, nowUtc);
	const rates = ratesOf(entry);
	if (rates === null) {
		throw new BenchError('E_USAGE', `--price: the price book knows no rates of ${name} by tokens`, {
			hint: 'Give --input-usd-per-mtok and --output-usd-per-mtok.'
		});
	}
	const contextTiers = contextTiersOf(entry) ?? [];
	const more = unsaid(entry);
	return {
		price: {
			kind: 'per-token',
			...rates,
			...(contextTiers.length > 0 && { contextTiers }),
			source: entry.sourceUrl,
			checkedOn: entry.asOf
		},
		notes:
			more.length === 0
				? []
				: [`the price list of ${name} also has ${more.join(', ')}; the config has its base rates`]
	};
};

const priceOf = async (
	options: InitOptions,
	nowUtc: string
): Promise<{ price: object | null; notes: string[] }> => {
	const { price, inputUsdPerMtok, outputUsdPerMtok, usdPerHour } = options;
	if (price !== undefined) return listedPrice(price, nowUtc);
	const provenance = { source: 'command line of bench init', checkedOn: nowUtc.slice(0, 10) };
	if (usdPerHour !== undefined) {
		return { price: { kind: 'per-hour', usdPerHour, ...provenance }, notes: [] };
	}
	if (inputUsdPerMtok === undefined || outputUsdPerMtok === undefined) {
		return { price: null, notes: [] };
	}
	return {
		price: { kind: 'per-token', inputUsdPerMtok, outputUsdPerMtok, ...provenance },
		notes: []
	};
};

const kindOf = (
	options: InitOptions,
	endpoint: EndpointOfFlags,
	hasTokenPrice: boolean
): DescribedEndpoint['kind'] => {
	const asked = options.target?.find((kind) => kind === 'self-hosted' || kind === 'measured-api');
	if (asked === 'self-hosted') return asked;
	if (hasTokenPrice) return 'measured-api';
	if (asked === undefined && !looksPaid(endpoint)) return 'self-hosted';
	const why =
		asked === undefined
			? `${endpoint.url.hostname} with a key looks like an API that costs money`
			: '--target measured-api costs money, and its price is missing';
	throw new BenchError('E_USAGE', why, {
		hint: 'Give --price PROVIDER/MODEL (bench price list shows them), or --input-usd-per-mtok and --output-usd-per-mtok; --target self-hosted if no tokens are billed.'
	});
};

/** Paths of certificates are typed relative to the working folder, and read relative to the config. */
const fromFolder = (tls: unknown, folder: string): unknown =>
	typeof tls === 'object' && tls !== null
		? Object.fromEntries(
				Object.entries(tls).map(([name, value]: [string, unknown]) => [
					name,
					['ca', 'cert', 'key'].includes(name) && typeof value === 'string'
						? relative(resolve(folder), resolve(value))
						: value
				])
			)
		: tls;

/** Throws E_USAGE by the name of the flag. */
const endpointOfFlags = (options: InitOptions): EndpointOfFlags => {
	try {
		return endpointOf(options.endpoint, options);
	} catch (cause) {
		if (!(cause instanceof BenchError) || cause.message.startsWith('--')) throw cause;
		const { code, message, hint } = cause;
		const isOfPreset =
			options.endpoint === undefined || !presetNames.includes(options.preset ?? '');
		const flag = options.preset !== undefined && isOfPreset ? '--preset' : '--endpoint';
		throw new BenchError(code, `${flag}: ${message}`, { cause, ...(hint !== null && { hint }) });
	}
};

/** `folder`: that of the config; `nowUtc`: ISO 8601, the day on which prices are looked at. Throws E_USAGE, and E_NOT_FOUND for a price that is in no book. */
export const describedEndpoint = async (
	options: InitOptions,
	{ folder, nowUtc }: { folder: string; nowUtc: string }
): Promise<DescribedEndpoint> => {
	const endpoint = endpointOfFlags(options);
	const { price, notes } = await priceOf(options, nowUtc);
	const kind = kindOf(options, endpoint, price !== null && options.usdPerHour === undefined);
	const { preset, protocol, baseUrl, tls, ...access } = endpoint.fields;
	return {
		kind,
		target: {
			id: kind === 'measured-api' ? 'api' : 'ours',
			kind,
			...(preset !== undefined && { preset }),
			...(protocol !== undefined && { protocol }),
			// That of a preset is named by the preset.
			...(options.endpoint !== undefined && { baseUrl }),
			model: options.model,
			...access,
			...(tls !== undefined && { tls: fromFolder(tls, folder) }),
			...(price !== null && { price })
		},
		notes
	};
};
