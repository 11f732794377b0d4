/** Quotes in place of typed prices: found in the database, levelled, and turned into parameters of the option that names them. */
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import type { OwnedOptionSpec, RentedOptionSpec } from '#core/cost-spec/make-option.ts';
import { toDecimal } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { findQuote, isHiddenQuote } from '#db/quotes.server.ts';
import type { ContractTerms } from '#bench/economics/build/build-buy.ts';
import type { OwnedQuotes } from '#bench/economics/build/owned-lines.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import {
	defaultLevelMonths,
	defaultWaccPerYear,
	levelQuote
} from '#bench/economics/quotes/level-quote.ts';
import { termNotes } from '#bench/economics/quotes/level-notes.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import { quoteParameters, type QuoteParameters } from '#bench/economics/quotes/quote-parameters.ts';
import type { ResolveContext } from './case-sources.ts';
import type { PricedBy } from './priced-by.ts';
import { ready, unavailable, type Resolved } from './resolved.ts';

type QuoteKind = QuoteParameters['kind'];
type ParametersOf<Kind extends QuoteKind> = Extract<QuoteParameters, { kind: Kind }>;

interface Found<Kind extends QuoteKind> {
	quoteId: string;
	levelled: LevelledQuote;
	parameters: ParametersOf<Kind>;
}

/** A levelled quote of the wanted kind. Throws E_NOT_FOUND for an unknown one and E_CONFIG for another kind. */
const quoteOfKind = async <Kind extends QuoteKind>(
	id: string,
	kind: Kind,
	optionId: string,
	{ sources, specName, atUtc, spec }: ResolveContext
): Promise<Resolved<Found<Kind>>> => {
	const database = await sources.database();
	if (await isHiddenQuote(database, id)) {
		return unavailable(
			'a price of it is from a confidential quote',
			'Procurement and admins of this site see what it costs.'
		);
	}
	const stored = await findQuote(database, id);
	if (stored.quote.kind !== kind) {
		throw new BenchError(
			'E_CONFIG',
			`${specName}: option "${optionId}" wants a quote of kind ${kind}, but "${id}" is of kind ${stored.quote.kind}`
		);
	}
	const levelled = levelQuote(stored.quote, {
		months: spec.horizonMonths || defaultLevelMonths,
		waccPerYear: spec.discountRatePerYear?.value ?? defaultWaccPerYear,
		asOf: atUtc.slice(0, 10)
	});
	if (levelled.validity.state === 'expired') {
		return unavailable(
			`quote ${stored.id} expired on ${stored.quote.validUntil}`,
			'Ask the vendor to renew it and import the new version, or give --at with a day on which it held.'
		);
	}
	const parameters = quoteParameters(stored.id, levelled);
	if (!parameters) {
		return unavailable(
			`quote ${stored.id} has no price, or no quantity, of what it is about`,
			`See what is missing: bench quote show ${stored.id}`
		);
	}
	const notes = levelled.lines
		.filter(({ assumption }) => assumption !== null)
		.map(
			({ item, assumption }) =>
				`${optionId}: quote ${stored.id} has no ${item}: ${assumption ?? ''}`
		);
	// What a server is sold for is a parameter of its own.
	if (kind !== 'server-purchase') {
		const { months } = levelled;
		notes.push(
			...termNotes(stored.quote, months).map((note) => `${optionId}: quote ${stored.id}: ${note}`)
		);
	}
	return ready(
		{ quoteId: stored.id, levelled, parameters: parameters as ParametersOf<Kind> },
		notes
	);
};

