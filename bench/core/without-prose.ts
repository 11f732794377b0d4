/**
 * What an endpoint says of itself beside its answer, with no room for a sentence: figures, dates and single words. These are stored as they are, also where
 * texts are encrypted, kept from nobody or taken away, so that an answer which an endpoint repeats there must not get through. One word still can.
 */
import { isObject } from './json.ts';

/** Stands where a text was that is more than one word. */
export const leftOut = '[left-out]';

/** In place of a name that is more than one word; several are told apart by a number. */
const leftOutName = /^\[left-out-\d{1,9}\]$/u;
/** Tiers, regions, modalities, ids. */
const word = /^[\w.-]{1,64}$/u;
const moment = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/iu;

const isName = (text: string): boolean => word.test(text) || leftOutName.test(text);

const textWithoutProse = (text: string): string =>
	text === '' || word.test(text) || moment.test(text) ? text : leftOut;

/** Names that stay as they are, and new ones for all others, none of which is there twice. */
const namesWithoutProse = (names: readonly string[]): string[] => {
	const taken = new Set(names.filter(isName));
	let n = 0;
	return names.map((name) => {
		if (isName(name)) return name;
		let mark: string;
		do mark = `[left-out-${String(++n)}]`;
		while (taken.has(mark));
		return mark;
	});
};

/**
 * JSON that an endpoint sent, such as its usage: every number, boolean and null where it was, names and texts only where they are one word or a moment.
 * What JSON does not have becomes null. Nested as deeply as it came.
 */
export const withoutProse = (value: unknown): unknown => {
	if (typeof value === 'string') return textWithoutProse(value);
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(withoutProse);
	if (!isObject(value)) return null;
	const names = namesWithoutProse(Object.keys(value));
	return Object.fromEntries(
		Object.values(value).map((inner, i) => [names[i] ?? leftOut, withoutProse(inner)])
	);
};

/** Ids, versions, addresses of models, products such as `nginx/1.25`. */
const headerWord = /^[\w.:/+=@-]{1,128}$/u;
const mediaType = /^[\w.+-]{1,64}\/[\w.+-]{1,64}(?:; ?(?:charset|version|q)=[\w.-]{1,32}){0,2}$/iu;
/** https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats */
const httpDate =
	/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/u;
const quantity =
	/^(?:-?\d{1,20}(?:\.\d{1,20})?|(?:\d{1,12}(?:\.\d{1,12})?(?:ns|us|ms|s|m|h|d)){1,6})$/u;

/** The most parts of one header: metrics, limits. */
const mostParts = 16;

const partsOf = (text: string, separator: ',' | ';'): string[] =>
	text.split(separator).map((part) => part.trim());

const isNamedQuantity = (part: string): boolean => {
	const [name = '', value = '', ...rest] = part.split('=');
	return rest.length === 0 && /^[a-z-]{1,24}$/iu.test(name) && quantity.test(value);
};

/** Limits as drafts of the IETF write them: `100, 100;w=60`, `limit=100, reset=5`, `"burst";q=100;w=60`. Null for anything else. */
const quantitiesIn = (value: string): string | null => {
	const members = partsOf(value, ',').map((member) => partsOf(member, ';'));
	const isOne = ([first = '', ...others]: readonly string[]): boolean =>
		others.every(isNamedQuantity) &&
		(quantity.test(first) ||
			isNamedQuantity(first) ||
			(others.length > 0 && /^"[\w.-]{1,32}"$/u.test(first)));
	return members.flat().length <= mostParts && members.every(isOne)
		? members.map((member) => member.join(';')).join(',')
		: null;
};

const withoutQuoted = (text: string): string => {
	let kept = '';
	let isQuoted = false;
	for (let i = 0; i < text.length; i++) {
		const character = text.charAt(i);
		if (character === '"') isQuoted = !isQuoted;
		else if (!isQuoted) kept += character;
		else if (character === '\\') i++;
	}
	return kept;
};

/** Names and durations of `server-timing`, ms (https://www.w3.org/TR/server-timing/), without descriptions and without metrics that have no duration. */
const serverTiming = (value: string): string => {
	const metrics = partsOf(withoutQuoted(value), ',').flatMap((metric) => {
		const [name = '', ...parameters] = partsOf(metric, ';');
		const duration = parameters.find((part) => /^dur=\d{1,12}(?:\.\d{1,20})?$/u.test(part));
		if (duration === undefined) return [];
		return [`${word.test(name) ? name : leftOut};${duration}`];
	});
	return metrics.length === 0 ? leftOut : metrics.slice(0, mostParts).join(',');
};

const headerWithoutProse = (name: string, value: string): string => {
	if (value === '' || httpDate.test(value)) return value;
	if (name === 'server-timing') return serverTiming(value);
	if (name === 'content-type') return mediaType.test(value) ? value : leftOut;
	return headerWord.test(value) ? value : (quantitiesIn(value) ?? leftOut);
};

/** Headers by their names in lower case: numbers, dates, durations, limits and single words; a mark in place of all others. */
export const headersWithoutProse = (
	headers: Readonly<Record<string, string>>
): Record<string, string> => {
	const names = namesWithoutProse(Object.keys(headers));
	return Object.fromEntries(
		Object.entries(headers).map(([name, value], i) => [
			names[i] ?? leftOut,
			headerWithoutProse(name, value)
		])
	);
};

const isTexts = (value: unknown): value is Record<string, string> =>
	isObject(value) && Object.values(value).every((text) => typeof text === 'string');

/** Timings as kept with an attempt: fields of its body, and under `headers` those of its head. */
export const timingsWithoutProse = (timings: unknown): unknown => {
	if (!isObject(timings) || !isTexts(timings['headers'])) return withoutProse(timings);
	const { headers, ...fields } = timings;
	return { ...(withoutProse(fields) as object), headers: headersWithoutProse(headers) };
};

/**
 * A model as the endpoint names it. Names such as `ft:gpt-4o:org::id`, `@cf/meta/llama-3` or `C:\models\qwen.gguf`: makers, paths, versions, tags,
 * deployments and ARNs need no other sign. A name with a blank would be a sentence as well, and hosts give out none.
 */
export const modelNameWithoutProse = (name: string): string =>
	/^[\w.:/\\@+()~=-]{1,200}$/u.test(name) ? name : leftOut;
