/** Turns the issues of a zod schema into places and sentences for a person: what was expected, and what was found. */
import { z } from 'zod';
import { isObject } from './json.ts';

type Issue = z.core.$ZodIssue;

/** Steps into a document: keys and list positions. */
export type DocumentPath = readonly (string | number)[];

/** One thing that is wrong with a value. */
export interface ValueProblem {
	path: DocumentPath;
	message: string;
	/** Where in the document it shows: on the value, on a key that should not be there, or nowhere, as it is missing. */
	at: 'value' | 'key' | 'missing';
}

export type CheckedValue<T> = { ok: true; value: T } | { ok: false; problems: ValueProblem[] };

/** `targets[1].baseUrl` */
export const renderPath = (path: DocumentPath): string =>
	path
		.map((step, index) => {
			if (typeof step === 'number') return `[${String(step)}]`;
			if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
			return index === 0 ? step : `.${step}`;
		})
		.join('');

/** Longest quotation of a found value, UTF-16 code units. */
const longestQuote = 60;

const quote = (value: unknown): string => {
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	if (value === null || value === undefined) return 'nothing';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const text = JSON.stringify(typeof value === 'string' ? value : typeof value);
	return text.length <= longestQuote ? text : `${text.slice(0, longestQuote).toWellFormed()}…"`;
};

const list = (words: readonly string[]): string => {
	const last = words.at(-1) ?? '';
	return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
};

const quoteAll = (values: readonly unknown[]): string => list(values.map(quote));

const typeNames: Record<string, string> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object with keys',
	record: 'an object with keys',
	null: 'null'
};

const bound = (issue: { origin: string; inclusive?: boolean }, limit: unknown, word: string) => {
	const amount = String(limit);
	if (issue.origin === 'string') return `text of ${word} ${amount} characters`;
	if (issue.origin === 'array') return `a list of ${word} ${amount} entries`;
	const sign = { 'at least': ['≥', '>'], 'at most': ['≤', '<'] }[word] ?? ['', ''];
	return `a number ${(issue.inclusive === false ? sign[1] : sign[0]) ?? ''} ${amount}`;
};

/** What the schema wanted, as the object of "expected …"; undefined leaves zod's own words. */
const expectation = (issue: z.core.$ZodRawIssue): string | undefined => {
	switch (issue.code) {
		case 'invalid_type':
			return `expected ${typeNames[issue.expected] ?? issue.expected}`;
		case 'invalid_value':
			return `expected ${quoteAll(issue.values)}`;
		case 'too_small':
			return `expected ${bound(issue, issue.minimum, 'at least')}`;
		case 'too_big':
			return `expected ${bound(issue, issue.maximum, 'at most')}`;
		case 'invalid_format':
			return issue.format === 'date' ? 'expected a day as YYYY-MM-DD' : undefined;
		case 'unrecognized_keys': {
			const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
			return known.length === 0 ? 'unknown key' : `unknown key; expected ${list(known)}`;
		}
		case 'invalid_union':
			return Array.isArray(issue['options'])
				? `expected ${quoteAll(issue['options'] as unknown[])}`
				: undefined;
		case 'custom':
		case 'not_multiple_of':
		case 'invalid_key':
		case 'invalid_element':
			return undefined;
	}
};

/** What zod says of a union of which no branch fits. */
const zodsOwnWords = 'Invalid input';

const lookUp = (root: unknown, path: DocumentPath): unknown => {
	let value = root;
	for (const step of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
			return undefined;
		}
		value = (value as Record<string | number, unknown>)[step];
	}
	return value;
};

/** Whether a branch already fails on the type of the value. */
const failsOnType = (issues: readonly Issue[]): boolean =>
	issues.some(
		(issue) =>
			issue.path.length === 0 &&
			(issue.code === 'invalid_type' ||
				(issue.code === 'invalid_union' &&
					issue.errors.length > 0 &&
					issue.errors.every(failsOnType)))
	);