/** The price of a node of an owned option. */
export const quotedNode = async (
	id: string,
	option: OwnedOptionSpec,
	context: ResolveContext
): Promise<Resolved<NonNullable<OwnedQuotes['node']>>> => {
	const found = await quoteOfKind(id, 'server-purchase', option.id, context);
	if (found.state === 'unavailable') return found;
	const { quoteId, levelled, parameters } = found.value;
	const { purchaseUsdPerNode, serverShare, recurringUsdPerNodeMonth, nodes } = parameters;
	const { warrantyMonths } = levelled.quote;
	const warrantyYears =
		warrantyMonths === undefined
			? null
			: fixedParameter(toDecimal(warrantyMonths).div(12).toFixed(), {
					id: `${option.id}.node.warrantyYears`,
					label: 'warranty',
					unit: 'years',
					basis: 'quote',
					source: levelled.source,
					asOf: levelled.quote.quotedOn,
					evidence: { kind: 'quote', quoteId, item: null }
				});
	const hasSupport = levelled.lines.some(
		({ item, levelMonthlyUsd }) =>
			item.startsWith('support') && toDecimal(levelMonthlyUsd ?? '0').gt(0)
	);
	return ready(
		{
			purchaseUsd: purchaseUsdPerNode,
			serverShare,
			recurringUsdPerNodeMonth,
			warrantyYears,
			hasSupport
		},
		[
			...found.notes,
			...(nodes === null
				? []
				: [`${option.id}: the quote is for ${String(nodes)} nodes; more are priced the same`])
		]
	);
};

/** The item of a colocation quote that is electricity. */
const meteredPower = 'metered-power';

/** The rate of the place where owned nodes stand. */
export const quotedColocation = async (
	id: string,
	option: OwnedOptionSpec,
	context: ResolveContext
): Promise<Resolved<NonNullable<OwnedQuotes['colocation']>>> => {
	const found = await quoteOfKind(id, 'colocation', option.id, context);
	if (found.state === 'unavailable') return found;
	const { levelled, parameters } = found.value;
	const { committedKw, power, powerUsdPerKwMonth, pueCap } = parameters;
	// The electricity is a line of the cost model, with the watts of the node; everything else is what the place costs.
	const place = levelled.lines.filter(({ item }) => item !== meteredPower);
	const monthUsd = place.reduce(
		(sum, { levelMonthlyUsd }) => sum.plus(levelMonthlyUsd ?? '0'),
		toDecimal(0)
	);
	const usdPerKwMonth: Parameter = committedKw
		? {
				...powerUsdPerKwMonth,
				id: `${option.id}.site.quotedUsdPerKwMonth`,
				label: 'colocation, everything but electricity, level over the term',
				value: monthUsd.div(committedKw.value).round(12).toFixed()
			}
		: powerUsdPerKwMonth;
	return ready({ usdPerKwMonth, powerIncluded: power === 'included', committedKw, pueCap }, [
		...found.notes.filter((note) => !note.includes(meteredPower)),
		...(committedKw
			? [
					`${option.id}: the place is for ${committedKw.value} kW; what the smallest fleet leaves of it is paid at any size, and further nodes are charged at the same rate, even where they would still fit`
				]
			: [])
	]);
};

/** What the spec says about nodes on demand, which a reservation without a rate for them cannot follow. */
const withoutEffect = ({ id, rent }: RentedOptionSpec): string[] => {
	if (!rent || rent.onDemandUsdPerHour) return [];
	return [rent.scaling === 'hourly' ? 'scaling' : null, rent.spot ? 'spot' : null]
		.filter((name) => name !== null)
		.map(
			(name) =>
				`${id}: the quote is for reserved nodes, which stay up, so that "${name}" has no effect; give "onDemandUsdPerHour" as well`
		);
};

