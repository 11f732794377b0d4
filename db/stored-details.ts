/**
 * What a grader saw of an answer, as it is stored: it quotes the answer, so that it is sealed as the answer is. Readable beside it stays what figures are
 * made of and no word of an answer is in: labels of a closed list, which are words of the scenario, and the rule and the votes of judges.
 */
import { isObject } from '#core/json.ts';
import { sealedKey, shutWords, type KeptTexts } from './kept-texts.server.ts';
import { parseStoredJson } from './stored-json.ts';

/** How a label is found, see `bench/graders/label.ts`. */
const labelReadings: ReadonlySet<unknown> = new Set(['exact', 'mentioned', 'none', 'ambiguous']);

const labelNames = ['expected', 'predicted', 'how'];
const judgedNames = ['passAt', 'combine', 'judgedBy', 'scores', 'votes'];

/** Names of what stays readable. */
const readableNames = (details: Record<string, unknown>): readonly string[] => {
	const { expected, predicted, how, passAt, combine, votes } = details;
	const isLabel =
		typeof expected === 'string' &&
		(predicted === null || typeof predicted === 'string') &&
		labelReadings.has(how);
	if (isLabel) return labelNames;
	const isJudged = typeof passAt === 'number' && typeof combine === 'string' && isObject(votes);
	return isJudged ? judgedNames : [];
};

export const placeOfDetails = (attemptId: string): string => `answers.details_json of ${attemptId}`;

/** Whether there is something in details that is sealed where there is a key: labels alone, and nothing, are not. */
export const holdsQuotes = (details: unknown): boolean => {
	if (!isObject(details)) return details !== null;
	const names = readableNames(details);
	return Object.keys(details).some((name) => !names.includes(name));
};

/** JSON text of details, sealed where there is a key. */
export const storedDetails = (details: unknown, attemptId: string, texts: KeptTexts): string => {
	if (texts.keyId === null || details === null) return JSON.stringify(details);
	const place = placeOfDetails(attemptId);
	if (!isObject(details)) return JSON.stringify(texts.sealJson(details, place));
	const names = readableNames(details);
	const entries = Object.entries(details);
	const readable = entries.filter(([name]) => names.includes(name));
	const rest = entries.filter(([name]) => !names.includes(name));
	if (rest.length === 0) return JSON.stringify(details);
	const sealed = texts.sealJson(Object.fromEntries(rest), place);
	// What is sealed comes first: by the beginning of the text it is known which key it needs.
	return JSON.stringify({ ...(isObject(sealed) ? sealed : {}), ...Object.fromEntries(readable) });
};

/** Details from their JSON text; where they cannot be opened, words in place of what is sealed. */
export const detailsOf = (
	json: string,
	attemptId: string,
	texts: KeptTexts
): { details: unknown; isShut: boolean } => {
	const stored = parseStoredJson(json, `details_json of the answer of attempt ${attemptId}`);
	if (!isObject(stored) || typeof stored[sealedKey] !== 'string') {
		return { details: stored, isShut: false };
	}
	const { [sealedKey]: sealed, ...readable } = stored;
	const opened = texts.openJson({ [sealedKey]: sealed }, placeOfDetails(attemptId));
	if (opened.kind === 'shut') {
		return { details: { ...readable, encrypted: shutWords[opened.why] }, isShut: true };
	}
	const { value } = opened;
	return { details: isObject(value) ? { ...value, ...readable } : value, isShut: false };
};
