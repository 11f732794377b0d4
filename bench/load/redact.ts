/** Takes secrets out of everything that leaves the timing path: messages, headers, kept bodies, decoded answers. */
import { parseJson } from '#core/json.ts';
import type { Reading } from '#bench/protocols/protocol.ts';

const mask = '[redacted]';
/** So much of the beginning of a secret gives it away in a message, which may quote a line that was cut, characters. */
const tellingLength = 8;

/** Replaces every occurrence of a secret in a text. */
export const redactText = (text: string, secrets: readonly string[]): string =>
	secrets.reduce(
		(result, secret) => (secret === '' ? result : result.replaceAll(secret, mask)),
		text
	);

const redactBeginnings = (text: string, secret: string): string => {
	if (secret === '') return text;
	const telling = secret.slice(0, tellingLength);
	let result = '';
	let done = 0;
	for (let at = text.indexOf(telling); at >= 0; at = text.indexOf(telling, done)) {
		let end = at + telling.length;
		while (end - at < secret.length && text[end] === secret[end - at]) end++;
		result += text.slice(done, at) + mask;
		done = end;
	}
	return result + text.slice(done);
};

/**
 * Replaces every secret in a message, and what begins like one for eight characters or more. Not for answers: a word that a
 * key happens to begin with is no secret there.
 */
export const redactMessage = (text: string, secrets: readonly string[]): string =>
	secrets.reduce(redactBeginnings, text);

/** The reading without the secrets that an endpoint spelled out over several deltas, where the bytes do not show them. */
export const redactReading = (reading: Reading, secrets: readonly string[]): Reading => ({
	...reading,
	text: redactText(reading.text, secrets),
	reasoning: redactText(reading.reasoning, secrets),
	refusal: redactText(reading.refusal, secrets),
	toolCalls: reading.toolCalls.map((call) => ({
		...call,
		name: redactText(call.name, secrets),
		arguments: redactText(call.arguments, secrets)
	}))
});

/**
 * Overwrites every occurrence of a secret in the bytes with `*`, in place: lengths stay, so that the arrival times of
 * a recording still fit its bytes. Whether there was any.
 */
export const redactBytes = (bytes: Uint8Array, secrets: readonly string[]): boolean => {
	let isFound = false;
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (const secret of secrets) {
		const needle = Buffer.from(secret, 'utf8');
		if (needle.length === 0) continue;
		for (
			let at = buffer.indexOf(needle);
			at >= 0;
			at = buffer.indexOf(needle, at + needle.length)
		) {
			buffer.fill(42, at, at + needle.length);
			isFound = true;
		}
	}
	return isFound;
};

const field = /"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"/gu;

const unescaped = (text: string): string => {
	const value = parseJson(`"${text}"`);
	return typeof value === 'string' ? value : text;
};

/**
 * Whether the texts of one field, put together over all events of a body, hold a secret that no event holds: for a stream that is none of the protocol it
 * was asked in, of which nothing is decoded.
 */
export const spellsOutInFields = (bytes: Uint8Array, secrets: readonly string[]): boolean => {
	if (secrets.length === 0) return false;
	const texts = new Map<string, string>();
	for (const [, name = '', text = ''] of new TextDecoder().decode(bytes).matchAll(field)) {
		texts.set(name, (texts.get(name) ?? '') + unescaped(text));
	}
	return [...texts.values()].some((text) => secrets.some((secret) => text.includes(secret)));
};

/** Response headers worth keeping: timings, limits and identities, never cookies or echoes of the request. */
const keptHeader =
	/^(content-type|date|server|server-timing|retry-after(-ms)?|x-should-retry|request-id|x-request-id|via|cf-ray|x-breakeven-emulated|openai-(processing-ms|version|model)|(x-)?ratelimit[a-z-]*|anthropic-(ratelimit|priority)[a-z-]*|x-envoy-upstream-service-time|x-kong-upstream-latency|mistral-correlation-id|x-(compute|total|validation|tokenization|queue|inference)-time|x-time-per-token|x-(prompt|generated)-tokens|apim-request-id|x-ms-region|x-amzn-(requestid|errortype|bedrock-[a-z-]*)|x-litellm-(model-id|call-id|version|cache-key|response-cost|(overhead|response)-duration-ms|attempted-(retries|fallbacks))|x-portkey-(trace-id|cache-status|retry-attempt-count|last-used-option-index))$/;

/** The headers of a response that are stored, secrets removed; the first value where one came several times. */
export const keptHeaders = (
	headers: readonly (readonly [string, string])[],
	secrets: readonly string[]
): Record<string, string> => {
	const kept: Record<string, string> = {};
	for (const [name, value] of headers) {
		if (keptHeader.test(name) && !(name in kept)) {
			kept[name] = redactText(value, secrets).slice(0, 500);
		}
	}
	return kept;
};