/** What a rented node costs an hour: all-in rate × GPUs of a node, as its mode says on demand or reserved. */
export const quotedRent = async (
	id: string,
	option: RentedOptionSpec,
	context: ResolveContext
): Promise<Resolved<{ onDemand: Parameter | null; reserved: Parameter | null }>> => {
	const found = await quoteOfKind(id, 'gpu-cloud', option.id, context);
	if (found.state === 'unavailable') return found;
	const { allInUsdPerGpuHour, mode, gpus: offered } = found.value.parameters;
	const gpus = option.gpusPerNode ?? 1;
	const notes =
		offered === null
			? found.notes
			: [
					...found.notes,
					`${option.id}: the quote is for ${String(offered)} GPUs, ${String(Math.floor(offered / gpus))} nodes; more are priced the same`
				];
	const isOnDemand = mode === 'on-demand' || mode === 'spot';
	const rate = fixedParameter(toDecimal(allInUsdPerGpuHour.value).times(gpus).toFixed(), {
		id: `${option.id}.rent.quotedUsdPerHour`,
		label: `node of ${String(gpus)} GPUs, as quoted`,
		unit: 'USD/node-hour',
		basis: 'quote',
		source: allInUsdPerGpuHour.source,
		asOf: allInUsdPerGpuHour.asOf,
		evidence: { kind: 'quote', quoteId: found.value.quoteId, item: null }
	});
	return ready(
		isOnDemand ? { onDemand: rate, reserved: null } : { onDemand: null, reserved: rate },
		isOnDemand ? notes : [...notes, ...withoutEffect(option)]
	);
};

export type QuotedApi = PricedBy & { contract: ContractTerms };

/** The rates of an API contract, before its tiers. */
export const quotedApi = async (
	id: string,
	option: BuyOptionSpec,
	context: ResolveContext
): Promise<Resolved<QuotedApi>> => {
	const found = await quoteOfKind(id, 'api-contract', option.id, context);
	if (found.state === 'unavailable') return found;
	const { quoteId, levelled, parameters } = found.value;
	const named = parameters.rates.find(({ model }) => model !== null && model === option.model);
	const rates = named ?? parameters.rates[0];
	if (!rates?.inputUsdPerMtok || !rates.outputUsdPerMtok) {
		return unavailable(
			`quote ${id} has no rates for input and output tokens`,
			'Ask the vendor for them, or type the price in the spec.'
		);
	}
	const notes = [...found.notes];
	if (!named && parameters.rates.length > 1) {
		notes.push(
			`${option.id}: quote ${id} has rates for several models; those of ${rates.model ?? 'the first'} are used; name another one as "model"`
		);
	}
	const ofInputAndOutput = entryOfPerTokenPrice(
		{
			kind: 'per-token',
			inputUsdPerMtok: rates.inputUsdPerMtok.value,
			...(rates.cacheReadUsdPerMtok
				? { cacheReadUsdPerMtok: rates.cacheReadUsdPerMtok.value }
				: {}),
			outputUsdPerMtok: rates.outputUsdPerMtok.value,
			source: levelled.source,
			checkedOn: levelled.quote.quotedOn
		},
		{ providerId: option.id, modelId: rates.model ?? option.id }
	);
	// One rate whatever the time-to-live; where the quote has none, writing costs what input does.
	const writeRate = rates.cacheWriteUsdPerMtok;
	const entry = writeRate
		? { ...ofInputAndOutput, cacheWriteUsdPerMtok: { any: writeRate.value } }
		: ofInputAndOutput;
	return ready(
		{
			entry,
			context: {},
			origin: {
				basis: 'quote',
				source: levelled.source,
				asOf: levelled.quote.quotedOn,
				evidence: { kind: 'quote', quoteId, item: null }
			},
			typedPrice: null,
			contract: {
				commitUsdPerMonth: parameters.commitUsdPerMonth,
				overageFactor: parameters.overageFactor,
				tierBasis: parameters.tierBasis,
				tierMode: parameters.tierMode,
				tiers: parameters.tiers,
				fixedUsdPerMonth: parameters.fixedUsdPerMonth,
				requestsPerMinute: parameters.rateLimits?.requestsPerMinute ?? null,
				tokensPerMinute: parameters.rateLimits?.tokensPerMinute ?? null
			}
		},
		notes
	);
};
