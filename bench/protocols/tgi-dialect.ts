/** Events and whole answers of Text Generation Inference: a token in each event, and in the last one also the whole text and the details. */
import { headerOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { isObject } from '#core/json.ts';
import { noteFinish, tgiFinishReasons } from './finish-reasons.ts';
import { sseFraming } from './framing/sse.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import type { ReadingError } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';
import { safeMessage } from './safe-message.ts';
import { tgiUsage } from './tgi-usage.ts';

/** Of `details`, what is no count. */
const noCounts: ReadonlySet<string> = new Set([
	'finish_reason',
	'seed',
	'prefill',
	'tokens',
	'top_tokens',
	'best_of_sequences'
]);

/** Headers of a whole answer that count; those of a stream were sent before anything was. */
const countHeaders = ['x-prompt-tokens', 'x-generated-tokens'] as const;

/** Kinds of `error_type`; an error in a stream has no status of its own, as a stream is HTTP 200 from its beginning. */
const kinds: ReadonlyMap<string, ReadingError['kind']> = new Map([
	['overloaded', 'rate-limited'],
	['validation', 'request'],
	['generation', 'server'],
	['incomplete_generation', 'server']
]);

const headerCounts = (response: RecordedResponse): Record<string, number> =>
	Object.fromEntries(
		countHeaders.flatMap((name) => {
			const value = headerOf(response, name)?.trim() ?? '';
			return /^\d{1,15}$/u.test(value) ? [[name, Number(value)]] : [];
		})
	);

export const createTgiDialect = (draft: ReadingDraft, response: RecordedResponse): Dialect => {
	const readDetails = (details: Record<string, unknown> | null): void => {
		if (!details) {
			draft.warn('the answer ended without a reason, as it came without details');
			return;
		}
		const counts = Object.entries(details).filter(([key]) => !noCounts.has(key));
		// Only where it was asked for, and never in a stream.
		const prefill = objectsAt(details, 'prefill');
		if (prefill.length > 0) counts.push(['prefill', prefill.length]);
		if (counts.length > 0) draft.addUsage(Object.fromEntries(counts));
		if (objectsAt(details, 'best_of_sequences').length > 0) {
			draft.warn('several sequences were generated; the tokens of one alone are counted');
		}
		const raw = textAt(details, 'finish_reason');
		if (raw === null) {
			draft.warn('the answer ended without a reason');
			return;
		}
		noteFinish(draft, tgiFinishReasons, raw, 'finish reason');
	};

	return {
		framing: sseFraming,
		event: ({ json, isError }) => {
			const token = objectAt(json, 'token');
			// A special token, such as the one that ends a text, is no part of it.
			if (token && token['special'] !== true) draft.say('text', textAt(token, 'text') ?? '');
			const details = objectAt(json, 'details');
			if (details || typeof json['generated_text'] === 'string') {
				draft.terminated = true;
				draft.ended = true;
				readDetails(details);
			} else if (!token && !isError) draft.warn('an event without a token was ignored');
		},
		body: (json) => {
			const text = json['generated_text'];
			if (typeof text !== 'string') return 'the answer holds no generated text';
			draft.say('text', text);
			const ofHeaders = headerCounts(response);
			if (Object.keys(ofHeaders).length > 0) draft.addUsage(ofHeaders);
			readDetails(objectAt(json, 'details'));
			return null;
		},
		error: (found, json) => {
			const type = isObject(json) ? textAt(json, 'error_type') : null;
			if (type === null) return found;
			return { ...found, kind: kinds.get(type) ?? found.kind, code: safeMessage(type) };
		},
		usage: tgiUsage
	};
};
