/** Loads llama.cpp and a model into this process, silently, and translates what can go wrong into errors for a person. */
import { basename } from 'node:path';
import type * as nodeLlamaCpp from 'node-llama-cpp';
import type {
	BatchItem,
	ChatWrapper,
	LlamaContext,
	LlamaModel,
	PrioritizedBatchItem
} from 'node-llama-cpp';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { FlashAttention } from '#core/target.ts';

export interface LlamaSettings {
	/** Absolute path of the GGUF file. */
	modelFile: string;
	/** Compute threads; neither more nor fewer are used. */
	threads: number;
	/** Sequences decoded together. */
	slots: number;
	/** Context of each slot, tokens. */
	contextTokens: number;
	/** `auto`: the engine decides. */
	flashAttention: FlashAttention;
}

export interface LoadedEngine {
	model: LlamaModel;
	context: LlamaContext;
	chatWrapper: ChatWrapper;
	/** Name of the model as the file says, or the file's name. */
	modelName: string;
	/** Release of llama.cpp as the library names it. */
	release: string;
	/** Most sequences that one batch has held so far. */
	largestBatchSequences: () => number;
	dispose(): Promise<void>;
}

type Library = typeof nodeLlamaCpp;

/** Tokens that one batch can hold, prompts and answers together (llama.cpp's physical batch). */
export const batchTokens = 512;

const noEngineHint =
	'Embedded targets need the optional package node-llama-cpp and its binary for this platform ' +
	`(@node-llama-cpp/${process.platform}-${process.arch}): "npm ci" brings them into a checkout, ` +
	'"npm install node-llama-cpp@3.21.1" puts them beside an installed package. ' +
	'Self-hosted and API targets work without it.';

/** Loads the library; `importLibrary` is an argument because the package may be missing. */
export const loadLibrary = async (
	importLibrary: () => Promise<Library> = () => import('node-llama-cpp')
): Promise<Library> => {
	try {
		return await importLibrary();
	} catch (cause) {
		throw new BenchError(
			'E_CONFIG',
			`the embedded llama.cpp engine is not installed: ${errorMessage(cause)}`,
			{ hint: noEngineHint, cause }
		);
	}
};

/** Gives every sequence a first token of the batch, so that no stream waits for another one's prompt, then fills up in order. */
const shareBatch = (items: readonly BatchItem[], size: number): PrioritizedBatchItem[] => {
	let left = size - items.length;
	return items.slice(0, size).map((item) => {
		const extra = Math.max(0, Math.min(item.tokens.length - 1, left));
		left -= extra;
		return { item, processAmount: 1 + extra };
	});
};

export const loadEngine = async (settings: LlamaSettings): Promise<LoadedEngine> => {
	const library = await loadLibrary();
	// The engine writes its reasons to its log only; the last ones become part of the message.
	const complaints: string[] = [];
	const llama = await library
		.getLlama({
			gpu: false,
			build: 'never',
			skipDownload: true,
			progressLogs: false,
			maxThreads: settings.threads,
			logLevel: library.LlamaLogLevel.error,
			logger: (_, message) => {
				complaints.push(message.trim());
				if (complaints.length > 5) complaints.shift();
			}
		})
		.catch((cause: unknown) => {
			throw new BenchError(
				'E_CONFIG',
				`the embedded llama.cpp engine cannot run here: ${errorMessage(cause)}`,
				{ hint: noEngineHint, cause }
			);
		});

	const reason = (cause: unknown): string => [errorMessage(cause), ...complaints].join('; ');

	const model = await llama
		.loadModel({ modelPath: settings.modelFile, gpuLayers: 0 })
		.catch((cause: unknown) => {
			throw new BenchError(
				'E_MODEL_FILE',
				`${settings.modelFile} cannot be used as a model: the engine says: ${reason(cause)}`,
				{ cause }
			);
		});

	let largestBatch = 0;
	const context = await model
		.createContext({
			sequences: settings.slots,
			contextSize: settings.contextTokens,
			batchSize: Math.max(batchTokens, settings.slots),
			flashAttention: { auto: 'auto' as const, on: true, off: false }[settings.flashAttention],
			threads: { ideal: settings.threads, min: settings.threads },
			failedCreationRemedy: false,
			batching: {
				itemPrioritizationStrategy: ({ items, size }) => {
					largestBatch = Math.max(largestBatch, items.length);
					return shareBatch(items, size);
				}
			}
		})
		.catch((cause: unknown) => {
			throw new BenchError(
				'E_CONFIG',
				`the engine cannot hold ${String(settings.slots)} slots of ${String(settings.contextTokens)} tokens for ` +
					`${settings.modelFile}: ${reason(cause)}`,
				{ hint: 'Lower "slots" or "contextTokens" of the target.', cause }
			);
		});

	return {
		model,
		context,
		chatWrapper: library.resolveChatWrapper(model, { warningLogs: false }),
		modelName: model.fileInfo.metadata.general.name ?? basename(settings.modelFile, '.gguf'),
		release: llama.llamaCppRelease.release,
		largestBatchSequences: () => largestBatch,
		dispose: () => llama.dispose()
	};
};
