/** The requests of a stage that replays a trace with its lengths: one for each place of the trace. */
import { availableParallelism } from 'node:os';
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { RemoteTarget } from '#core/target.ts';
import { mibToBytes } from '#core/units.ts';
import { exactWords } from '#bench/load/prompts/exact-words.ts';
import { encodingOfModel, openTokeniser } from '#bench/load/prompts/tokeniser.ts';
import { tracePrompt, type WordLengths } from '#bench/load/prompts/trace-prompts.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { formatShareExactly } from '#bench/report/format.ts';
import type { PlannedItem } from '../run/plan.ts';
import type { ReadReplay } from '../run/read-replays.ts';
import { calibratePrompts } from './calibrate-prompts.ts';

/** Most memory that the prompts of a stage may take, with their copies in the workers. */
const mostPromptBytes = mibToBytes(3_072);
/** Bytes of a word and its space in the mean, rounded up. */
const bytesPerWord = 7;

/** Throws `E_CONFIG` where the prompts would take more memory than a stage may. */
const checkMemory = (inputTokens: Uint32Array, lengths: WordLengths, workers: number): void => {
	const tokens = inputTokens.reduce((sum, each) => sum + each, 0);
	// Text, request, and a copy in each worker.
	const bytes = (tokens / lengths.tokensPerWord) * bytesPerWord * (2 + workers);
	if (bytes <= mostPromptBytes) return;
	throw new BenchError(
		'E_CONFIG',
		`the prompts of this replay have ${tokens.toLocaleString('en-US')} tokens and would take ${(bytes / mibToBytes(1_024)).toFixed(1)} GiB of memory; at most ${(mostPromptBytes / mibToBytes(1_024)).toFixed(0)} are taken`,
		{ hint: 'Replay a part of the trace: --requests or --duration, and --trace-offset.' }
	);
};

/** How long words are at the target, and a sentence that says where that is from. */
const lengthsFor = async (
	target: RemoteTarget,
	tokenizer: string | null,
	replayed: Uint32Array,
	{
		config,
		configFile,
		env
	}: {
		config: Config;
		configFile: string;
		env: Readonly<Record<string, string | undefined>>;
	}
): Promise<{ lengths: WordLengths; note: string }> => {
	const name = tokenizer ?? encodingOfModel(target.model);
	if (name !== null) {
		const tokeniser = await openTokeniser(name);
		const vocabulary = exactWords(tokeniser);
		return {
			lengths: { vocabulary, tokensPerWord: 1, tokensPerRequest: 0 },
			note: `prompts have exactly the tokens of the trace by ${tokeniser.name}, ${String(vocabulary.length)} different words; what the endpoint adds around them (a chat template) comes on top`
		};
	}
	if (target.kind === 'measured-api') {
		throw new BenchError('E_USAGE', 'prompts of the lengths of a trace need a tokeniser', {
			hint: 'Name it with --tokenizer: measuring the length of words would cost money at this endpoint. Or take the arrivals alone: --trace-use arrivals.'
		});
	}
	const longestWords = replayed.reduce((most, each) => Math.max(most, each), 0);
	const { lengths, errorShare } = await calibratePrompts(target, config, {
		longestWords,
		configFile,
		env
	});
	return {
		lengths,
		note: `the tokeniser is not named (--tokenizer): by three requests a word is ${lengths.tokensPerWord.toFixed(3)} tokens and a request ${lengths.tokensPerRequest.toFixed(0)} more; a prompt between was ${formatShareExactly(errorShare)} off`
	};
};

export interface TraceItems {
	items: PlannedItem[];
	notes: string[];
}

/**
 * One item for each request that is replayed, in their order. `call` is what they have in common. With `forceOutput` the body asks for
 * `ignore_eos` and `min_tokens`, which vLLM and SGLang take, so that answers are as long as the trace says and not shorter.
 */
export const itemsOfTrace = async (
	{ trace, replay }: ReadReplay,
	call: Omit<ChatCall, 'messages' | 'maxOutputTokens'>,
	options: {
		target: RemoteTarget;
		tokenizer: string | null;
		forceOutput: boolean;
		config: Config;
		/** Paths in the config are relative to this file. */
		configFile: string;
		env: Readonly<Record<string, string | undefined>>;
	}
): Promise<TraceItems> => {
	const { config, forceOutput } = options;
	const { from, dueMs } = replay;
	const replayed = trace.inputTokens.subarray(from, from + dueMs.length);
	const { lengths, note } = await lengthsFor(options.target, options.tokenizer, replayed, options);
	checkMemory(
		replayed,
		lengths,
		config.workers === 'auto' ? availableParallelism() : config.workers
	);
	let empty = 0;
	const items = Array.from(dueMs, (_, i): PlannedItem => {
		const place = from + i;
		const outputTokens = trace.outputTokens[place] ?? 0;
		if (outputTokens === 0 || trace.inputTokens[place] === 0) empty++;
		const maxOutputTokens = Math.max(1, outputTokens);
		return {
			itemId: null,
			call: {
				...call,
				messages: [{ role: 'user', content: tracePrompt(trace, place, lengths, config.seed) }],
				maxOutputTokens,
				extraBody: {
					...call.extraBody,
					...(forceOutput && { ignore_eos: true, min_tokens: maxOutputTokens })
				}
			},
			grade: null
		};
	});
	return {
		items,
		notes: [
			note,
			...(forceOutput
				? ['answers are asked to be as long as in the trace (ignore_eos, min_tokens)']
				: [
						'answers are at most as long as in the trace; a model may end sooner (--force-output-length asks vLLM and SGLang not to)'
					]),
			...(empty > 0
				? [
						`requests whose prompt or answer has no tokens in the trace, and is sent with one: ${empty.toLocaleString('en-US')}`
					]
				: [])
		]
	};
};
