/** Takes secrets out of everything that leaves the timing path: messages, headers, kept bodies, decoded answers. */
import { isObject } from '#core/json.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { findSecrets, type TextKind } from './find-secrets.ts';
import type { ByteRange } from './unescape-bytes.ts';

const mask = '[redacted]';

const isInsideCharacter = (byte: number | undefined): boolean =>
	byte !== undefined && byte >> 6 === 0b10;

/** Replaces every secret in a text, and every piece of one that is long enough to tell in a text of that kind, however they are escaped. */
export const redactAs = (kind: TextKind, text: string, secrets: readonly string[]): string => {
	const bytes = Buffer.from(text, 'utf8');
	let result = '';
	let done = 0;
	for (let { start, end } of findSecrets(bytes, secrets, kind)) {
		// Characters beyond ASCII may have bytes in common.
		while (isInsideCharacter(bytes[start])) start--;
		while (isInsideCharacter(bytes[end])) end++;
		if (end <= done) continue;
		result += bytes.toString('utf8', done, Math.max(done, start)) + mask;
		done = end;
	}
	return done === 0 ? text : result + bytes.toString('utf8', done);
};

/** Replaces every secret in an answer, and every piece of one of twelve characters or more, however they are escaped. */
export const redactText = (text: string, secrets: readonly string[]): string =>
	redactAs('answer', text, secrets);

/**
 * Replaces every secret in a message, and every piece of one of eight characters or more, however they are escaped and in whatever
 * case. Not for answers: a word that a key happens to hold is no secret there.
 */
export const redactMessage = (text: string, secrets: readonly string[]): string =>
	redactAs('message', text, secrets);

const withOneMask = (text: string): string => text.replaceAll(mask, '*').replaceAll(/\*+/gu, '*');

/** Whether a text that was decoded from overwritten bytes hides all that is masked in the same text, redacted. */
export const isHiddenIn = (overwritten: string, redacted: string): boolean =>
	withOneMask(overwritten) === withOneMask(redacted);

const redactInside = (value: unknown, secrets: readonly string[]): unknown => {
	if (typeof value === 'string') return redactMessage(value, secrets);
	if (Array.isArray(value)) return value.map((each) => redactInside(each, secrets));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [
			redactMessage(name, secrets),
			redactInside(each, secrets)
		])
	);
};

/** Replaces every secret in the names and texts of a JSON value by the rule of messages. It is the value itself where it holds none, as nearly always. */
const redactJson = (value: unknown, secrets: readonly string[]): unknown => {
	if (value === null || value === undefined) return value;
	const text = JSON.stringify(value);
	return redactMessage(text, secrets) === text ? value : redactInside(value, secrets);
};

/**
 * The reading without the secrets that an endpoint spelled out over several deltas, where the bytes do not show them. What it says about the answer (its
 * model, what it counted) is held to the rule of messages.
 */
export const redactReading = (reading: Reading, secrets: readonly string[]): Reading => ({
	...reading,
	text: redactText(reading.text, secrets),
	reasoning: redactText(reading.reasoning, secrets),
	refusal: redactText(reading.refusal, secrets),
	toolCalls: reading.toolCalls.map((call) => ({
		...call,
		name: redactText(call.name, secrets),
		arguments: redactText(call.arguments, secrets)
	})),
	model: reading.model === null ? null : redactMessage(reading.model, secrets),
	finishRaw: reading.finishRaw === null ? null : redactMessage(reading.finishRaw, secrets),
	usage: reading.usage && { ...reading.usage, raw: redactJson(reading.usage.raw, secrets) },
	serverTimings: redactJson(reading.serverTimings, secrets),
	warnings: reading.warnings.map((warning) => redactMessage(warning, secrets))
});

const [quote, backslash] = [0x22, 0x5c];

/** Whether a quotation mark stands there that no backslash escapes. */
const isBareQuote = (bytes: Uint8Array, at: number): boolean => {
	let backslashes = 0;
	while (bytes[at - 1 - backslashes] === backslash) backslashes++;
	return bytes[at] === quote && backslashes % 2 === 0;
};

/** A place without quotation marks at its ends: those of JSON read like a part of a key that holds one, and without them JSON would not be any more. */
const withoutQuotes = (bytes: Uint8Array, { start, end }: ByteRange): ByteRange => {
	let [from, to] = [start, end];
	while (from < to && isBareQuote(bytes, from)) from++;
	while (from < to && isBareQuote(bytes, to - 1)) to--;
	return from < to ? { start: from, end: to } : { start, end };
};

/**
 * Overwrites every secret in the bytes, and every piece of one that is long enough to tell in a text of that kind, with `*`, in
 * place: lengths stay, so that the arrival times of a recording still fit its bytes, and so do quotation marks that JSON
 * may need. Whether there was any.
 */
export const redactBytes = (
	bytes: Uint8Array,
	secrets: readonly string[],
	kind: TextKind = 'answer'
): boolean => {
	const found = findSecrets(bytes, secrets, kind);
	for (const place of found) {
		const { start, end } = withoutQuotes(bytes, place);
		bytes.fill(42, start, end);
	}
	return found.length > 0;
};

/** Response headers worth keeping: timings, limits and identities, never cookies or echoes of the request. */
const keptHeader =
	/^(content-type|date|server|server-timing|retry-after(-ms)?|x-should-retry|request-id|x-request-id|via|cf-ray|x-breakeven-emulated|openai-(processing-ms|version|model)|(x-)?ratelimit[a-z-]*|anthropic-(ratelimit|priority)[a-z-]*|x-envoy-upstream-service-time|x-kong-upstream-latency|mistral-correlation-id|x-(compute|total|validation|tokenization|queue|inference)-time|x-time-per-token|x-(prompt|generated)-tokens|apim-request-id|x-ms-region|x-amzn-(requestid|errortype|bedrock-[a-z-]*)|x-litellm-(model-id|call-id|version|cache-key|response-cost|(overhead|response)-duration-ms|attempted-(retries|fallbacks))|x-portkey-(trace-id|cache-status|retry-attempt-count|last-used-option-index))$/;

/** What a body is read by: words of protocols, of which a key may hold a piece by chance (`event-stream`). */
const readBy =
	/^(?:(?:application\/(?:json|x-ndjson|vnd\.amazon\.eventstream)|text\/(?:event-stream|plain|html)|identity|gzip|deflate|br|zstd)(?=\s*(?:;|$)))?/iu;

/** The value of a header without secrets, by the rule of messages. */
export const redactHeader = (name: string, value: string, secrets: readonly string[]): string => {
	const isOfBody = name === 'content-type' || name === 'content-encoding';
	const [read = ''] = (isOfBody && readBy.exec(value)) || [];
	return read + redactMessage(value.slice(read.length), secrets);
};

/** The headers of a response that are stored, secrets removed; the first value where one came several times. */
export const keptHeaders = (
	headers: readonly (readonly [string, string])[],
	secrets: readonly string[]
): Record<string, string> => {
	const kept: Record<string, string> = {};
	for (const [name, value] of headers) {
		if (keptHeader.test(name) && !(name in kept)) {
			kept[name] = redactHeader(name, value, secrets).slice(0, 500);
		}
	}
	return kept;
};
