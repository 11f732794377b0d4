/**
 * OpenTelemetry spans of requests to models, by the semantic conventions for generative AI: the present ones (`gen_ai.input.messages`), those up to
 * 1.36 (events for each message, `gen_ai.usage.prompt_tokens`), and the numbered attributes of OpenLLMetry. As OTLP in JSON, whole
 * exports or one span a record; or as the SDKs print spans.
 */
import { isObject } from '#core/json.ts';
import { amountIn, firstOf, listIn, objectIn, textIn } from './logged-value.ts';
import { answerIn, promptIn } from './logged-messages.ts';
import type { LoggedPrompt, TraceFormat, TraceReading } from './trace-request.ts';

/** The plain value of OTLP's typed one: `{ stringValue }`, `{ arrayValue: { values } }` … */
const plainValue = (value: unknown): unknown => {
	if (!isObject(value)) return value;
	if ('stringValue' in value) return value['stringValue'];
	if ('intValue' in value) return amountIn(value['intValue']) ?? value['intValue'];
	if ('doubleValue' in value) return value['doubleValue'];
	if ('boolValue' in value) return value['boolValue'];
	if ('arrayValue' in value) return listIn(objectIn(value['arrayValue'])['values']).map(plainValue);
	if ('kvlistValue' in value) return attributesIn(objectIn(value['kvlistValue'])['values']);
	return undefined;
};

/** Attributes by name, from OTLP's list of keys and values or from an object. */
const attributesIn = (value: unknown): Record<string, unknown> => {
	if (isObject(value)) return value;
	return Object.fromEntries(
		listIn(value).flatMap((each) =>
			isObject(each) && typeof each['key'] === 'string'
				? [[each['key'], plainValue(each['value'])]]
				: []
		)
	);
};

type Attributes = Record<string, unknown>;
interface SpanEvent {
	name: string;
	attributes: Attributes;
}

const eventsIn = (span: Record<string, unknown>): SpanEvent[] =>
	listIn(span['events'])
		.filter(isObject)
		.map((event) => ({
			name: textIn(event['name']) ?? '',
			attributes: attributesIn(event['attributes'])
		}));

/** `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content` … as messages. */
const numberedIn = (attributes: Attributes, prefix: string): Record<string, unknown>[] => {
	const messages: Record<string, unknown>[] = [];
	for (let index = 0; ; index++) {
		const start = `${prefix}.${String(index)}.`;
		const fields = Object.entries(attributes).filter(([name]) => name.startsWith(start));
		if (fields.length === 0) return messages;
		const message = Object.fromEntries(
			fields.map(([name, value]) => [name.slice(start.length), value])
		);
		// Calls of tools are numbered further: gen_ai.prompt.0.tool_calls.0.name
		const calls = Object.keys(message).filter((name) => name.startsWith('tool_calls.'));
		messages.push(calls.length === 0 ? message : { ...message, tool_calls: calls });
	}
};

const messageEvent = /^gen_ai\.(system|user|assistant|tool)\.message$/u;

/** The message of an event of the older conventions; some SDKs put it into one attribute as JSON. */
const eventMessage = ({ attributes }: SpanEvent): Record<string, unknown> => ({
	...attributes,
	...objectIn(attributes['gen_ai.event.content'])
});

const promptOf = (attributes: Attributes, events: readonly SpanEvent[]): LoggedPrompt | null => {
	const details = events.find(({ name }) => name === 'gen_ai.client.inference.operation.details');
	for (const found of [attributes, details?.attributes ?? {}]) {
		const prompt = promptIn(found['gen_ai.input.messages'], found['gen_ai.system_instructions']);
		if (prompt) return prompt;
	}
	const byEvent = events.flatMap((event) => {
		const role = messageEvent.exec(event.name)?.[1];
		return role === undefined ? [] : [{ role, ...eventMessage(event) }];
	});
	const content = events.find(({ name }) => name === 'gen_ai.content.prompt');
	return (
		promptIn(byEvent) ??
		promptIn(numberedIn(attributes, 'gen_ai.prompt')) ??
		promptIn(content?.attributes['gen_ai.prompt'] ?? attributes['gen_ai.prompt'])
	);
};

