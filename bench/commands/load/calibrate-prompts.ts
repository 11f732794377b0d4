/** Measures how many tokens the words of our prompts are at an endpoint whose tokeniser nobody named. */
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { targetProtocol, type RemoteTarget } from '#core/target.ts';
import { sToMs } from '#core/units.ts';
import { totalInputTokens } from '#core/usage.ts';
import { promptText } from '#bench/load/prompts/prompt-words.ts';
import type { WordLengths } from '#bench/load/prompts/trace-prompts.ts';
import { wordList } from '#bench/load/prompts/word-list.ts';
import { requestFinishOf } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';
import { protocols } from '#bench/protocols/index.ts';
import { reachTarget, type ReachOptions } from '../run/reach-target.ts';

export interface Calibration {
	lengths: WordLengths;
	/** |reported − predicted| / reported of a prompt between the two that the lengths come from. */
	errorShare: number;
}

/** Words of the prompts that are asked: a short one, a long one, and one between them to see how far off the line is. */
const askedWords = (longestWords: number): [number, number, number] => {
	const long = Math.max(40, Math.min(1_000, longestWords));
	return [Math.round(long / 10), long, Math.round(long / 2)];
};

const unmeasured = (target: RemoteTarget, why: string): BenchError =>
	new BenchError(
		'E_CONFIG',
		`how many tokens a word is at ${target.baseUrl} could not be measured: ${why}`,
		{
			hint: 'Name the tokeniser with --tokenizer, or take the arrivals alone: --trace-use arrivals.'
		}
	);

/**
 * Three requests, one after another, whose reported input tokens give tokens per word and per request. They are not stored. Throws
 * `E_CONFIG` where the endpoint answers none of them or reports no tokens, and what `reachTarget` throws.
 */
export const calibratePrompts = async (
	target: RemoteTarget,
	{ limits, seed }: Pick<Config, 'limits' | 'seed'>,
	{ longestWords, ...reach }: { longestWords: number } & Pick<ReachOptions, 'env' | 'configFile'>
): Promise<Calibration> => {
	const protocol = protocols[targetProtocol(target)];
	const connectTimeoutMs = sToMs(limits.connectTimeoutS);
	const { endpoint, address } = await reachTarget(target, {
		...reach,
		connectTimeoutMs,
		// No flag names a command.
		allowCommands: false
	});
	const asked = askedWords(longestWords);
	const tokens: [number | null, number | null, number | null] = [null, null, null];
	let why = 'it reports no input tokens';
	const { done } = startStage({
		address,
		requests: asked.map((words, id) =>
			renderRequest(
				protocol.buildRequest(endpoint, {
					system: null,
					messages: [
						{
							role: 'user',
							// Its own seed, so that no request of the stage finds these in a cache.
							content: promptText(wordList, [{ kind: 'own', id, words }], seed + 1)
						}
					],
					maxOutputTokens: 1,
					stream: false,
					temperature: null,
					seed: null,
					extraBody: {}
				})
			)
		),
		finish: requestFinishOf(protocol, endpoint, []),
		shape: { kind: 'closed', concurrency: 1, requests: asked.length },
		seed,
		workers: 1,
		limits,
		onAttempt: ({ ordinal, response }) => {
			const { usage, error } = protocol.read(response, false);
			tokens[ordinal] = usage && totalInputTokens(usage);
			if (error) why = error.message;
			else if (response.end.kind === 'failed') why = response.end.message;
		}
	});
	await done;
	const [short, long, between] = tokens;
	if (short === null || long === null || between === null) throw unmeasured(target, why);
	const tokensPerWord = (long - short) / (asked[1] - asked[0]);
	if (!(tokensPerWord > 0)) {
		throw unmeasured(
			target,
			`${String(asked[1])} words are ${String(long)} tokens, ${String(asked[0])} are ${String(short)}`
		);
	}
	const tokensPerRequest = Math.max(0, short - tokensPerWord * asked[0]);
	const predicted = tokensPerRequest + tokensPerWord * asked[2];
	return {
		lengths: { vocabulary: wordList, tokensPerWord, tokensPerRequest },
		errorShare: Math.abs(between - predicted) / between
	};
};
