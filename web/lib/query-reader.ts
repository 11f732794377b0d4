/** Reads the state of a page from its address. What cannot be read falls back, and is told in a sentence for the reader. */

export interface QueryReader {
	/** What could not be read, one sentence each. */
	readonly unread: readonly string[];
	/** One of a few words; null where absent. */
	choice: <T extends string>(name: string, options: readonly T[]) => T | null;
	/** Any text; null where absent or empty. */
	text: (name: string) => string | null;
	/** All texts under a name. */
	texts: (name: string) => string[];
	/** A whole number of at least `least`; null where absent. */
	whole: (name: string, least: number) => number | null;
}

/** Longest text that an address is read for. */
const maxLength = 300;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

export const createQueryReader = (params: URLSearchParams): QueryReader => {
	const unread: string[] = [];
	const given = (name: string): string | null => {
		const value = params.get(name)?.trim() ?? '';
		return value === '' ? null : value;
	};
	const refuse = (name: string, value: string, expected: string): null => {
		unread.push(`“${name}=${shortened(value)}” is left out: expected ${expected}.`);
		return null;
	};
	const checkedText = (name: string, value: string): string | null =>
		value.length <= maxLength
			? value
			: refuse(name, value, `at most ${String(maxLength)} characters`);
	return {
		unread,
		choice: (name, options) => {
			const value = given(name);
			if (value === null) return null;
			const found = options.find((option) => option === value);
			return found ?? refuse(name, value, `one of ${options.join(', ')}`);
		},
		text: (name) => {
			const value = given(name);
			return value === null ? null : checkedText(name, value);
		},
		texts: (name) =>
			params.getAll(name).flatMap((value) => {
				const text = value.trim();
				return text === '' ? [] : (checkedText(name, text) ?? []);
			}),
		whole: (name, least) => {
			const value = given(name);
			if (value === null) return null;
			const number = Number(value);
			const isFine = /^\d{1,9}$/u.test(value) && number >= least;
			return isFine ? number : refuse(name, value, `a whole number from ${String(least)}`);
		}
	};
};

/** What is changed in a query: a text or texts to set, null to take out. */
export type QueryChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** The address of the same page with a changed query. The page number goes, unless it is what changes. */
export const changedQuery = (
	url: Pick<URL, 'pathname' | 'search'>,
	changes: QueryChanges
): string => {
	const params = new URLSearchParams(url.search);
	if (!('page' in changes)) params.delete('page');
	for (const [name, value] of Object.entries(changes)) {
		params.delete(name);
		if (value === null) continue;
		for (const each of typeof value === 'string' ? [value] : value) params.append(name, each);
	}
	const query = params.toString();
	return query === '' ? url.pathname : `${url.pathname}?${query}`;
};
