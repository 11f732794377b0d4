/**
 * Request logs that people write themselves round an API in the shapes of OpenAI or Anthropic: `{ timestamp, request, response }`, and the files
 * of a batch, requests and answers, which belong together by `custom_id`.
 */
import { isObject } from '#core/json.ts';
import { amountIn, firstOf, objectIn, textIn } from './logged-value.ts';
import { answerIn, promptIn } from './logged-messages.ts';
import { usageIn } from './logged-usage.ts';
import type { LoggedPrompt, TraceFormat, TraceReading } from './trace-request.ts';

const timeNames = ['timestamp', 'created', 'created_at', 'createdAt', 'time', 'ts', 'startTime'];

/** What was sent or came back; some logs put it into a `body`. */
const bodyIn = (value: unknown): Record<string, unknown> => {
	const found = objectIn(value);
	return isObject(found['body']) || typeof found['body'] === 'string'
		? objectIn(found['body'])
		: found;
};

const promptOf = (sent: Record<string, unknown>): LoggedPrompt | null =>
	promptIn(firstOf(sent, 'messages', 'input', 'prompt'), firstOf(sent, 'system', 'instructions'));

const statusOf = (value: Record<string, unknown>): number | null =>
	amountIn(
		firstOf(value, 'status_code', 'statusCode') ??
			firstOf(objectIn(value['response']), 'status_code', 'statusCode', 'status') ??
			value['status']
	);

const isBatchRequest = (value: Record<string, unknown>): boolean =>
	'custom_id' in value && 'body' in value && !('response' in value);

const read = (
	value: Record<string, unknown>,
	batch: ReadonlyMap<string, LoggedPrompt | null>
): TraceReading => {
	const answered = bodyIn(value['response']);
	const sent = 'request' in value ? bodyIn(value['request']) : value;
	const here = timeNames.find((name) => name in value);
	const there = timeNames.find((name) => name in answered);
	const customId = textIn(value['custom_id']);
	const status = statusOf(value);
	return {
		kind: 'request',
		request: {
			id: textIn(firstOf(value, 'request_id', 'requestId', 'id') ?? firstOf(answered, 'id')),
			startedAt: here === undefined ? there && answered[there] : value[here],
			startedAtPath: here ?? (there === undefined ? 'timestamp' : `response.${there}`),
			isFailed:
				firstOf(value, 'error') !== undefined ||
				firstOf(answered, 'error') !== undefined ||
				(status !== null && status >= 400),
			model: textIn(firstOf(sent, 'model') ?? answered['model']),
			prompt: promptOf(sent) ?? (customId === null ? null : (batch.get(customId) ?? null)),
			answer: answerIn(
				'response' in value
					? isObject(value['response'])
						? answered
						: value['response']
					: firstOf(value, 'output', 'completion', 'choices') && value
			),
			...usageIn(answered['usage'] ?? value['usage']),
			costUsd: amountIn(firstOf(value, 'cost_usd', 'costUsd', 'cost'))
		}
	};
};

export const openAiLogFormat: TraceFormat = {
	matches: (value) =>
		isBatchRequest(value) ||
		('custom_id' in value && 'response' in value) ||
		'request' in value ||
		'messages' in value ||
		('response' in value && timeNames.some((name) => name in value)),
	createReader: () => {
		const batch = new Map<string, LoggedPrompt | null>();
		return (value) => {
			if (!isBatchRequest(value)) return [read(value, batch)];
			const id = textIn(value['custom_id']);
			if (id !== null) batch.set(id, promptOf(bodyIn(value)));
			return [{ kind: 'other' }];
		};
	}
};
