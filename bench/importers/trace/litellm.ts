/** Logs of the LiteLLM proxy: rows of its spend logs, and the standard payload of its logging callbacks. */
import { amountIn, firstOf, objectIn, textIn } from './logged-value.ts';
import { answerIn, promptIn } from './logged-messages.ts';
import { noUsage, orUsage, usageIn } from './logged-usage.ts';
import type { TraceFormat, TraceReading } from './trace-request.ts';

/** What the proxy writes where contents are not to be logged. */
const isRedacted = (value: unknown): boolean =>
	typeof value === 'string' && /^"?redacted-by-litellm"?$/u.test(value.trim());

const contentIn = (value: unknown): unknown => (isRedacted(value) ? undefined : value);

/** Calls that ask a model for text. */
const asking = /completion|responses|messages|generate_content|generateContent|^$/u;

const readRow = (row: Record<string, unknown>): TraceReading => {
	const callType = textIn(row['call_type']) ?? '';
	if (!asking.test(callType)) return { kind: 'other' };
	const sent = objectIn(row['proxy_server_request']);
	const body = 'body' in sent ? objectIn(sent['body']) : sent;
	const response = contentIn(row['response']);
	const metadata = objectIn(row['metadata']);
	const startName = 'start_time' in row ? 'start_time' : 'startTime';
	const counted = {
		...noUsage,
		inputTokens: amountIn(row['prompt_tokens']),
		outputTokens: amountIn(row['completion_tokens'])
	};
	const usage = orUsage(
		orUsage(counted, usageIn(metadata['usage_object'])),
		usageIn(objectIn(response)['usage'])
	);
	const isFailed =
		/^fail/iu.test(textIn(firstOf(row, 'status') ?? metadata['status']) ?? '') ||
		firstOf(row, 'error_str', 'exception') !== undefined;
	return {
		kind: 'request',
		request: {
			id: textIn(firstOf(row, 'request_id', 'id', 'litellm_call_id')),
			startedAt: row[startName],
			startedAtPath: startName,
			isFailed,
			model: textIn(firstOf(row, 'model_group', 'model')),
			prompt:
				promptIn(contentIn(row['messages'])) ??
				promptIn(
					contentIn(firstOf(body, 'messages', 'input', 'prompt')),
					firstOf(body, 'system', 'instructions')
				),
			answer: answerIn(response),
			...usage,
			// A failed request has counts of 0, which say nothing.
			...(isFailed && usage.inputTokens === 0 ? noUsage : {}),
			costUsd: amountIn(firstOf(row, 'spend', 'response_cost'))
		}
	};
};

const rowIn = (value: Record<string, unknown>): Record<string, unknown> => {
	const payload = objectIn(value['standard_logging_object']);
	return Object.keys(payload).length > 0 ? payload : value;
};

const ownNames = ['call_type', 'spend', 'response_cost', 'model_group', 'litellm_call_id'];

export const liteLlmFormat: TraceFormat = {
	matches: (value) => {
		const row = rowIn(value);
		return ('startTime' in row || 'start_time' in row) && ownNames.some((name) => name in row);
	},
	createReader: () => (value) => [readRow(rowIn(value))]
};
