/** llama-server, whose chat is that of OpenAI on the same path: its requests are answered by that dialect, without `timings`, as nothing was computed. */
import type { Dialect } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';

export const llamaCppDialect: Dialect = {
	...openAiDialect,
	protocol: 'llama-cpp',
	claims: () => false
};
