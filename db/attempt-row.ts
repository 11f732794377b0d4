/** Attempts between their stored row and their type in core. */
import type { InferInsertModel, InferSelectModel } from 'drizzle-orm';
import { z } from 'zod';
import type { Attempt } from '#core/attempt.ts';
import type { Usage } from '#core/usage.ts';
import { timingsWithoutProse, withoutProse } from '#core/without-prose.ts';
import type { KeptTexts } from './kept-texts.server.ts';
import type { attempts } from './schema.ts';
import { storableText } from './storable-text.ts';
import { parseOptionalJson, parseStored, storedJson } from './stored-json.ts';

type AttemptRow = InferSelectModel<typeof attempts>;

const cacheWriteSchema = z.record(z.string(), z.int().nonnegative());

export const placeOfMessage = (attemptId: string): string =>
	`attempts.error_message of ${attemptId}`;

/** A message of an endpoint, or words in its place where it cannot be read. */
export const messageOfRow = (
	{ id, errorMessage }: Pick<AttemptRow, 'id' | 'errorMessage'>,
	texts: KeptTexts
): string | null => (errorMessage === null ? null : texts.shown(errorMessage, placeOfMessage(id)));

/** `usage.raw` and `serverTimings` are not encrypted, so that only figures and single words of them are stored; they come back as null where they were undefined. */
export const rowOfAttempt = (
	{ usage, serverTimings, ...plain }: Attempt,
	texts: KeptTexts
): Required<InferInsertModel<typeof attempts>> => ({
	...plain,
	errorMessage:
		plain.errorMessage === null
			? null
			: texts.seal(storableText(plain.errorMessage), placeOfMessage(plain.id)),
	uncachedInputTokens: usage?.uncachedInputTokens ?? null,
	cacheReadTokens: usage?.cacheReadTokens ?? null,
	cacheWriteTokensJson: storedJson(usage?.cacheWriteTokens),
	visibleOutputTokens: usage?.visibleOutputTokens ?? null,
	reasoningTokens: usage?.reasoningTokens ?? null,
	outputTokens: usage?.outputTokens ?? null,
	usageSource: usage?.source ?? null,
	usageRawJson: storedJson(withoutProse(usage?.raw)),
	usageInconsistent: usage?.isInconsistent ?? null,
	serverTimingsJson: storedJson(timingsWithoutProse(serverTimings))
});

/** Tokens written to a prompt cache by time-to-live, as stored. Throws `E_DATABASE` for a text that does not say them. */
export const cacheWriteTokensOf = (
	json: string | null,
	attemptId: string
): Usage['cacheWriteTokens'] =>
	json === null
		? null
		: parseStored(cacheWriteSchema, json, `cache_write_tokens_json of attempt ${attemptId}`);

export const attemptOfRow = (row: AttemptRow, texts: KeptTexts): Attempt => {
	const {
		uncachedInputTokens,
		cacheReadTokens,
		cacheWriteTokensJson,
		visibleOutputTokens,
		reasoningTokens,
		outputTokens,
		usageSource,
		usageRawJson,
		usageInconsistent,
		serverTimingsJson,
		...plain
	} = row;
	const place = (column: string): string => `${column} of attempt ${plain.id}`;
	const usage: Usage | null =
		usageSource === null
			? null
			: {
					uncachedInputTokens,
					cacheReadTokens,
					cacheWriteTokens: cacheWriteTokensOf(cacheWriteTokensJson, plain.id),
					visibleOutputTokens,
					reasoningTokens,
					outputTokens,
					source: usageSource,
					...(usageInconsistent && { isInconsistent: true as const }),
					raw: parseOptionalJson(usageRawJson, place('usage_raw_json'))
				};
	return {
		...plain,
		errorMessage: messageOfRow(row, texts),
		usage,
		serverTimings: parseOptionalJson(serverTimingsJson, place('server_timings_json'))
	};
};
