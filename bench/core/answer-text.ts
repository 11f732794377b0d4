/** Whether two answers say the same, whatever their spacing and case. */
import { isObject, parseJson } from './json.ts';

const withSortedKeys = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(withSortedKeys);
	if (!isObject(value)) return value;
	const keys = Object.keys(value).sort();
	return Object.fromEntries(keys.map((key) => [key, withSortedKeys(value[key])]));
};

/**
 * A text that is equal for answers that say the same: in one Unicode form, small letters, each run of white space one space. A JSON
 * object or list is compared by its values: neither layout nor the order of keys counts, the case of its texts does.
 */
export const comparableText = (text: string): string => {
	const trimmed = text.trim();
	if (/^[{[]/u.test(trimmed)) {
		const json = parseJson(trimmed);
		if (json !== undefined) return JSON.stringify(withSortedKeys(json));
	}
	return trimmed.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ');
};
