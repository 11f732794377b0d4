/** From what a worker saw to the record of an attempt: decodes the bytes through the protocol, off the timing threads. */
import type { Attempt } from '#core/attempt.ts';
import type { EmbeddingRequest } from '#core/embedding-request.ts';
import { isCompleted } from '#core/outcome.ts';
import type { Price } from '#core/price.ts';
import { headerOf } from '#core/recorded-response.ts';
import type { Evidence } from '#core/run.ts';
import { attemptCostUsd, imagesCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { readGateway, type GatewayFacts } from '#bench/protocols/gateway-headers.ts';
import { whyNotEmbedded } from '#bench/protocols/generated-embedding.ts';
import { whyNotDelivered } from '#bench/protocols/generated-image.ts';
import { outcomeOf, type AttemptOutcome } from '#bench/protocols/outcome.ts';
import type { ImageAsk, Protocol, Reading } from '#bench/protocols/protocol.ts';
import { readRateLimit, type StatedRateLimit } from '#bench/protocols/rate-limit-headers.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { readWithoutSecrets } from './read-without-secrets.ts';
import { keptHeaders, redactMessage } from './redact.ts';
import type { RawAttempt } from './worker-messages.ts';

export interface AttemptContext {
	id: string;
	stageId: string;
	/** Item of the scenario; null in a load test without one. */
	itemId: string | null;
	/** How often the item was asked before in this cell, from 0. */
	trial: number;
	protocol: Protocol;
	stream: boolean;
	/** Images that the request asked for; null or absent where it asked for text. */
	image?: ImageAsk | null;
	/** Embedding that the request asked for; null or absent where it asked for none. */
	embedding?: EmbeddingRequest | null;
	price: Price | null;
	/** Hash of the price, as kept with every cost; null without one. */
	priceVersion: string | null;
	/** Values that must not appear in anything kept. */
	secrets: readonly string[];
	/** Whether the body is kept as evidence. */
	keepStream: boolean;
}

export interface ReadAttempt {
	attempt: Attempt;
	evidence: Evidence;
	reading: Reading;
	/** Whether the endpoint said that no model is behind it. */
	isEmulated: boolean;
	/** Moments of the deltas on the clock of the stage, ms. */
	deltaMs: Float64Array;
	/** What its headers say about rate limits; null where they say nothing. */
	rateLimit: StatedRateLimit | null;
	/** What a gateway says in its headers; null where none names itself. */
	gateway: GatewayFacts | null;
}

/** An answer without the images or the embedding that were asked for is none. */
const deliveredOutcome = (
	found: AttemptOutcome,
	reading: Reading,
	{ image, embedding }: Pick<AttemptContext, 'image' | 'embedding'>
): AttemptOutcome => {
	if (found.outcome !== 'ok') return found;
	const problem =
		(image && whyNotDelivered(reading.images ?? [], image)) ??
		(embedding && whyNotEmbedded(reading.embeddings ?? [], embedding)) ??
		null;
	return problem === null
		? found
		: { outcome: 'error', errorCode: 'not-delivered', errorMessage: problem };
};

/**
 * Whether all of an answer has come, be it not what was asked for: its counts are then those of the bill. What an endpoint counts on the way (some tell it
 * with every event) is less than what it bills in the end, and nobody knows for how long it went on after the connection broke.
 */
const cameWhole = (
	{ terminated }: Reading,
	{ outcome, errorCode }: Pick<AttemptOutcome, 'outcome' | 'errorCode'>
): boolean =>
	isCompleted(outcome) ||
	(terminated && (errorCode === 'not-delivered' || errorCode === 'malformed'));

/** USD, decimal text; null without a price or usage, and where the answer did not come whole. Images are billed as they come, wanted or not; a refusal brings none. */
export const costOf = (
	reading: Reading,
	ending: Pick<AttemptOutcome, 'outcome' | 'errorCode'>,
	{ price, image = null }: Pick<AttemptContext, 'price' | 'image'>
): string | null => {
	if (!cameWhole(reading, ending)) return null;
	if (price?.kind === 'per-token') return attemptCostUsd(reading.usage, price);
	if (price?.kind !== 'per-image' || image === null) return null;
	const images = reading.images?.length ?? 0;
	return images > 0 || ending.outcome === 'refused' ? imagesCostUsd(images, image, price) : null;
};

/** Whether the bytes are packed although nobody asked for that: no secret can be found in them. */
const isPacked = (response: RawAttempt['response']): boolean =>
	!['identity', ''].includes(headerOf(response, 'content-encoding')?.trim().toLowerCase() ?? '');

/** Reads one attempt. Secrets are overwritten in the bytes and headers before anything is decoded from them. */
export const readAttempt = (raw: RawAttempt, context: AttemptContext): ReadAttempt => {
	const { stream, secrets } = context;
	const { response, reading, isSpelledOut } = readWithoutSecrets(raw.response, context);
	const keepsBody = context.keepStream && !isPacked(response) && !isSpelledOut();
	const { outcome, errorCode, errorMessage } = deliveredOutcome(
		outcomeOf(response, reading, stream),
		reading,
		context
	);
	const { deltaMs, ...timings } = timingsOf(reading, {
		dueMs: raw.dueMs,
		sentMs: raw.sentMs,
		endMs: raw.endMs,
		outcome
	});
	const costUsd = costOf(reading, { outcome, errorCode }, context);
	return {
		attempt: {
			id: context.id,
			stageId: context.stageId,
			ordinal: raw.ordinal,
			turn: raw.turn,
			itemId: context.itemId,
			trial: context.trial,
			worker: raw.worker,
			outcome,
			errorCode,
			errorMessage: errorMessage === null ? null : redactMessage(errorMessage, secrets),
			httpStatus: response.status,
			connection: raw.connection,
			dueMs: raw.dueMs,
			sentMs: raw.sentMs,
			headersMs: raw.headersMs,
			endMs: raw.endMs,
			...timings,
			usage: reading.usage,
			costUsd,
			priceVersion: costUsd === null ? null : context.priceVersion,
			serverTimings: reading.serverTimings
		},
		evidence: {
			attemptId: context.id,
			deltaMs,
			headers: keptHeaders(response.headers, secrets),
			body: keepsBody ? response.body : null,
			arrivalOffsets: keepsBody ? response.arrivalOffsets : null,
			arrivalMs: keepsBody ? response.arrivalMs : null
		},
		reading,
		isEmulated: headerOf(response, 'x-breakeven-emulated') !== null,
		deltaMs,
		rateLimit: readRateLimit(response),
		gateway: readGateway(response)
	};
};
