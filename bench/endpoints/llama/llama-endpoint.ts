/** Starts the embedded llama.cpp engine on any GGUF file, as an OpenAI-compatible endpoint in a process of its own. */
import { resolve } from 'node:path';
import { BenchError } from '#core/errors.ts';
import type { FlashAttention } from '#core/target.ts';
import { startEndpoint, type ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { readGgufHeader } from './gguf-header.ts';

export interface LlamaEndpointOptions {
	/** GGUF file; relative to the working directory. */
	modelFile: string;
	/** Compute threads. More than there are free cores slows the engine many times over. */
	threads: number;
	/** Sequences decoded together; further requests wait in order. */
	slots: number;
	/** Context of each slot, tokens. */
	contextTokens: number;
	/** Kernel of attention, as `--flash-attn` of llama.cpp; the engine decides where absent. */
	flashAttention?: FlashAttention | undefined;
	/** Gives up the start. */
	signal?: AbortSignal;
}

/** A large model is read from a cold disk in this time, ms. */
const startTimeoutMs = 300_000;

/**
 * Checks the file, starts the engine and resolves when it answers. `baseUrl` ends with `/v1`. Throws `E_MODEL_FILE` for a
 * file that is no usable model and `E_CONFIG` where the engine is not installed or the slots do not fit in memory.
 */
export const startLlamaEndpoint = async (
	options: LlamaEndpointOptions
): Promise<ServedEndpoint> => {
	const { threads, slots, contextTokens, flashAttention, signal } = options;
	const modelFile = resolve(options.modelFile);
	await readGgufHeader(modelFile);
	const endpoint = await startEndpoint({
		module: new URL('main.ts', import.meta.url),
		settings: {
			modelFile,
			threads,
			slots,
			contextTokens,
			flashAttention: flashAttention ?? 'auto'
		},
		// Tokens of several sequences are drawn in threads of this pool, and the engine puts its logits in order when the first of them asks: two at
		// once mix them up (node-llama-cpp 3.21.1 and its llama.cpp; wrong tokens in about a third of the answers of four busy slots).
		env: { UV_THREADPOOL_SIZE: '1' },
		name: 'the embedded llama.cpp engine',
		startTimeoutMs,
		...(signal ? { signal } : {}),
		diedError: (sentence) =>
			new BenchError('E_MODEL_FILE', `${modelFile} cannot be used as a model: ${sentence}`)
	});
	return { ...endpoint, baseUrl: `${endpoint.baseUrl}/v1` };
};
