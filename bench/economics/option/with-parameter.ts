/** The same data with some of its parameters changed, wherever they occur in it; what holds none of them is shared, not copied. */
import type { Parameter } from './parameter.ts';

const isParameter = (node: object): node is Parameter =>
	'id' in node && 'basis' in node && 'spread' in node;

/** Another object or array in place of one, entry by entry; the node itself where every entry stays. */
const replacedEntries = (node: object, change: (parameter: Parameter) => Parameter): object => {
	if (isParameter(node)) return change(node);
	const entries = Object.entries(node) as [string, unknown][];
	const next = entries.map(([key, each]): [string, unknown] => [
		key,
		typeof each === 'object' && each !== null ? replacedEntries(each, change) : each
	]);
	if (next.every(([, each], index) => each === entries[index]?.[1])) return node;
	return Array.isArray(node) ? next.map(([, each]) => each) : Object.fromEntries(next);
};

/**
 * Data of an option or a case with every parameter in it passed through `change`, which gives back the same object for what stays.
 * Parts without a change are the same objects as before, so that what was computed from them still holds.
 */
export const withParameters = <T extends object>(
	data: T,
	change: (parameter: Parameter) => Parameter
): T => replacedEntries(data, change) as T;

/** Data with one parameter at another value, decimal text, wherever it occurs; the data itself where nothing has the id. */
export const withParameter = <T extends object>(data: T, id: string, value: string): T =>
	withParameters(data, (parameter) => (parameter.id === id ? { ...parameter, value } : parameter));