const answerOf = (attributes: Attributes, events: readonly SpanEvent[]): string | null => {
	const details = events.find(({ name }) => name === 'gen_ai.client.inference.operation.details');
	const choice = events.find(({ name }) => name === 'gen_ai.choice');
	const content = events.find(({ name }) => name === 'gen_ai.content.completion');
	const sources: unknown[] = [
		attributes['gen_ai.output.messages'],
		details?.attributes['gen_ai.output.messages'],
		choice && { choices: [unpackedChoice(eventMessage(choice))] },
		numberedIn(attributes, 'gen_ai.completion'),
		content?.attributes['gen_ai.completion'] ?? attributes['gen_ai.completion']
	];
	const source = sources.find(
		(each) => each !== undefined && !(Array.isArray(each) && each.length === 0)
	);
	return answerIn(source);
};

const unpackedChoice = (choice: Record<string, unknown>): Record<string, unknown> =>
	'message' in choice ? { ...choice, message: objectIn(choice['message']) } : choice;

/** Operations that ask a model for text; embeddings, tools and agents are others. */
const asking = /^(?:chat|completion|text_completion|generate_content|message)s?$/iu;

const asksModel = (attributes: Attributes): boolean => {
	const operation = textIn(firstOf(attributes, 'gen_ai.operation.name', 'llm.request.type'));
	if (operation !== null) return asking.test(operation);
	return (
		firstOf(
			attributes,
			'gen_ai.request.model',
			'gen_ai.response.model',
			'gen_ai.input.messages'
		) !== undefined
	);
};

const hasFailed = (span: Record<string, unknown>, attributes: Attributes): boolean => {
	const status = objectIn(span['status']);
	const code = textIn(firstOf(status, 'code', 'status_code', 'statusCode')) ?? '';
	return /^(?:2|ERROR|STATUS_CODE_ERROR)$/iu.test(code) || attributes['error.type'] !== undefined;
};

const startNames = ['startTimeUnixNano', 'start_time_unix_nano', 'start_time', 'startTime'];

const readSpan = (span: Record<string, unknown>): TraceReading => {
	const attributes = attributesIn(span['attributes']);
	if (!asksModel(attributes)) return { kind: 'other' };
	const events = eventsIn(span);
	const context = objectIn(span['context']);
	const spanId = textIn(firstOf(span, 'spanId', 'span_id') ?? context['span_id']);
	const traceId = textIn(firstOf(span, 'traceId', 'trace_id') ?? context['trace_id']);
	const startName = startNames.find((name) => name in span) ?? 'startTimeUnixNano';
	const usage = (...names: string[]): number | null =>
		amountIn(firstOf(attributes, ...names.map((name) => `gen_ai.usage.${name}`)));
	return {
		kind: 'request',
		request: {
			id: spanId === null ? null : `${traceId ?? ''}:${spanId}`,
			startedAt: span[startName],
			startedAtPath: startName,
			isFailed: hasFailed(span, attributes),
			model: textIn(firstOf(attributes, 'gen_ai.request.model', 'gen_ai.response.model')),
			prompt: promptOf(attributes, events),
			answer: answerOf(attributes, events),
			inputTokens: usage('input_tokens', 'prompt_tokens'),
			outputTokens: usage('output_tokens', 'completion_tokens'),
			cachedInputTokens: usage(
				'cache_read.input_tokens',
				'cache_read_input_tokens',
				'cached_input_tokens',
				'cache_read_tokens'
			),
			costUsd: amountIn(firstOf(attributes, 'gen_ai.usage.cost', 'gen_ai.cost.usd'))
		}
	};
};

/** The spans of an export, or the record itself. */
const spansIn = (value: Record<string, unknown>): Record<string, unknown>[] => {
	const resources = firstOf(value, 'resourceSpans', 'resource_spans');
	if (resources === undefined) return [value];
	return listIn(resources)
		.flatMap((resource) =>
			listIn(
				firstOf(objectIn(resource), 'scopeSpans', 'scope_spans', 'instrumentationLibrarySpans')
			)
		)
		.flatMap((scope) => listIn(objectIn(scope)['spans']))
		.filter(isObject);
};

export const otelFormat: TraceFormat = {
	matches: (value) =>
		'resourceSpans' in value ||
		'resource_spans' in value ||
		('attributes' in value && startNames.some((name) => name in value)),
	createReader: () => (value) => spansIn(value).map(readSpan)
};
