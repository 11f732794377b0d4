/** Takes secrets out of everything that leaves the timing path: messages, headers, kept bodies. */

const mask = '[redacted]';

/** Replaces every occurrence of a secret in a text. */
export const redactText = (text: string, secrets: readonly string[]): string =>
	secrets.reduce(
		(result, secret) => (secret === '' ? result : result.replaceAll(secret, mask)),
		text
	);

/**
 * Overwrites every occurrence of a secret in the bytes with `*`, in place: lengths stay, so that the arrival times of
 * a recording still fit its bytes.
 */
export const redactBytes = (bytes: Uint8Array, secrets: readonly string[]): void => {
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
		}
	}
};

/** Response headers worth keeping: timings, limits and identities, never cookies or echoes of the request. */
const keptHeader =
	/^(content-type|date|server|server-timing|retry-after(-ms)?|x-should-retry|request-id|x-request-id|via|cf-ray|x-breakeven-emulated|openai-(processing-ms|version|model)|(x-)?ratelimit[a-z-]*|anthropic-(ratelimit|priority)[a-z-]*|x-envoy-upstream-service-time|x-kong-upstream-latency|mistral-correlation-id|x-amzn-bedrock-[a-z-]*)$/;

/** The headers of a response that are stored, secrets removed; the first value where one came several times. */
export const keptHeaders = (
	headers: readonly (readonly [string, string])[],
	secrets: readonly string[]
): Record<string, string> => {
	const kept: Record<string, string> = {};
	for (const [name, value] of headers) {
		if (keptHeader.test(name) && !(name in kept)) {
			kept[name] = redactText(value.slice(0, 500), secrets);
		}
	}
	return kept;
};