/** How many keys of an object a branch does not know, or misses. */
const strangeKeys = (issues: readonly Issue[], value: unknown): number =>
	issues.reduce((count, issue) => {
		if (issue.code === 'unrecognized_keys') return count + issue.keys.length;
		const [key] = issue.path;
		const isMissing =
			issue.path.length === 1 && isObject(value) && !Object.hasOwn(value, key as string);
		return isMissing ? count + 1 : count;
	}, 0);

/**
 * The branch of a union that the author meant: the one that does not already fail on the type of the value; of several for
 * objects the one whose keys are nearest to those given. Null where that is not one.
 */
const chosenBranch = (branches: readonly Issue[][], value: unknown): Issue[] | null => {
	const meant = branches.filter((issues) => !failsOnType(issues));
	const [only] = meant;
	if (meant.length === 1 && only) return only;
	if (!isObject(value)) return null;
	const strange = meant.map((issues) => strangeKeys(issues, value));
	const least = Math.min(...strange);
	const nearest = meant.filter((_, index) => strange[index] === least);
	return nearest.length === 1 ? (nearest[0] ?? null) : null;
};

/** What every branch of a union wanted, unions within it included, as objects of "expected …". */
const wantedBy = (issues: readonly Issue[]): string[] =>
	issues.flatMap((issue) =>
		issue.code === 'invalid_union' && issue.errors.length > 0
			? issue.errors.flatMap(wantedBy)
			: [issue.message.replace(/^expected /u, '')]
	);

const toProblems = (issue: Issue, root: unknown, base: DocumentPath): ValueProblem[] => {
	const path = [
		...base,
		...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
	];
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map((key) => ({ path: [...path, key], message: issue.message, at: 'key' }));
	}
	if (issue.code === 'custom') return [{ path, message: issue.message, at: 'value' }];
	if (issue.code === 'invalid_key') {
		return [{ path, message: issue.issues[0]?.message ?? issue.message, at: 'key' }];
	}
	let message = issue.message;
	if (issue.code === 'invalid_union' && issue.errors.length > 0) {
		const branch = chosenBranch(issue.errors, lookUp(root, path));
		if (branch) return branch.flatMap((inner) => toProblems(inner, root, path));
		// A schema that says in its own words what it wants says it better.
		if (issue.message === zodsOwnWords) {
			message = `expected ${list([...new Set(issue.errors.flatMap(wantedBy))])}`;
		}
	}
	const found = lookUp(root, path);
	return found === undefined
		? [{ path, message: `missing; ${message}`, at: 'missing' }]
		: [{ path, message: `${message}, found ${quote(found)}`, at: 'value' }];
};

/** How zod begins its own words; a schema that says in others what it wants says it better. */
const zodsWords = /^(Invalid|Too|Unrecognized) /u;

/** The issue, and those within it, in our words. */
const reworded = (issue: Issue): Issue => {
	const words = zodsWords.test(issue.message)
		? expectation(issue as z.core.$ZodRawIssue)
		: undefined;
	return {
		...issue,
		...(words === undefined ? {} : { message: words }),
		...(issue.code === 'invalid_union'
			? { errors: issue.errors.map((branch) => branch.map(reworded)) }
			: {})
	} as Issue;
};

/** The problems of a value that a schema has refused elsewhere, in zod's own words: such as a request that a router checked. */
export const problemsOfIssues = (issues: readonly Issue[], value: unknown): ValueProblem[] =>
	issues.flatMap((issue) => toProblems(reworded(issue), value, []));

/** Checks a value against a schema and reports everything that is wrong with it. */
export const checkValue = <Schema extends z.ZodType>(
	value: unknown,
	schema: Schema
): CheckedValue<z.output<Schema>> => {
	const checked = schema.safeParse(value, { error: expectation });
	return checked.success
		? { ok: true, value: checked.data }
		: {
				ok: false,
				problems: checked.error.issues.flatMap((issue) => toProblems(issue, value, []))
			};
};
