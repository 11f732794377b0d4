/** From a chat request to an answer: prompt from the model's own chat template, generation, and text piece by piece. */
import { randomInt } from 'node:crypto';
import type { ChatHistoryItem, Token } from 'node-llama-cpp';
import { errorMessage } from '#core/errors.ts';
import { Batcher, type JobReport } from './batcher.ts';
import { apiError, type ApiError, type ChatRequest } from './chat-request.ts';
import type { LlamaSettings, LoadedEngine } from './load-engine.ts';
import { TextStream } from './text-stream.ts';

/** A request that the engine can start on. */
export interface PreparedChat {
	request: ChatRequest;
	promptTokens: Token[];
	maxTokens: number;
	/** Tokens that end the answer although the model file does not mark them so. */
	stopTokens: ReadonlySet<Token>;
	stopTexts: readonly string[];
}

export interface ChatEvents {
	/** A slot has begun. */
	onStart: () => void;
	/** Non-empty text that may be shown. */
	onText: (text: string) => void;
}

const chatHistory = (request: ChatRequest): ChatHistoryItem[] => {
	const history = request.messages.map(({ role, content }): ChatHistoryItem => {
		if (role === 'user') return { type: 'user', text: content };
		if (role === 'assistant') return { type: 'model', response: [content] };
		return { type: 'system', text: content };
	});
	// The wrappers open the assistant's turn for a last item of type `model`.
	if (history.at(-1)?.type !== 'model') history.push({ type: 'model', response: [] });
	return history;
};

export class ChatEngine {
	readonly #engine: LoadedEngine;
	readonly #batcher: Batcher;
	/** Most tokens that prompt and answer have together. */
	readonly contextTokens: number;
	readonly modelName: string;

	constructor(engine: LoadedEngine, settings: LlamaSettings) {
		this.#engine = engine;
		this.#batcher = new Batcher(engine.context);
		this.contextTokens = Math.min(settings.contextTokens, engine.context.contextSize);
		this.modelName = engine.modelName;
	}

	/** What the engine is doing now. */
	get health(): Batcher['load'] & { largestBatchSequences: number; threads: number } {
		return {
			...this.#batcher.load,
			largestBatchSequences: this.#engine.largestBatchSequences(),
			threads: this.#engine.context.currentThreads
		};
	}

	/** Renders and tokenises the prompt; an error if it cannot be rendered or does not fit a slot. */
	prepare(request: ChatRequest): PreparedChat | ApiError {
		const { model, chatWrapper } = this.#engine;
		let rendered: ReturnType<typeof chatWrapper.generateContextState>;
		try {
			rendered = chatWrapper.generateContextState({ chatHistory: chatHistory(request) });
		} catch (error) {
			return apiError(
				'invalid_request_error',
				`the model's chat template refuses these messages: ${errorMessage(error)}`,
				{ param: 'messages' }
			);
		}
		const { contextText, stopGenerationTriggers } = rendered;
		const promptTokens = contextText.tokenize(model.tokenizer);
		const { bos, shouldPrependBosToken } = model.tokens;
		if (shouldPrependBosToken && bos !== null && promptTokens[0] !== bos) {
			promptTokens.unshift(bos);
		}
		const room = this.contextTokens - promptTokens.length;
		if (room < 1) {
			return apiError(
				'invalid_request_error',
				`the prompt has ${String(promptTokens.length)} tokens; with at least one token of answer it must fit ` +
					`the ${String(this.contextTokens)} tokens of a slot`,
				{ param: 'messages', code: 'context_length_exceeded' }
			);
		}
		const asked = request.max_completion_tokens ?? request.max_tokens ?? room;
		const stopTokens = new Set<Token>();
		const stopTexts = [...(request.stop ?? [])];
		for (const trigger of stopGenerationTriggers) {
			const [value] = trigger.values;
			if (trigger.values.length !== 1) continue;
			const isText = typeof value === 'string';
			const [token, ...more] = isText
				? model.tokenize(value, true)
				: trigger.tokenize(model.tokenizer);
			const single = more.length === 0 ? token : undefined;
			// The text of an end token needs no watching: watching holds back deltas that begin like it.
			if (isText) {
				if (!model.isEogToken(single)) stopTexts.push(value);
			} else if (single !== undefined) stopTokens.add(single);
		}
		return {
			request,
			promptTokens,
			maxTokens: Math.min(asked, room),
			stopTokens,
			stopTexts: stopTexts.filter((text) => text !== '')
		};
	}

	/** Generates an answer; what is left of the text is given before the promise resolves. */
	async generate(
		prepared: PreparedChat,
		signal: AbortSignal,
		events: ChatEvents
	): Promise<JobReport> {
		const { request, promptTokens, stopTokens } = prepared;
		const { model } = this.#engine;
		const text = new TextStream<Token>({
			detokenize: (tokens, before) => model.detokenize(tokens, false, before),
			before: promptTokens.slice(-8),
			stop: prepared.stopTexts
		});
		const give = (piece: string): void => {
			if (piece !== '') events.onText(piece);
		};
		const report = await this.#batcher.submit({
			prompt: promptTokens,
			maxTokens: prepared.maxTokens,
			sampling: {
				temperature: request.temperature ?? 1,
				topP: request.top_p ?? 1,
				topK: request.top_k ?? 40,
				minP: request.min_p ?? 0,
				seed: (request.seed ?? randomInt(0x7fff_ffff)) & 0x7fff_ffff
			},
			reusePrefix: request.cache_prompt ?? true,
			signal,
			onStart: events.onStart,
			onToken: (token) => {
				if (stopTokens.has(token)) return false;
				give(text.push(token));
				return !text.stopped;
			}
		});
		give(text.end());
		return report;
	}

	/** Waits for running answers, whose signals the caller has aborted, and unloads the model. */
	async close(): Promise<void> {
		await this.#batcher.idle();
		await this.#engine.dispose();
	}
}
