/** Which figures of two values of the same form differ. */
import { isObject } from './json.ts';

export interface ChangedFigure {
	/** Steps to it, such as `ttftMs.p50` or `validity.reasons[0]`. */
	figure: string;
	/** Null where there was none. */
	before: Leaf;
	after: Leaf;
}

/** A value without parts; `[]` and `{}` stand for what is empty. */
export type Leaf = string | number | boolean | null;

/** Every single value in it, by its steps; an empty list or object is one. */
const leavesOf = (value: unknown, path: string, leaves: Map<string, Leaf>): void => {
	if (Array.isArray(value)) {
		if (value.length === 0) leaves.set(path, '[]');
		for (const [index, each] of value.entries()) {
			leavesOf(each, `${path}[${String(index)}]`, leaves);
		}
	} else if (isObject(value)) {
		const entries = Object.entries(value).filter(([, each]) => each !== undefined);
		if (entries.length === 0) leaves.set(path, '{}');
		for (const [name, each] of entries) {
			leavesOf(each, path === '' ? name : `${path}.${name}`, leaves);
		}
	} else leaves.set(path, value === undefined ? null : (value as Leaf));
};

/** Single values that differ, in the order of `after`, then those that are gone; none for values that are the same. Both as JSON holds them. */
export const changedFigures = (before: unknown, after: unknown): ChangedFigure[] => {
	const [old, now] = [new Map<string, Leaf>(), new Map<string, Leaf>()];
	leavesOf(before, '', old);
	leavesOf(after, '', now);
	return [...new Set([...now.keys(), ...old.keys()])].flatMap((figure) => {
		const [was, is] = [old.get(figure) ?? null, now.get(figure) ?? null];
		return was === is ? [] : [{ figure, before: was, after: is }];
	});
};
