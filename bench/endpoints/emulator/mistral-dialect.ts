/** Chat completions of Mistral, as a server words them: usage stands beside the finish reason, and errors have their fields at the top. */
import { apiErrorStatus, dataEvent, emulatedErrorMessage } from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';

const errorTypes = {
	request: 'invalid_request_error',
	authentication: 'unauthorized',
	'not-found': 'invalid_model',
	'rate-limited': 'rate_limited',
	server: 'internal_server_error'
} as const satisfies Record<ApiErrorKind, string>;

const errorObject = (kind: ApiErrorKind, message: string): object => ({
	object: 'error',
	message,
	type: errorTypes[kind],
	param: null,
	code: String(apiErrorStatus[kind])
});

const finishReason = ({ finish }: AnswerFacts): string =>
	finish === 'tool' ? 'tool_calls' : finish;

const lastEvent = (facts: AnswerFacts): string =>
	dataEvent({
		id: facts.id,
		object: 'chat.completion.chunk',
		created: facts.createdAtS,
		model: facts.model,
		choices: [{ index: 0, delta: { content: '' }, finish_reason: finishReason(facts) }],
		usage: {
			prompt_tokens: facts.promptTokens,
			total_tokens: facts.promptTokens + facts.outputTokens,
			completion_tokens: facts.outputTokens
		}
	});

const done = 'data: [DONE]\n\n';

export const mistralDialect: Dialect = {
	...openAiDialect,
	protocol: 'mistral',
	requestIdHeader: 'mistral-correlation-id',
	limitHeaders: (states) =>
		Object.fromEntries(
			states.flatMap(({ of, limit, remaining }) => {
				const unit = of === 'requests' ? 'req' : of;
				return [
					[`x-ratelimit-limit-${unit}-minute`, String(limit)],
					[`x-ratelimit-remaining-${unit}-minute`, String(remaining)]
				];
			})
		),
	errorBody: (kind, message) => JSON.stringify(errorObject(kind, message)),
	streamTexts: (facts, requestId) => ({
		...openAiDialect.streamTexts({ ...facts, streamUsage: false }, requestId),
		epilogue: lastEvent(facts) + done,
		error: dataEvent(errorObject('server', emulatedErrorMessage.midStream)) + done
	})
};
