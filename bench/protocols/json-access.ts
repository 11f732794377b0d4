/** Careful looks into JSON that somebody else wrote: the wanted type or null, never an exception. */
import { isObject } from '#core/json.ts';

/** A string that is not empty; null for anything else. */
export const textAt = (object: Record<string, unknown>, key: string): string | null => {
	const value = object[key];
	return typeof value === 'string' && value !== '' ? value : null;
};

/** An object; null for anything else. */
export const objectAt = (
	object: Record<string, unknown>,
	key: string
): Record<string, unknown> | null => {
	const value = object[key];
	return isObject(value) ? value : null;
};

/** The objects in a list; empty for anything else. */
export const objectsAt = (
	object: Record<string, unknown>,
	key: string
): Record<string, unknown>[] => {
	const value = object[key];
	return Array.isArray(value) ? value.filter(isObject) : [];
};

/** Nesting that is kept; `JSON.stringify` overflows the stack on what `JSON.parse` accepts. */
const maxNesting = 32;

const isDeeperThan = (levels: number, value: unknown): boolean =>
	typeof value === 'object' &&
	value !== null &&
	(levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner)));

/** Whether a value is too deeply nested to be stored. */
export const isTooDeep = (value: unknown): boolean => isDeeperThan(maxNesting, value);
