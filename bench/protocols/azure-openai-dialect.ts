/**
 * What Azure adds to the chunks and answers of Chat Completions: what its content filter found in the prompt (`prompt_filter_results`) and in the
 * answer (`content_filter_results`). Fields: Azure OpenAI data-plane inference 2024-10-21 (`contentFilterResultsBase` and what builds on it), read in
 * November 2026; chunks of the asynchronous filter: https://learn.microsoft.com/azure/foundry/openai/concepts/content-streaming
 */
import { isObject } from '#core/json.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type { ReadingError } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';
import { safeMessage } from './safe-message.ts';

type Json = Record<string, unknown>;

/** Categories that the filter blocked, such as `violence (medium)`; those it only noted are left out. */
const filteredIn = (results: Json): string[] =>
	Object.entries(results).flatMap(([category, found]) => {
		if (!isObject(found) || found['filtered'] !== true) return [];
		const severity = textAt(found, 'severity');
		return [severity === null ? category : `${category} (${severity})`];
	});

const errorIn = (json: unknown): Json => {
	const outer = isObject(json) ? json : {};
	return objectAt(outer, 'error') ?? outer;
};

/** Azure and its API Management name the wait of a 429 in their sentence, too, where the header is lost on the way. */
const waitInWords = /\b(?:retry after|try again in) (\d{1,6}) seconds?\b/iu;

/** Why a prompt was blocked, first of all, and how long to wait where only the message says it. */
const withDetails = (found: ReadingError, json: unknown): ReadingError => {
	const inner = objectAt(errorIn(json), 'innererror') ?? {};
	const filtered = filteredIn(objectAt(inner, 'content_filter_result') ?? {});
	const waitS = waitInWords.exec(found.message)?.[1];
	return {
		...found,
		message:
			filtered.length === 0
				? found.message
				: safeMessage(`filtered for ${filtered.join(', ')}: ${found.message}`),
		retryAfterS:
			found.retryAfterS ??
			(found.kind === 'rate-limited' && waitS !== undefined ? Number(waitS) : null)
	};
};

export const createAzureOpenaiDialect = (draft: ReadingDraft): Dialect => {
	const chat = createOpenaiChatDialect(draft);

	const noteFilter = (of: 'prompt' | 'answer', results: Json | null): void => {
		if (!results) return;
		const failure = objectAt(results, 'error');
		if (failure) {
			const why = textAt(failure, 'message') ?? textAt(failure, 'code') ?? 'no reason given';
			draft.warn(`the content filter did not check the ${of}: ${why.slice(0, 200)}`);
		}
		const filtered = filteredIn(results);
		if (filtered.length > 0) {
			draft.warn(`the content filter objected to the ${of}: ${filtered.join(', ').slice(0, 200)}`);
		}
	};

	const noteFilters = (json: Json): void => {
		for (const prompt of objectsAt(json, 'prompt_filter_results')) {
			noteFilter('prompt', objectAt(prompt, 'content_filter_results'));
		}
		for (const choice of objectsAt(json, 'choices')) {
			noteFilter('answer', objectAt(choice, 'content_filter_results'));
		}
	};

	return {
		...chat,
		event: (event) => {
			noteFilters(event.json);
			chat.event(event);
		},
		body: (json) => {
			noteFilters(json);
			return chat.body(json);
		},
		error: withDetails
	};
};
