/**
 * Text Generation Inference, as a server words it. Its events do not count themselves (`index`), as those of old versions did not, and the end is an
 * event of its own with a special token, which a real server sends where the model ends the text itself.
 */
import { z } from 'zod';
import {
	bearerKey,
	dataEvent,
	emulatedErrorMessage,
	parseBody,
	piecePlaceholder,
	splitAround,
	sseForm,
	tokenLimitSchema
} from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { countTokens } from './token-pieces.ts';

const bodySchema = z.looseObject({
	inputs: z.string().min(1),
	parameters: z
		.looseObject({
			max_new_tokens: tokenLimitSchema.nullish(),
			details: z.boolean().optional(),
			temperature: z.number().positive('`temperature` must be strictly positive').nullish(),
			seed: z.int().nonnegative().nullish()
		})
		.optional()
});

const errorTypes = {
	request: 'validation',
	authentication: 'authentication',
	'not-found': 'not_found',
	'rate-limited': 'overloaded',
	server: 'generation'
} as const satisfies Record<ApiErrorKind, string>;

const errorObject = (kind: ApiErrorKind, error: string): object => ({
	error,
	error_type: errorTypes[kind]
});

const finishReason = ({ finish }: AnswerFacts): string =>
	finish === 'length' ? 'length' : 'eos_token';

const detailsOf = (facts: AnswerFacts): Record<string, unknown> => ({
	finish_reason: finishReason(facts),
	generated_tokens: facts.outputTokens,
	seed: null
});

const tokenEvent = (text: string, rest: object = {}, special = false): string =>
	dataEvent({
		token: { id: 0, text, logprob: 0, special },
		generated_text: null,
		details: null,
		...rest
	});

/** Milliseconds as the server writes them: whole, and less than there were. */
const wholeMs = (durationMs: number): string => String(Math.floor(durationMs));

export const tgiDialect: Dialect = {
	protocol: 'tgi',
	answerPaths: ['/generate', '/generate_stream'],
	modelListPath: '/info',
	stream: sseForm,
	requestIdHeader: 'x-request-id',
	keyOf: (header) => bearerKey(header('authorization')),
	readRequest: (body, target) =>
		parseBody(bodySchema, body, ({ inputs, parameters }) => ({
			userText: inputs,
			askedText: inputs,
			isOneText: true,
			turn: 0,
			images: [],
			askedImages: [],
			promptTokens: countTokens(inputs),
			maxOutputTokens: parameters?.max_new_tokens ?? null,
			stream: new URL(target, 'http://localhost').pathname.endsWith('/generate_stream'),
			streamUsage: parameters?.details ?? false
		})),
	// A server of one's own limits nobody.
	limitHeaders: () => ({}),
	answerId: (ordinal) => `tgi-emulated-${String(ordinal)}`,
	errorBody: (kind, message) => JSON.stringify(errorObject(kind, message)),
	// The status of a stream was sent before anything was known of it.
	failedStream: (kind, message) => dataEvent(errorObject(kind, message)),
	wholeBody: (facts, text) =>
		JSON.stringify({
			generated_text: text,
			...(facts.streamUsage && { details: { ...detailsOf(facts), prefill: [], tokens: [] } })
		}),
	wholeHeaders: (facts, { queueMs, prefillMs, decodeMs }) => ({
		'x-total-time': wholeMs(queueMs + prefillMs + decodeMs),
		'x-validation-time': '0',
		'x-queue-time': wholeMs(queueMs),
		'x-inference-time': wholeMs(prefillMs + decodeMs),
		'x-time-per-token': wholeMs((prefillMs + decodeMs) / facts.outputTokens),
		'x-prompt-tokens': String(facts.promptTokens),
		'x-generated-tokens': String(facts.outputTokens)
	}),
	streamTexts(facts) {
		const [deltaHead, deltaTail] = splitAround(tokenEvent(piecePlaceholder), piecePlaceholder);
		return {
			prologue: '',
			deltaHead,
			deltaTail,
			calls: [],
			epilogue: (text) =>
				tokenEvent(
					'</s>',
					{
						generated_text: text,
						details: facts.streamUsage
							? { ...detailsOf(facts), input_length: facts.promptTokens }
							: null
					},
					true
				),
			error: dataEvent(errorObject('server', emulatedErrorMessage.midStream)),
			malformed: `${deltaHead}"cut off\n\n`
		};
	},
	modelList: (model) => JSON.stringify({ model_id: model, version: 'emulated' })
};
