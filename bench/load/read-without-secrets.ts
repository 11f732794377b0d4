/** Decodes a response whose secrets are taken out, those too that it spells out over several events. */
import { parseJson } from '#core/json.ts';
import { headerOf, type RecordedResponse } from '#core/recorded-response.ts';
import {
	awsEventStreamFraming,
	resealAwsMessages
} from '#bench/protocols/framing/aws-event-stream.ts';
import type { Protocol, Reading } from '#bench/protocols/protocol.ts';
import type { TextKind } from './find-secrets.ts';
import { isHiddenIn, redactAs, redactBytes, redactHeader, redactReading } from './redact.ts';

export interface ReadWithoutSecrets {
	/** Its headers without secrets; its bytes are those that came, overwritten. */
	response: RecordedResponse;
	reading: Reading;
	/** Whether the bytes still hold a secret in pieces: whoever puts them together has it. Dear to tell, and asked where bytes are kept. */
	isSpelledOut: () => boolean;
}

/** Whether the body is what was asked for, and not words about why there is none. */
const kindOf = ({ status }: RecordedResponse): TextKind =>
	status !== null && status >= 200 && status < 300 ? 'answer' : 'message';

const isAwsEventStream = (response: RecordedResponse): boolean =>
	headerOf(response, 'content-type')?.startsWith(awsEventStreamFraming.mediaType) === true;

/** The texts of a reading that a stream brings in pieces. */
const textsOf = ({ text, reasoning, refusal, toolCalls }: Reading): string[] => [
	...[text, reasoning, refusal],
	...toolCalls.flatMap((call) => [call.name, call.arguments])
];

/** The reading with the texts of another one of the same response, whose tool calls may not have been told apart in the same way. */
const withTextsOf = (
	reading: Reading,
	{ text, reasoning, refusal, toolCalls }: Reading
): Reading => ({
	...reading,
	...{ text, reasoning, refusal },
	toolCalls: reading.toolCalls.map((call, i) => {
		const other = toolCalls[i];
		return other ? { ...call, name: other.name, arguments: other.arguments } : call;
	})
});

const field = /"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"/gu;

const unescaped = (text: string): string => {
	const value = parseJson(`"${text}"`);
	return typeof value === 'string' ? value : text;
};

/** The texts of each field of a body, put together over all of its events. */
const fieldsOf = (bytes: Uint8Array): Map<string, string> => {
	const texts = new Map<string, string>();
	for (const [, name = '', text = ''] of new TextDecoder().decode(bytes).matchAll(field)) {
		texts.set(name, (texts.get(name) ?? '') + unescaped(text));
	}
	return texts;
};

/**
 * Reads a response. Secrets are overwritten in its bytes, in place, before anything is decoded from them; only the texts that come in
 * pieces are put together from the bytes as they came, as a piece that is overwritten hides what the next one goes on with.
 */
export const readWithoutSecrets = (
	{ headers, ...rest }: RecordedResponse,
	{ protocol, stream, secrets }: { protocol: Protocol; stream: boolean; secrets: readonly string[] }
): ReadWithoutSecrets => {
	const response: RecordedResponse = {
		...rest,
		headers: headers.map(([name, value]): [string, string] => [
			name,
			redactHeader(name, value, secrets)
		])
	};
	const { body } = response;
	const kind = kindOf(response);
	const asItCame = body.slice();
	const isOverwritten = redactBytes(body, secrets, kind);
	if (isOverwritten && isAwsEventStream(response)) resealAwsMessages(body);
	const decoded = protocol.read(response, stream);
	const whole = isOverwritten ? protocol.read({ ...response, body: asItCame }, stream) : decoded;
	const reading = withTextsOf(redactReading(decoded, secrets), redactReading(whole, secrets));
	const isSpelledInTexts = (): boolean => {
		const shown = textsOf(decoded);
		return textsOf(reading).some((text, i) => !isHiddenIn(shown[i] ?? '', text));
	};
	/** For what nothing is decoded of: unknown fields, further choices, and a stream that is none of the protocol it was asked in. */
	const isSpelledInFields = (): boolean => {
		const shownFields = fieldsOf(body);
		const fields = isOverwritten ? fieldsOf(asItCame) : shownFields;
		return [...fields].some(
			([name, text]) => !isHiddenIn(shownFields.get(name) ?? '', redactAs(kind, text, secrets))
		);
	};
	const isSpelledOut = (): boolean =>
		secrets.length > 0 && (isSpelledInTexts() || isSpelledInFields());
	return { response, reading, isSpelledOut };
};
