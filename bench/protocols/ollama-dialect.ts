/** Lines and whole answers of Ollama's chat: a whole answer is a last line that brings the message as well. */
import { isObject } from '#core/json.ts';
import { noteFinish, ollamaFinishReasons } from './finish-reasons.ts';
import { ndjsonFraming } from './framing/ndjson.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import { ollamaUsage } from './ollama-usage.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

/** What the last line says of itself, in nanoseconds; each is left out where it is 0. */
const durations = ['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'];

/** Of the last line, beside durations, what is no count. */
const noCounts: ReadonlySet<string> = new Set([
	...durations,
	'model',
	'remote_model',
	'remote_host',
	'created_at',
	'message',
	'done',
	'done_reason',
	'context',
	'logprobs'
]);

export const createOllamaDialect = (draft: ReadingDraft): Dialect => {
	const readMessage = (message: Record<string, unknown>): void => {
		draft.say('reasoning', textAt(message, 'thinking') ?? '');
		draft.say('text', textAt(message, 'content') ?? '');
		for (const call of objectsAt(message, 'tool_calls')) {
			const part = objectAt(call, 'function') ?? {};
			const name = textAt(part, 'name') ?? '';
			const given = part['arguments'];
			const args = isObject(given) && !isTooDeep(given) ? JSON.stringify(given) : '{}';
			draft.toolCalls.push({ id: textAt(call, 'id'), name, arguments: args });
			draft.stamp('tool', name.length + args.length);
		}
	};

	const readEnd = (json: Record<string, unknown>): void => {
		draft.terminated = true;
		draft.ended = true;
		const counts = Object.entries(json).filter(([key]) => !noCounts.has(key));
		if (counts.length > 0) draft.addUsage(Object.fromEntries(counts));
		for (const name of durations) {
			if (typeof json[name] === 'number') draft.timings[name] = json[name];
		}
		const raw = textAt(json, 'done_reason');
		if (raw === null) {
			draft.warn('the answer ended without a reason');
			return;
		}
		noteFinish(draft, ollamaFinishReasons, raw, 'reason to end');
	};

	/** Whether there was an answer in it. */
	const readLine = (json: Record<string, unknown>): boolean => {
		draft.nameModel(textAt(json, 'model'));
		const message = objectAt(json, 'message');
		if (message) readMessage(message);
		if (json['done'] === true) readEnd(json);
		return message !== null;
	};

	return {
		framing: ndjsonFraming,
		event: ({ json, isError }) => {
			if (readLine(json) || isError || json['done'] === true) return;
			draft.warn('a line without a message was ignored');
		},
		body: (json) => {
			if (!readLine(json)) return 'the answer holds no message';
			return json['done'] === false ? 'the answer says that it is not done' : null;
		},
		usage: ollamaUsage
	};
};
