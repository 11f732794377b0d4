/** The body of a chat completion request: what the engine can do is read, what it would silently not do is refused. */
import { z } from 'zod';

const contentSchema = z.union([
	z.string(),
	z
		.array(z.object({ type: z.literal('text'), text: z.string() }))
		.transform((parts) => parts.map((part) => part.text).join(''))
]);

const messageSchema = z.object({
	role: z.enum(['system', 'developer', 'user', 'assistant']),
	content: contentSchema
});

const stopSchema = z
	.union([
		z
			.string()
			.min(1)
			.transform((word) => [word]),
		z.array(z.string().min(1)).max(16)
	])
	.nullish();

const tokenLimitSchema = z.int().positive().nullish();

/** Unknown keys are ignored, as OpenAI-compatible servers do: clients send many that change nothing. */
export const chatRequestSchema = z.object({
	/** Any name is accepted, as there is one model; the answer carries its real name. */
	model: z.string().nullish(),
	messages: z.array(messageSchema).min(1),
	stream: z.boolean().nullish(),
	stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
	max_tokens: tokenLimitSchema,
	max_completion_tokens: tokenLimitSchema,
	temperature: z.number().min(0).max(2).nullish(),
	top_p: z.number().gt(0).max(1).nullish(),
	top_k: z.int().nonnegative().nullish(),
	min_p: z.number().min(0).max(1).nullish(),
	seed: z.int().nullish(),
	stop: stopSchema,
	/** Whether a prefix that a slot still holds may be reused (llama.cpp's name). */
	cache_prompt: z.boolean().nullish(),
	n: z.literal(1, 'this server gives one answer per request').nullish(),
	tools: z.array(z.unknown()).max(0, 'this server does not call tools').nullish(),
	logprobs: z.literal(false, 'this server does not report logprobs').nullish(),
	response_format: z
		.object({ type: z.literal('text', 'this server does not constrain its output') })
		.nullish()
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** Body of an error answer in OpenAI's form. */
export interface ApiError {
	error: {
		message: string;
		type: 'invalid_request_error' | 'server_error' | 'not_found_error';
		/** Where in the request; null if nowhere in particular. */
		param: string | null;
		code: string | null;
	};
}

export const apiError = (
	type: ApiError['error']['type'],
	message: string,
	options: { param?: string; code?: string } = {}
): ApiError => ({
	error: { message, type, param: options.param ?? null, code: options.code ?? null }
});

/** The request, or the error to answer with status 400. */
export const parseChatRequest = (body: unknown): ChatRequest | ApiError => {
	const parsed = chatRequestSchema.safeParse(body);
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map((issue) => ({
		param: issue.path.map(String).join('.'),
		message: issue.message
	}));
	const message = problems
		.map((problem) => `${problem.param === '' ? 'body' : problem.param}: ${problem.message}`)
		.join('; ');
	const param = problems[0]?.param ?? '';
	return apiError('invalid_request_error', message, param === '' ? {} : { param });
};
