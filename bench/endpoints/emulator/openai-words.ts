/** What the protocols of OpenAI say alike: errors, rate limits and the list of models. */
import type { ApiErrorKind } from './dialect.ts';
import { durationText, type BucketState } from './rate-limiter.ts';

const errorFields = {
	request: { type: 'invalid_request_error', code: null },
	authentication: { type: 'invalid_request_error', code: 'invalid_api_key' },
	'not-found': { type: 'invalid_request_error', code: 'unknown_url' },
	'rate-limited': { type: 'requests', code: 'rate_limit_exceeded' },
	server: { type: 'server_error', code: null }
} as const satisfies Record<ApiErrorKind, { type: string; code: string | null }>;

export const openAiError = (kind: ApiErrorKind, message: string): object => ({
	error: { message, type: errorFields[kind].type, param: null, code: errorFields[kind].code }
});

export const openAiErrorBody = (kind: ApiErrorKind, message: string): string =>
	JSON.stringify(openAiError(kind, message));

export const openAiLimitHeaders = (states: readonly BucketState[]): Record<string, string> =>
	Object.fromEntries(
		states.flatMap(({ of, limit, remaining, resetMs }) => [
			[`x-ratelimit-limit-${of}`, String(limit)],
			[`x-ratelimit-remaining-${of}`, String(remaining)],
			[`x-ratelimit-reset-${of}`, durationText(resetMs)]
		])
	);

export const openAiModelList = (model: string): string =>
	JSON.stringify({
		object: 'list',
		data: [{ id: model, object: 'model', created: 0, owned_by: 'breakeven-emulator' }]
	});
