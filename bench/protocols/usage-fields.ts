/** What the protocols share when they bring token usage into its normal form. */
import { isObject } from '#core/json.ts';
import { isTooDeep } from './json-access.ts';

export type Warn = (warning: string) => void;

/** Merges usage that arrives in pieces: per field, the last one that is not null wins; detail objects likewise. */
export const mergeUsage = (
	earlier: Record<string, unknown> | null,
	later: Record<string, unknown>
): Record<string, unknown> => {
	const merged = new Map(Object.entries(earlier ?? {}));
	for (const [key, value] of Object.entries(later)) {
		if (value === null && merged.has(key)) continue;
		const before = merged.get(key);
		merged.set(
			key,
			isObject(before) && isObject(value)
				? { ...before, ...Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null)) }
				: value
		);
	}
	return Object.fromEntries(merged);
};

/** The token count at `path`; null if it is absent, or is no count, which is warned of. */
export const countAt = (
	usage: Record<string, unknown>,
	path: readonly [string] | readonly [string, string],
	warn: Warn
): number | null => {
	let value: unknown = usage;
	for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : null;
	if (value === null) return null;
	if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
	warn(`usage: ${path.join('.')} is not a token count`);
	return null;
};

/** A difference of counts; null with a warning where it would be below 0, as the parts then contradict the total. */
export const remainder = (
	total: number,
	parts: readonly (number | null)[],
	label: string,
	warn: Warn
): number | null => {
	const rest = parts.reduce<number>((left, part) => left - (part ?? 0), total);
	if (rest >= 0) return rest;
	warn(`usage: the parts of ${label} add up to more than ${label} itself`);
	return null;
};

/** Known keys of a usage object: true for a plain field, a list for the fields of a detail object. */
export type KnownKeys = Record<string, true | readonly string[]>;

/** One warning that names every key with a value that the protocol does not know. */
export const warnOfUnknownKeys = (
	usage: Record<string, unknown>,
	known: KnownKeys,
	warn: Warn
): void => {
	const unknown = Object.entries(usage).flatMap(([key, value]): string[] => {
		if (value === null) return [];
		const fields = Object.hasOwn(known, key) ? known[key] : undefined;
		if (fields === undefined) return [key];
		if (fields === true || !isObject(value)) return [];
		return Object.keys(value).flatMap((inner) =>
			fields.includes(inner) || value[inner] === null ? [] : [`${key}.${inner}`]
		);
	});
	if (unknown.length > 0) warn(`usage: unknown fields, kept as received: ${unknown.join(', ')}`);
};

/** The usage object as it is stored; null with a warning where it is nested beyond reason. */
export const rawUsage = (usage: Record<string, unknown>, warn: Warn): unknown => {
	if (!isTooDeep(usage)) return usage;
	warn('usage: nested too deeply to be kept');
	return null;
};
