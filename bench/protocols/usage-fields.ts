/** What the protocols share when they bring token usage into its normal form. */
import { isObject } from '#core/json.ts';
import type { Usage } from '#core/usage.ts';
import { isTooDeep } from './json-access.ts';

export type Warn = (warning: string) => void;

/** Fields kept of a usage object and of each object in it: an endpoint that brings new ones with every event must not make reading it slow. */
const maxFields = 64;

/** `earlier` with the fields of `later`, the last one that is not null of each; `mergeValue` puts two objects of the same name together. */
const mergeFields = (
	earlier: Record<string, unknown>,
	later: Record<string, unknown>,
	warn: Warn,
	mergeValue: (before: unknown, value: unknown) => unknown
): Record<string, unknown> => {
	const merged = new Map(Object.entries(earlier));
	for (const [key, value] of Object.entries(later)) {
		const isKnown = merged.has(key);
		if (value === null && isKnown) continue;
		if (!isKnown && merged.size >= maxFields) {
			warn(`usage: only ${String(maxFields)} fields were kept`);
			continue;
		}
		merged.set(key, mergeValue(merged.get(key), value));
	}
	return Object.fromEntries(merged);
};

/** Merges usage that arrives in pieces: per field, the last one that is not null wins; detail objects likewise. */
export const mergeUsage = (
	earlier: Record<string, unknown> | null,
	later: Record<string, unknown>,
	warn: Warn
): Record<string, unknown> =>
	mergeFields(earlier ?? {}, later, warn, (before, value) =>
		isObject(value)
			? mergeFields(isObject(before) ? before : {}, value, warn, (_, inner) => inner)
			: value
	);

/** Counts of a later piece of usage that are smaller than they were, those of its detail objects by `detail.name`. */
export const fallenCounts = (
	earlier: Record<string, unknown> | null,
	later: Record<string, unknown>,
	isDetail = false
): { name: string; from: number; to: number }[] =>
	Object.entries(later).flatMap(([name, to]) => {
		const from = earlier !== null && Object.hasOwn(earlier, name) ? earlier[name] : undefined;
		if (isObject(from) && isObject(to)) {
			return (isDetail ? [] : fallenCounts(from, to, true)).map((each) => ({
				...each,
				name: `${name}.${each.name}`
			}));
		}
		return typeof from === 'number' && typeof to === 'number' && to < from
			? [{ name, from, to }]
			: [];
	});

/** No request has more tokens than that. With this bound every sum of counts is an exact integer, too. */
const mostTokens = 1e12;

/** The token count at `path`; null if it is absent, or is no count, which is warned of. */
export const countAt = (
	usage: Record<string, unknown>,
	path: readonly [string] | readonly [string, string],
	warn: Warn
): number | null => {
	let value: unknown = usage;
	for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : null;
	if (value === null) return null;
	if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens) {
		return value;
	}
	warn(`usage: ${path.join('.')} is not a token count`);
	return null;
};

/** Whether a total shows that reasoning is counted beside the output and not inside of it, as xAI and some servers do. */
export const isReasoningBeside = (counts: {
	input: number | null;
	output: number | null;
	reasoning: number | null;
	total: number | null;
}): boolean => {
	const { input, output, reasoning, total } = counts;
	return (
		input !== null &&
		output !== null &&
		reasoning !== null &&
		reasoning > 0 &&
		input + output + reasoning === total
	);
};

/** Holds the counts of one usage against each other, and remembers whether any contradict. */
export class UsageSums {
	readonly #warn: Warn;
	#isInconsistent = false;

	constructor(warn: Warn) {
		this.#warn = warn;
	}

	/** A difference of counts; null with a warning where it would be below 0, as the parts then contradict the total. */
	remainder(total: number, parts: readonly (number | null)[], label: string): number | null {
		const rest = parts.reduce<number>((left, part) => left - (part ?? 0), total);
		if (rest >= 0) return rest;
		this.contradict(`the parts of ${label} add up to more than ${label} itself`);
		return null;
	}

	/** Warns where counts that the provider gives, by name, are not the total that it gives; unknown ones are not held against anything. */
	expectSum(
		parts: Readonly<Record<string, number | null>>,
		total: number | null,
		label: string
	): void {
		const counts = Object.entries(parts);
		if (total === null || counts.some(([, count]) => count === null)) return;
		const sum = counts.reduce((all, [, count]) => all + (count ?? 0), 0);
		if (sum === total) return;
		const named = counts.map(([name, count]) => `${name} ${String(count)}`).join(' + ');
		this.contradict(`${named} is not ${label} ${String(total)}`);
	}

	/** Notes a contradiction, in words. */
	contradict(why: string): void {
		this.#isInconsistent = true;
		this.#warn(`usage: ${why}`);
	}

	/** The mark of a usage in the normal form: to be spread into it. */
	get mark(): Pick<Usage, 'isInconsistent'> {
		return this.#isInconsistent ? { isInconsistent: true } : {};
	}
}

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
