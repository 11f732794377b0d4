/** What a request to a bought option is billed for: measured usage or typed tokens, at a typed, booked or quoted price. */
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import type { TokensSpec } from '#core/cost-spec/common.ts';
import { toDecimal } from '#core/decimal.ts';
import { inconsistentUsageInWords } from '#core/inconsistent-usage-in-words.ts';
import type { MeasuredCell } from '#core/measured.ts';
import { usagesOfCell } from '#db/measured.server.ts';
import type { BuyReferences, RequestPart } from '#bench/economics/build/build-buy.ts';
import { createRequestPartSum } from '#bench/economics/build/request-parts.ts';
import { typed, typedSource } from '#bench/economics/build/shared.ts';
import {
	usageOfTokens,
	withCacheShare,
	withTypedSpreads
} from '#bench/economics/build/typed-usage.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import {
	costOverMoments,
	priceMoments,
	type PriceMoment
} from '#bench/economics/prices/week-cost.ts';
import { referencedCell, runEvidence, type CaseRun, type ResolveContext } from './case-sources.ts';
import { importedRequest } from './imported-request.ts';
import type { PricedBy } from './priced-by.ts';
import { priceOf } from './resolve-price.ts';
import { quotedApi } from './resolve-quote.ts';
import { resolveTuning } from './resolve-tuning.ts';
import { ready, type Resolved } from './resolved.ts';

const unpriced = (missing: ReadonlyMap<string, number>): string =>
	[...missing]
		.map(([what, count]) => `${what} (${count.toLocaleString('en-US')} requests)`)
		.join(', ');

/** The hours of the week that differ in price, weighted by the demand of the use case. */
const momentsOf = ({ entry, context: request }: PricedBy, context: ResolveContext): PriceMoment[] =>
	priceMoments(entry, request, context.atUtc, context.weekMultipliers);

/** What a reader must know where the price depends on the hour. */
const hourNotes = (
	option: BuyOptionSpec,
	{ entry }: PricedBy,
	{ weekMultipliers }: ResolveContext
): string[] =>
	entry.timeWindows.length === 0
		? []
		: [
				weekMultipliers
					? `${option.id}: its price depends on the time of day and is weighted by the profile of the week, whose hours are taken as UTC`
					: `${option.id}: its price depends on the time of day and is spread evenly over the week, as no profile is given`
			];

type PricedParts = Pick<BuyReferences, 'parts' | 'inconsistentUsage'>;

/** Every measured answer priced by itself; the mean request is their sum. */
const partsOfRun = async (
	option: BuyOptionSpec,
	{ cell, run }: { cell: MeasuredCell; run: CaseRun },
	priced: PricedBy,
	context: ResolveContext
): Promise<Resolved<PricedParts>> => {
	const sum = createRequestPartSum();
	const moments = momentsOf(priced, context);
	let inconsistentUsage = 0;
	for await (const { usage, itemId, attemptId } of usagesOfCell(
		await context.sources.database(),
		cell.cell.id
	)) {
		if (usage?.isInconsistent) inconsistentUsage += 1;
		const used = usage && withCacheShare(usage, option.cacheableShare);
		sum.add(costOverMoments(used, priced.entry, priced.context, moments), itemId ?? attemptId);
	}
	if (sum.priced() === 0) {
		return {
			state: 'unavailable',
			reason: `no answer of run ${run.id} on "${cell.cell.target.id}" can be priced: ${unpriced(sum.missing()) || 'there is none'}`,
			remedy: 'Give the missing price, or the tokens of a request as "tokens".'
		};
	}
	const parts = sum.parts({
		scope: option.id,
		amounts: {
			basis: 'measured',
			source: `run ${run.id}, target ${cell.cell.target.id}, ${sum.priced().toLocaleString('en-US')} answers`,
			asOf: run.startedAtUtc.slice(0, 10),
			evidence: runEvidence(run, cell)
		},
		prices: priced.origin
	});
	const notes =
		sum.unpriced() === 0
			? []
			: [
					`${option.id}: ${sum.unpriced().toLocaleString('en-US')} of ${(sum.priced() + sum.unpriced()).toLocaleString('en-US')} answers have no known cost and are in no mean: ${unpriced(sum.missing())}`
				];
	const doubt = inconsistentUsageInWords(inconsistentUsage);
	return ready(
		{
			parts: withTypedSpreads(parts, null, priced.typedPrice),
			...(inconsistentUsage > 0 && { inconsistentUsage })
		},
		[...notes, ...(doubt === null ? [] : [`${option.id}: ${doubt}`])]
	);
};

