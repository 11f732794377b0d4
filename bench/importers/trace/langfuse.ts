/** Exports of Langfuse: observations, of which those of type GENERATION are requests to models. Names in camel or snake case. */
import { isObject } from '#core/json.ts';
import { amountIn, firstOf, objectIn, textIn, unpacked } from './logged-value.ts';
import { answerIn, promptIn } from './logged-messages.ts';
import { orUsage, usageByName } from './logged-usage.ts';
import type { LoggedPrompt, TraceFormat, TraceReading } from './trace-request.ts';

/** The prompt in an input: a list of messages, an object that holds them, or a text. */
const promptOf = (input: unknown): LoggedPrompt | null => {
	const found = unpacked(input);
	if (!isObject(found)) return promptIn(found);
	return promptIn(
		firstOf(found, 'messages', 'input', 'prompt') ?? [found],
		firstOf(found, 'system', 'instructions')
	);
};

const readObservation = (row: Record<string, unknown>): TraceReading => {
	const type = textIn(row['type']) ?? 'GENERATION';
	if (type.toUpperCase() !== 'GENERATION') return { kind: 'other' };
	const startName = 'start_time' in row ? 'start_time' : 'startTime';
	return {
		kind: 'request',
		request: {
			id: textIn(row['id']),
			startedAt: row[startName],
			startedAtPath: startName,
			isFailed: (textIn(row['level']) ?? '').toUpperCase() === 'ERROR',
			model: textIn(
				firstOf(row, 'model', 'providedModelName', 'provided_model_name', 'modelId', 'model_id')
			),
			prompt: promptOf(row['input']),
			answer: answerIn(row['output']),
			...orUsage(
				usageByName(firstOf(row, 'usageDetails', 'usage_details')),
				orUsage(
					usageByName(row['usage']),
					usageByName({
						input: firstOf(row, 'promptTokens', 'prompt_tokens', 'inputUsage', 'input_usage'),
						output: firstOf(
							row,
							'completionTokens',
							'completion_tokens',
							'outputUsage',
							'output_usage'
						)
					})
				)
			),
			costUsd: amountIn(
				firstOf(row, 'calculatedTotalCost', 'calculated_total_cost', 'totalCost', 'total_cost') ??
					objectIn(firstOf(row, 'costDetails', 'cost_details'))['total']
			)
		}
	};
};

export const langfuseFormat: TraceFormat = {
	matches: (value) =>
		('startTime' in value || 'start_time' in value) &&
		('traceId' in value ||
			'trace_id' in value ||
			'usageDetails' in value ||
			'usage_details' in value) &&
		('input' in value || 'output' in value || /^[A-Z_]+$/u.test(textIn(value['type']) ?? '')),
	createReader: () => (value) => [readObservation(value)]
};
