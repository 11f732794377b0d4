/**
 * What each finish reason of each protocol comes to. An answer that the model or its provider itself calls malformed, blocked or unfinished is not a
 * served answer: blocked is `refused`, stopped at a limit `length`, and the rest `failed`, an error of the endpoint that names the reason. A reason
 * that stands nowhere here is taken for a natural end, with a warning: providers add reasons, and most of them are no failures.
 */
import type { Finish } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';

/** A finish, or `failed` where no answer came of it. */
export type FinishMeaning = Finish | 'failed';

export type FinishReasons = Readonly<Record<string, FinishMeaning>>;

/**
 * OpenAI Chat Completions and those who speak it. `finish_reason` of openai-node 7.55.0; `model_length` and `error` of @mistralai/mistralai 2.7.0;
 * `insufficient_system_resource` of the reference of DeepSeek's API; `abort` of vLLM and SGLang, `error` of OpenRouter. November 2026.
 */
export const chatFinishReasons: FinishReasons = {
	stop: 'stop',
	length: 'length',
	// The context of the model is full.
	model_length: 'length',
	tool_calls: 'tool',
	function_call: 'tool',
	content_filter: 'refused',
	error: 'failed',
	abort: 'failed',
	insufficient_system_resource: 'failed'
};

/** `StopReason` of @anthropic-ai/sdk 1.11.0 and https://docs.anthropic.com/en/api/handling-stop-reasons, November 2026. */
export const anthropicFinishReasons: FinishReasons = {
	end_turn: 'stop',
	stop_sequence: 'stop',
	max_tokens: 'length',
	model_context_window_exceeded: 'length',
	tool_use: 'tool',
	refusal: 'refused',
	// A limit of the provider's own tools was reached; the answer can be resumed.
	pause_turn: 'length'
};

/** `FinishReason` of @google/genai 3.1.0 and https://ai.google.dev/api/generate-content#FinishReason, November 2026. */
export const geminiFinishReasons: FinishReasons = {
	STOP: 'stop',
	MAX_TOKENS: 'length',
	// A limit of the request was reached; the answer can be resumed.
	CONTINUATION: 'length',
	SAFETY: 'refused',
	RECITATION: 'refused',
	BLOCKLIST: 'refused',
	PROHIBITED_CONTENT: 'refused',
	SPII: 'refused',
	// Flagged for a language that is not supported.
	LANGUAGE: 'refused',
	IMAGE_SAFETY: 'refused',
	IMAGE_PROHIBITED_CONTENT: 'refused',
	IMAGE_RECITATION: 'refused',
	MODEL_ARMOR: 'refused',
	// Stopped for a reason that is not told: no natural end.
	OTHER: 'failed',
	// The call that the model wrote is none.
	MALFORMED_FUNCTION_CALL: 'failed',
	// A call of a tool that was not offered, and more calls than the system executes.
	UNEXPECTED_TOOL_CALL: 'failed',
	TOO_MANY_TOOL_CALLS: 'failed',
	MISSING_THOUGHT_SIGNATURE: 'failed',
	MALFORMED_RESPONSE: 'failed',
	NO_IMAGE: 'failed',
	IMAGE_OTHER: 'failed'
};

/** `StopReason` of @aws-sdk/client-bedrock-runtime 3.1162.0 and API_runtime_MessageStopEvent of the reference, November 2026. */
export const bedrockFinishReasons: FinishReasons = {
	end_turn: 'stop',
	stop_sequence: 'stop',
	max_tokens: 'length',
	model_context_window_exceeded: 'length',
	tool_use: 'tool',
	content_filtered: 'refused',
	guardrail_intervened: 'refused',
	malformed_model_output: 'failed',
	malformed_tool_use: 'failed'
};

/** `done_reason` of docs/api.md of ollama/ollama, November 2026. `load` and `unload` answer a prompt without messages, and hold no answer. */
export const ollamaFinishReasons: FinishReasons = {
	stop: 'stop',
	length: 'length',
	load: 'failed',
	unload: 'failed'
};

/** `FinishReason` of Text Generation Inference (router/src/lib.rs, November 2026). */
export const tgiFinishReasons: FinishReasons = {
	eos_token: 'stop',
	stop_sequence: 'stop',
	length: 'length'
};

/** Notes the reason in a reading, as an error where no answer came of it. `word` is what the protocol calls a reason, such as `finish reason`. */
export const noteFinish = (
	draft: ReadingDraft,
	reasons: FinishReasons,
	raw: string,
	word: string
): void => {
	const meaning = Object.hasOwn(reasons, raw) ? reasons[raw] : undefined;
	if (meaning === undefined) draft.warn(`unknown ${word} "${raw.slice(0, 100)}"`);
	if (meaning === 'failed') {
		draft.fail({
			kind: 'server',
			code: raw,
			message: `the endpoint gave up with the ${word} "${raw}"`,
			retryAfterS: null
		});
	}
	const finish = meaning === undefined || meaning === 'failed' ? 'other' : meaning;
	const isCall = finish === 'stop' && draft.toolCalls.length > 0;
	draft.stop(isCall ? 'tool' : finish, raw);
};
