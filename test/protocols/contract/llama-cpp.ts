/** llama-server: openai-chat with `timings` on its last chunks, as tools/server/README.md of ggml-org/llama.cpp describes them, August 2026. */
import { protocols } from '#bench/protocols/index.ts';
import { chunk, data, done } from '../recording.ts';
import type { Implementation } from './implementation.ts';
import { implementation as openaiChat } from './openai-chat.ts';

const text = ['Grüße', ' 🚀', ' €'].map((content) => chunk({ content }));
const role = chunk({ role: 'assistant', content: null });
const timings = { cache_n: 1, prompt_n: 2, prompt_ms: 30.5, predicted_n: 6, predicted_ms: 60.25 };
const usage = { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 };
const last = (changes: object = {}, counts: object = timings): string =>
	data({ model: 'm-1', choices: [], usage: { ...usage, ...changes }, timings: counts });

export const implementation: Implementation = {
	...openaiChat,
	protocol: protocols['llama-cpp'],
	stream: [
		role,
		chunk({ reasoning_content: 'hm' }),
		...text,
		chunk({}, 'stop', { timings }),
		last(),
		done
	],
	terminal: 5,
	output: [1, 2, 3, 4],
	usage: { uncachedInputTokens: 2, cacheReadTokens: 1, outputTokens: 6 },
	cachedStream: [
		role,
		...text,
		chunk({}, 'stop'),
		last(
			{ prompt_tokens: 100, total_tokens: 106 },
			{ ...timings, cache_n: 60, prompt_n: 40, predicted_n: 6 }
		),
		done
	],
	cachedUsage: {
		uncachedInputTokens: 40,
		cacheReadTokens: 60,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: 6
	},
	unknownUsageStream: [role, ...text, chunk({}, 'stop'), last({ surprise_tokens: 7 }), done],
	inconsistentUsageStream: [
		role,
		...text,
		chunk({}, 'stop'),
		last({}, { ...timings, predicted_n: 5 }),
		done
	]
};