/** Typed tokens priced as one request. */
const partsOfTokens = (
	option: BuyOptionSpec,
	tokens: TokensSpec,
	priced: PricedBy,
	context: ResolveContext
): Resolved<PricedParts> => {
	const sum = createRequestPartSum();
	const usage = withCacheShare(usageOfTokens(tokens), option.cacheableShare);
	const moments = momentsOf(priced, context);
	sum.add(costOverMoments(usage, priced.entry, priced.context, moments), option.id);
	if (sum.priced() === 0) {
		return {
			state: 'unavailable',
			reason: `a request cannot be priced: ${[...sum.missing().keys()].join(', ')}`,
			remedy: 'Give the missing price in a price file (bench price import) or type it in the spec.'
		};
	}
	const parts = sum.parts({
		scope: option.id,
		amounts: { basis: 'user', source: typedSource, asOf: null },
		prices: priced.origin
	});
	// With a cache share the input tokens of a line are no longer those typed.
	const typedTokens = option.cacheableShare === undefined ? tokens : { output: tokens.output };
	return ready({ parts: withTypedSpreads(parts, typedTokens, priced.typedPrice) });
};

const paidAttempts = (
	option: BuyOptionSpec,
	found: { cell: MeasuredCell; run: CaseRun } | null
): Parameter | null => {
	const measured = found?.cell.attempts.paidAttemptsPerAnswer ?? null;
	if (!found || measured === null) return null;
	return fixedParameter(measured, {
		id: `${option.id}.attemptsPerAnswer`,
		label: 'requests paid for each answer',
		unit: 'requests/answer',
		basis: 'measured',
		source: `run ${found.run.id}`,
		asOf: found.run.startedAtUtc.slice(0, 10),
		evidence: runEvidence(found.run, found.cell)
	});
};

/**
 * What a request of a target cost that is billed by the image: the mean of its priced answers, a price for the whole request. Null where
 * the target is not billed so, or no answer was priced.
 */
const imagesPart = (
	option: BuyOptionSpec,
	{ cell, run }: { cell: MeasuredCell; run: CaseRun }
): RequestPart | null => {
	const { usd, priced } = cell.cost;
	if (cell.price?.kind !== 'per-image' || usd === null || priced === 0) return null;
	return {
		id: 'request',
		label: 'images of a request',
		amount: null,
		price: fixedParameter(toDecimal(usd).div(priced).toFixed(), {
			id: `${option.id}.usdPerRequest`,
			label: 'price of the images of a request',
			unit: 'USD/request',
			basis: 'measured',
			source: `run ${run.id}, target ${cell.cell.target.id}, ${priced.toLocaleString('en-US')} answers at the price of its config: ${cell.price.source}`,
			asOf: cell.price.checkedOn,
			evidence: runEvidence(run, cell)
		}),
		perUnits: 1
	};
};

/** Resolves what a bought option refers to. */
export const resolveBuy = async (
	option: BuyOptionSpec,
	context: ResolveContext
): Promise<Resolved<BuyReferences>> => {
	const found = option.run ? await referencedCell(context, option.run) : null;
	const emulated = found?.cell.emulated ?? false;
	const { price, tokens } = option;
	const tuning = await resolveTuning(option, context);
	if (tuning.state === 'unavailable') return tuning;
	const base = {
		attemptsPerAnswer: paidAttempts(option, found),
		contract: null,
		emulated,
		tuningUsd: tuning.value
	};
	if (price && 'usdPerRequest' in price) {
		const part: RequestPart = {
			id: 'request',
			label: 'request',
			amount: null,
			price: typed(price.usdPerRequest, {
				id: `${option.id}.usdPerRequest`,
				label: 'price of a request',
				unit: 'USD/request'
			}),
			perUnits: 1
		};
		return ready({ ...base, parts: [part] }, tuning.notes);
	}
	if (!price && found?.cell.cell.target.kind === 'imported') {
		const parts = await importedRequest(option, found, context);
		return parts.state === 'unavailable'
			? parts
			: ready({ ...base, parts: parts.value }, parts.notes);
	}
	const quoted = price && 'quote' in price ? await quotedApi(price.quote, option, context) : null;
	if (quoted?.state === 'unavailable') return quoted;
	const byImage = !price && found ? imagesPart(option, found) : null;
	if (byImage) return ready({ ...base, parts: [byImage] });
	const priced = quoted ? quoted.value : await priceOf(option, found, context);
	if (!priced) {
		return {
			state: 'unavailable',
			reason: 'neither the spec nor the target of the run has a price per token or per image',
			remedy: 'Add a "price" to the option or to the target.'
		};
	}
	const parts = tokens
		? partsOfTokens(option, tokens, priced, context)
		: found
			? await partsOfRun(option, found, priced, context)
			: null;
	if (!parts) throw new RangeError(`option "${option.id}" has neither tokens nor a run`);
	if (parts.state === 'unavailable') return parts;
	return ready({ ...base, contract: quoted ? quoted.value.contract : null, ...parts.value }, [
		...(quoted ? quoted.notes : []),
		...tuning.notes,
		...parts.notes,
		...hourNotes(option, priced, context)
	]);
};
