/**
 * llama-server, whose chat is that of OpenAI on the same path, with `timings` in the last chunk and beside the usage of a whole answer. Requests are its
 * own where the settings of the emulator name it: nothing in them tells it from OpenAI. Its words: tools/server/README.md of ggml-org/llama.cpp,
 * August 2026.
 */
import { isObject, parseJson } from '#core/json.ts';
import { msToS } from '#core/units.ts';
import type { AnswerFacts, Dialect } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';
import type { StationTimes } from './performance-model.ts';

/** Tokens a second; 0 where no time passed, which JSON could not say otherwise. */
const perS = (tokens: number, durationMs: number): number =>
	durationMs > 0 ? tokens / msToS(durationMs) : 0;

/** Nothing is read from a cache here, and waiting is in none of the times, as at the server. */
const timingsOf = (
	{ promptTokens, outputTokens }: AnswerFacts,
	{ prefillMs, decodeMs }: StationTimes
): object => ({
	cache_n: 0,
	prompt_n: promptTokens,
	prompt_ms: prefillMs,
	prompt_per_token_ms: promptTokens > 0 ? prefillMs / promptTokens : 0,
	prompt_per_second: perS(promptTokens, prefillMs),
	predicted_n: outputTokens,
	predicted_ms: decodeMs,
	predicted_per_token_ms: decodeMs / outputTokens,
	predicted_per_second: perS(outputTokens, decodeMs)
});

const dataPrefix = 'data: ';

/** The events of an end with `timings` in the last of them that is JSON; `data: [DONE]` stands behind it. */
const withTimings = (epilogue: string, timings: object): string => {
	const events = epilogue.split('\n\n');
	const at = events.findLastIndex((event) => event.startsWith(`${dataPrefix}{`));
	const json = parseJson(events[at]?.slice(dataPrefix.length) ?? '');
	if (!isObject(json)) return epilogue;
	return events.with(at, `${dataPrefix}${JSON.stringify({ ...json, timings })}`).join('\n\n');
};

export const llamaCppDialect: Dialect = {
	...openAiDialect,
	protocol: 'llama-cpp',
	wholeBody(facts, text, times) {
		const json = parseJson(openAiDialect.wholeBody(facts, text, times));
		return JSON.stringify(isObject(json) ? { ...json, timings: timingsOf(facts, times) } : json);
	},
	streamTexts(facts, requestId) {
		const texts = openAiDialect.streamTexts(facts, requestId);
		const { epilogue } = texts;
		return {
			...texts,
			epilogue: (text, times) =>
				withTimings(
					typeof epilogue === 'string' ? epilogue : epilogue(text, times),
					timingsOf(facts, times)
				)
		};
	}
};
