/** Ollama's chat, as a server words it; its durations are those of the emulated engine. No model is loaded for a request, so that `load_duration` is left out, as a 0 is. */
import { z } from 'zod';
import { parseJson } from '#core/json.ts';
import {
	bearerKey,
	emulatedErrorMessage,
	parseBody,
	piecePlaceholder,
	askedIn,
	splitAround,
	tokenLimitSchema,
	toolTokens
} from './dialect.ts';
import type { AnswerFacts, Dialect } from './dialect.ts';
import { contentTokens, receivedImage } from './message-content.ts';
import type { StationTimes } from './performance-model.ts';

const messageSchema = z
	.looseObject({
		role: z.enum(['system', 'user', 'assistant', 'tool']),
		content: z.string(),
		images: z.array(z.string()).optional()
	})
	.transform(({ role, content, images = [] }) => ({
		role,
		text: content,
		images: images.map(receivedImage)
	}));

const bodySchema = z.looseObject({
	model: z.string(),
	messages: z.array(messageSchema).min(1, 'expected at least one message'),
	stream: z.boolean().nullish(),
	options: z.looseObject({ num_predict: tokenLimitSchema.optional() }).optional()
});

const lineOf = (facts: AnswerFacts, rest: object): string =>
	`${JSON.stringify({
		model: facts.model,
		created_at: new Date(facts.createdAtS * 1_000).toISOString(),
		...rest
	})}\n`;

const piece = (facts: AnswerFacts, content: string): string =>
	lineOf(facts, { message: { role: 'assistant', content }, done: false });

const callPart = ({ name, arguments: args }: AnswerFacts['calls'][number]): object => ({
	function: { name, arguments: parseJson(args) }
});

const nsPerMs = 1_000_000;

/** Whole nanoseconds; what is 0 is left out. */
const durationsOf = ({ queueMs, prefillMs, decodeMs }: StationTimes): object =>
	Object.fromEntries(
		Object.entries({
			total_duration: queueMs + prefillMs + decodeMs,
			prompt_eval_duration: prefillMs,
			eval_duration: decodeMs
		})
			.map(([name, ms]): [string, number] => [name, Math.round(ms * nsPerMs)])
			.filter(([, ns]) => ns > 0)
	);

const endOf = (facts: AnswerFacts, message: object, times: StationTimes): string =>
	lineOf(facts, {
		message: { role: 'assistant', content: '', ...message },
		done: true,
		done_reason: facts.finish === 'length' ? 'length' : 'stop',
		...durationsOf(times),
		prompt_eval_count: facts.promptTokens,
		eval_count: facts.outputTokens
	});

export const ollamaDialect: Dialect = {
	protocol: 'ollama',
	answerPaths: ['/api/chat'],
	modelListPath: '/api/tags',
	stream: { contentType: 'application/x-ndjson' },
	requestIdHeader: 'x-request-id',
	keyOf: (header) => bearerKey(header('authorization')),
	readRequest: (body) =>
		parseBody(bodySchema, body, (request) => {
			return {
				...askedIn(request.messages, (message) => message),
				promptTokens: request.messages.reduce(
					(sum, message) => sum + contentTokens(message),
					toolTokens(body)
				),
				maxOutputTokens: request.options?.num_predict ?? null,
				stream: request.stream ?? true,
				streamUsage: true
			};
		}),
	// A server of one's own limits nobody.
	limitHeaders: () => ({}),
	answerId: (ordinal) => `ollama-emulated-${String(ordinal)}`,
	errorBody: (_, message) => JSON.stringify({ error: message }),
	wholeBody: (facts, text, times) =>
		endOf(
			facts,
			facts.calls.length === 0 ? { content: text } : { tool_calls: facts.calls.map(callPart) },
			times
		),
	streamTexts(facts) {
		const [deltaHead, deltaTail] = splitAround(piece(facts, piecePlaceholder), piecePlaceholder);
		return {
			prologue: '',
			deltaHead,
			deltaTail,
			calls: facts.calls.map((call) => ({
				open: lineOf(facts, {
					message: { role: 'assistant', content: '', tool_calls: [callPart(call)] },
					done: false
				}),
				deltaHead: '',
				deltaTail: '',
				close: '',
				inOnePiece: true
			})),
			epilogue: (_, times) => endOf(facts, {}, times),
			error: `${JSON.stringify({ error: emulatedErrorMessage.midStream })}\n`,
			malformed: `${deltaHead}"cut off\n`
		};
	},
	modelList: (model) => JSON.stringify({ models: [{ name: model, model }] })
};
