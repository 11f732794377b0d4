/** Where in an event the token counts stand, by name: whatever the protocol, they are the counts that it found. */
import { isObject } from '#core/json.ts';

/** Objects inside of objects that are looked at. */
const deepest = 4;

const countsIn = (value: Record<string, unknown>, raw: Record<string, unknown>): string[] =>
	Object.keys(value).filter((key) => typeof value[key] === 'number' && Object.hasOwn(raw, key));

const placesIn = (
	value: Record<string, unknown>,
	raw: Record<string, unknown>,
	path: string,
	depth: number
): { path: string; counts: string[] }[] => [
	{ path, counts: countsIn(value, raw) },
	...(depth === deepest
		? []
		: Object.entries(value).flatMap(([key, inner]) =>
				isObject(inner) ? placesIn(inner, raw, path === '' ? key : `${path}.${key}`, depth + 1) : []
			))
];

/**
 * The path of the object in `json` that holds most of the counts of `raw`, such as `message.usage`; their names where they stand in the event itself;
 * null where none of them are there.
 */
export const usagePlace = (json: Record<string, unknown>, raw: unknown): string | null => {
	if (!isObject(raw)) return null;
	const best = placesIn(json, raw, '', 0).reduce((most, each) =>
		each.counts.length > most.counts.length ? each : most
	);
	if (best.counts.length === 0) return null;
	return best.path === '' ? best.counts.join(', ') : best.path;
};
