/** openai-chat as llama-server sends it: the counts in `timings` stand beside the usage, or for it. */
import { objectAt } from './json-access.ts';
import { llamaCppUsage } from './llama-cpp-usage.ts';
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

/** Of `timings`; the rest of it are times. */
const counts = ['cache_n', 'prompt_n', 'predicted_n'];

export const createLlamaCppDialect = (draft: ReadingDraft): Dialect => {
	const dialect = createOpenaiChatDialect(draft);
	/** With `timings_per_token` they come with each chunk, and the last ones count. */
	let timings: Record<string, unknown> | null = null;
	const note = (json: Record<string, unknown>): void => {
		timings = objectAt(json, 'timings') ?? timings;
	};
	return {
		...dialect,
		event: (event) => {
			note(event.json);
			dialect.event(event);
		},
		body: (json) => {
			note(json);
			return dialect.body(json);
		},
		end: () => {
			dialect.end?.();
			const last = timings;
			if (!last) return;
			const known = counts.filter((name) => Object.hasOwn(last, name));
			if (known.length === 0) return;
			draft.addUsage({ timings: Object.fromEntries(known.map((name) => [name, last[name]])) });
		},
		usage: llamaCppUsage
	};
};
