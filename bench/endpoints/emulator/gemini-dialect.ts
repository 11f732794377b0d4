/** Gemini, as a server words it. */
import { z } from 'zod';
import { isObject, parseJson } from '#core/json.ts';
import {
	apiErrorStatus,
	bearerKey,
	dataEvent,
	emulatedErrorMessage,
	parseBody,
	piecePlaceholder,
	askedIn,
	splitAround,
	sseForm,
	tokenLimitSchema,
	toolTokens
} from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { contentTokens, receivedImage, type MessageContent } from './message-content.ts';
import { countTokens } from './token-pieces.ts';

const partSchema = z.looseObject({
	text: z.string().optional(),
	inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).optional(),
	functionCall: z.looseObject({ name: z.string() }).optional(),
	functionResponse: z.looseObject({ name: z.string(), response: z.looseObject({}) }).optional()
});

const partsSchema = z.array(partSchema).transform((parts) => ({
	text: parts.map(({ text }) => text ?? '').join(''),
	images: parts.flatMap(({ inlineData }) => (inlineData ? [receivedImage(inlineData.data)] : [])),
	/** Calls and results of tools. */
	callTokens: parts
		.flatMap(({ functionCall, functionResponse }) => functionCall ?? functionResponse ?? [])
		.reduce((sum, part) => sum + countTokens(JSON.stringify(part)), 0)
}));

const bodySchema = z.looseObject({
	systemInstruction: z.looseObject({ parts: partsSchema }).optional(),
	contents: z
		.array(z.looseObject({ role: z.enum(['user', 'model']), parts: partsSchema }))
		.min(1, 'expected at least one content'),
	generationConfig: z.looseObject({ maxOutputTokens: tokenLimitSchema.optional() }).optional()
});

const statuses = {
	request: 'INVALID_ARGUMENT',
	authentication: 'UNAUTHENTICATED',
	'not-found': 'NOT_FOUND',
	'rate-limited': 'RESOURCE_EXHAUSTED',
	server: 'INTERNAL'
} as const satisfies Record<ApiErrorKind, string>;

/** When to come back is said in the body alone. */
const errorObject = (kind: ApiErrorKind, message: string, retryAfterS?: number): object => ({
	error: {
		code: apiErrorStatus[kind],
		message,
		status: statuses[kind],
		...(retryAfterS !== undefined && {
			details: [
				{
					'@type': 'type.googleapis.com/google.rpc.RetryInfo',
					retryDelay: `${String(retryAfterS)}s`
				}
			]
		})
	}
});

const finishReason = ({ finish }: AnswerFacts): string =>
	finish === 'length' ? 'MAX_TOKENS' : 'STOP';

const usageOf = (promptTokens: number, outputTokens: number | null): object => ({
	promptTokenCount: promptTokens,
	...(outputTokens !== null && { candidatesTokenCount: outputTokens }),
	totalTokenCount: promptTokens + (outputTokens ?? 0)
});

const answerOf = (facts: AnswerFacts, parts: object[], isLast: boolean): object => ({
	candidates: [
		{
			content: { parts, role: 'model' },
			...(isLast && { finishReason: finishReason(facts) }),
			index: 0
		}
	],
	usageMetadata: usageOf(facts.promptTokens, isLast ? facts.outputTokens : null),
	modelVersion: facts.model,
	responseId: facts.id
});

const callParts = ({ calls }: AnswerFacts): object[] =>
	calls.map(({ name, arguments: args }) => ({ functionCall: { name, args: parseJson(args) } }));

/** What is asked for is said in the path. */
const isStreamed = (target: string): boolean => {
	const { pathname } = new URL(target, 'http://localhost');
	return pathname.endsWith(':streamGenerateContent');
};

const spoken = ({ text, images }: MessageContent): boolean => text !== '' || images.length > 0;

export const geminiDialect: Dialect = {
	protocol: 'gemini',
	answerPaths: ['/v1beta/models/:call'],
	modelListPath: '/v1beta/models',
	stream: sseForm,
	requestIdHeader: 'x-request-id',
	keyOf: (header) => header('x-goog-api-key') ?? bearerKey(header('authorization')),
	readRequest: (body, target) =>
		parseBody(bodySchema, body, (request) => {
			const contents = request.contents.map(({ role, parts }) => ({
				role: role === 'model' ? 'assistant' : 'user',
				parts
			}));
			return {
				...askedIn(
					contents,
					({ parts }) => parts,
					({ parts }) => spoken(parts)
				),
				promptTokens: contents.reduce(
					(sum, { parts }) => sum + contentTokens(parts) + parts.callTokens,
					contentTokens(request.systemInstruction?.parts) +
						toolTokens(isObject(body) ? { tools: body['tools'] } : body)
				),
				maxOutputTokens: request.generationConfig?.maxOutputTokens ?? null,
				stream: isStreamed(target),
				streamUsage: true
			};
		}),
	// The provider says nothing of what a key may do.
	limitHeaders: () => ({}),
	answerId: (ordinal) => `gemini-emulated-${String(ordinal)}`,
	errorBody: (kind, message, _, retryAfterS) =>
		JSON.stringify(errorObject(kind, message, retryAfterS)),
	retryHeaders: () => ({}),
	wholeBody: (facts, text) =>
		JSON.stringify(answerOf(facts, facts.calls.length === 0 ? [{ text }] : callParts(facts), true)),
	streamTexts(facts) {
		const [deltaHead, deltaTail] = splitAround(
			dataEvent(answerOf(facts, [{ text: piecePlaceholder }], false)),
			piecePlaceholder
		);
		return {
			prologue: '',
			deltaHead,
			deltaTail,
			calls: callParts(facts).map((part) => ({
				open: dataEvent(answerOf(facts, [part], false)),
				deltaHead: '',
				deltaTail: '',
				close: '',
				inOnePiece: true
			})),
			epilogue: dataEvent(answerOf(facts, [{ text: '' }], true)),
			error: dataEvent(errorObject('server', emulatedErrorMessage.midStream)),
			malformed: `${deltaHead}"cut off\n\n`
		};
	},
	modelList: (model) => JSON.stringify({ models: [{ name: `models/${model}` }] })
};
