/** Takes identifiers out of what a request says, and out of the values of an answer in JSON without breaking it. */
import { isObject, parseJson, type JsonValue } from '#core/json.ts';
import type { Deidentifier } from '../de-identify.ts';
import type { SampledRequest } from './prompt-uses.ts';

/** What one pass brings together, such as the digits round a taken out name, a further one takes out. */
const mostPasses = 4;

const cleanText = (text: string, identities: Deidentifier): string => {
	let cleaned = text;
	for (let pass = 0; pass < mostPasses; pass++) {
		const next = identities.clean(cleaned);
		if (next === cleaned) break;
		cleaned = next;
	}
	return cleaned;
};

/** The value with every text, number and name of a field in it cleaned. */
export const cleanValue = (value: JsonValue, clean: (text: string) => string): JsonValue => {
	if (typeof value === 'string') return clean(value);
	if (typeof value === 'number') {
		const text = String(value);
		const cleaned = clean(text);
		return cleaned === text ? value : cleaned;
	}
	if (Array.isArray(value)) return value.map((each) => cleanValue(each, clean));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [clean(name), cleanValue(each, clean)])
	);
};

/** Null: nothing is to be taken out. */
export type Cleaner = (text: string) => string;

export const cleanerOf = (identities: Deidentifier | null): Cleaner =>
	identities ? (text) => cleanText(text, identities) : (text) => text;

/** The answer as a reference: an object of JSON as text that stays one, else its text without the space round it. */
const cleanAnswer = (answer: string, clean: Cleaner): string => {
	const unfenced = answer.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, '$1');
	const value = /^[[{]/u.test(unfenced) ? parseJson(unfenced) : undefined;
	return value === undefined
		? clean(answer.trim())
		: JSON.stringify(cleanValue(value as JsonValue, clean));
};

export const cleanRequest = (
	{ prompt, answer }: SampledRequest,
	clean: Cleaner
): { system: string; turns: { role: string; content: string }[]; answer: string } => ({
	system: clean(prompt.system),
	turns: prompt.turns.map(({ role, text }) => ({ role, content: clean(text) })),
	answer: cleanAnswer(answer, clean)
});
