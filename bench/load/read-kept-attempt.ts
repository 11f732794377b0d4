/** Reads an attempt once more from what was kept of it: by the decoders of today, without asking anybody. */
import { isDeepStrictEqual } from 'node:util';
import type { Attempt } from '#core/attempt.ts';
import type { Price } from '#core/price.ts';
import { transportFailureOf, type TransportEnd } from '#core/recorded-response.ts';
import type { Evidence } from '#core/run.ts';
import type { Usage } from '#core/usage.ts';
import { timingsWithoutProse, withoutProse } from '#core/without-prose.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { Protocol, Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { costOf } from './read-attempt.ts';

export interface KeptAttemptContext {
	protocol: Protocol;
	stream: boolean;
	price: Price | null;
	/** Hash of the price, as kept with every cost; null without one. */
	priceVersion: string | null;
}

export interface ReadAgain {
	attempt: Attempt;
	/** Moments of the deltas on the clock of the stage, ms. */
	deltaMs: Float64Array;
	/** Whether `deltaMs` are others than those that were kept. */
	hasOtherDeltas: boolean;
}

/** Moments of arrival are kept in whole µs: a moment may be off by half of one, a time between two of them by one, ms. */
export const keptResolutionMs = 0.001;
/** What binary fractions add to that, of moments up to a day. */
const roundingMs = 1e-6;

/** Whether two times are the same as far as the kept moments of arrival tell. */
export const isSameMs = (a: number | null, b: number | null): boolean =>
	a === null || b === null ? a === b : Math.abs(a - b) <= keptResolutionMs + roundingMs;

/** How the transport ended, as far as the record of the attempt tells. */
const endOf = ({ errorCode, errorMessage }: Attempt): TransportEnd => {
	const code = transportFailureOf(errorCode);
	return code === null
		? { kind: 'complete' }
		: { kind: 'failed', code, message: errorMessage ?? '' };
};

/** A moment in full, where that of the kept arrival is the same as far as it tells. */
const inFull = (keptMs: number | null, knownMs: number | null): number | null =>
	keptMs !== null &&
	knownMs !== null &&
	Math.abs(keptMs - knownMs) <= keptResolutionMs / 2 + roundingMs
		? knownMs
		: keptMs;

/** The reading with those moments that the attempt has in full. */
const withStoredMoments = (reading: Reading, attempt: Attempt): Reading => {
	const { firstEventMs, firstDeltaMs, firstVisibleMs, lastDeltaMs } = attempt;
	const deltas = reading.deltas.map((delta) => ({ ...delta }));
	const firstVisible = deltas.find(({ atMs }) => inFull(atMs, firstVisibleMs) === firstVisibleMs);
	for (const [delta, knownMs] of [
		[firstVisible, firstVisibleMs],
		[deltas.at(-1), lastDeltaMs],
		[deltas[0], firstDeltaMs]
	] as const) {
		if (delta) delta.atMs = inFull(delta.atMs, knownMs) ?? delta.atMs;
	}
	return { ...reading, firstEventMs: inFull(reading.firstEventMs, firstEventMs), deltas };
};

const timed = [
	'firstEventMs',
	'firstDeltaMs',
	'firstVisibleMs',
	'lastDeltaMs',
	'ttftMs',
	'serviceTtftMs',
	'ttfaMs',
	'tpotMs',
	'e2eMs'
] as const satisfies readonly (keyof Attempt)[];

/** A value as the database gives it back. */
const asStored = (value: unknown): unknown =>
	value === undefined || value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);

const usageAsStored = (usage: Usage | null): Usage | null =>
	usage && { ...usage, raw: withoutProse(usage.raw) };

const isSameJson = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asStored(a), asStored(b));

/**
 * The attempt by its kept stream: outcome, times, usage and cost anew; what was stored stays where it is the same as far as the kept moments tell, so that an
 * attempt that is read as it was read before comes back as it is. Null where no stream was kept. The message of a failure stays, as long as it is the
 * same failure: with the response went the secrets that were taken out of it.
 */
export const readKeptAttempt = (
	attempt: Attempt,
	{ body, arrivalOffsets, arrivalMs, headers, deltaMs: keptDeltas }: Evidence,
	{ protocol, stream, price, priceVersion }: KeptAttemptContext
): ReadAgain | null => {
	if (body === null || arrivalOffsets === null || arrivalMs === null || attempt.endMs === null) {
		return null;
	}
	const response = {
		status: attempt.httpStatus,
		headers: Object.entries(headers),
		body,
		arrivalOffsets,
		arrivalMs,
		end: endOf(attempt)
	};
	const reading = protocol.read(response, stream);
	const { outcome, errorCode, errorMessage } = outcomeOf(response, reading, stream);
	const { dueMs, sentMs, endMs } = attempt;
	const moments = { dueMs, sentMs, endMs, outcome };
	const { deltaMs, ...timings } = timingsOf(withStoredMoments(reading, attempt), moments);
	const read: Attempt = { ...attempt, ...timings, outcome, errorCode };
	for (const name of timed) {
		if (isSameMs(attempt[name], read[name])) read[name] = attempt[name];
	}
	if (outcome !== attempt.outcome || errorCode !== attempt.errorCode) {
		read.errorMessage = errorMessage;
	}
	const usage = usageAsStored(reading.usage);
	if (!isSameJson(usageAsStored(attempt.usage), usage)) read.usage = usage;
	const serverTimings = timingsWithoutProse(reading.serverTimings);
	if (!isSameJson(timingsWithoutProse(attempt.serverTimings), serverTimings)) {
		read.serverTimings = serverTimings;
	}
	const costUsd = costOf(reading, { outcome, errorCode }, { price });
	if (costUsd !== attempt.costUsd) {
		read.costUsd = costUsd;
		read.priceVersion = costUsd === null ? null : priceVersion;
	}
	const hasOtherDeltas =
		deltaMs.length !== keptDeltas.length ||
		deltaMs.some((atMs, i) => !isSameMs(atMs, keptDeltas[i] ?? null));
	return { attempt: read, deltaMs: hasOtherDeltas ? deltaMs : keptDeltas, hasOtherDeltas };
};
