/** Looks into logged values: objects that were stored as text, fields that have several names. */
import { isObject, parseJson } from '#core/json.ts';

/** A value that may have been stored as the text of its JSON. */
export const unpacked = (value: unknown): unknown => {
	if (typeof value !== 'string' || !/^\s*[[{]/u.test(value)) return value;
	return parseJson(value) ?? value;
};

/** An object, also where it was stored as text; empty where it is something else. */
export const objectIn = (value: unknown): Record<string, unknown> => {
	const found = unpacked(value);
	return isObject(found) ? found : {};
};

/** A list, also where it was stored as text; empty where it is something else. */
export const listIn = (value: unknown): unknown[] => {
	const found = unpacked(value);
	return Array.isArray(found) ? (found as unknown[]) : [];
};

/** The first of these fields that is there and says something. */
export const firstOf = (value: Record<string, unknown>, ...names: string[]): unknown => {
	for (const name of names) {
		const found = value[name];
		if (found !== undefined && found !== null && found !== '') return found;
	}
	return undefined;
};

/** A text that is not empty; null otherwise. Numbers, as ids may be, become text. */
export const textIn = (value: unknown): string | null => {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value !== '' ? value : null;
};

/** A number ≥ 0, also where it was stored as text; null otherwise. */
export const amountIn = (value: unknown): number | null => {
	const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : null;
};
