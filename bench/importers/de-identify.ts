/**
 * Takes out of texts what names a person or opens a door, by rules. Rules find forms, not people: what they leave must be read by
 * somebody before it is passed on.
 */
import { identifierRules, type FoundKind, type IdentifierRule } from './identifier-rules.ts';
import { namePattern } from './name-pattern.ts';

export interface Deidentifier {
	/** The text with what was found in brackets, such as `[email-1]`; the same thing has the same number throughout. */
	clean: (text: string) => string;
	/** The text with the kind of what was found in brackets, such as `[email]`: nothing is counted or remembered. */
	mask: (text: string) => string;
	/** The kinds of what is still in a text; empty where there is nothing to take out. */
	find: (text: string) => FoundKind[];
	/** How many different things were found so far, by kind. */
	counts: () => Partial<Record<FoundKind, number>>;
}

/** `names`: people and companies to take out, as a list of the user. */
export const createDeidentifier = (names: readonly string[] = []): Deidentifier => {
	const numbers = new Map<FoundKind, Map<string, number>>();
	const placeholder = (kind: FoundKind, found: string): string => {
		const known = numbers.get(kind) ?? new Map<string, number>();
		numbers.set(kind, known);
		const key = found.toLowerCase().replaceAll(/\s+/gu, ' ');
		const number = known.get(key) ?? known.size + 1;
		known.set(key, number);
		return `[${kind}-${String(number)}]`;
	};
	const byName = namePattern(names);
	const rules: IdentifierRule[] = [
		...identifierRules,
		...(byName ? [{ kind: 'name' as const, pattern: byName }] : [])
	];
	const replaceAll = (text: string, by: (kind: FoundKind, found: string) => string): string => {
		let replaced = text;
		for (const { kind, pattern, isOne } of rules) {
			replaced = replaced.replaceAll(pattern, (found) =>
				!isOne || isOne(found) ? by(kind, found) : found
			);
		}
		return replaced;
	};
	return {
		clean: (text) => replaceAll(text, placeholder),
		mask: (text) => replaceAll(text, (kind) => `[${kind}]`),
		find: (text) => [
			...new Set(
				rules
					.filter(({ pattern, isOne }) =>
						[...text.matchAll(pattern)].some(([found]) => !isOne || isOne(found))
					)
					.map(({ kind }) => kind)
			)
		],
		counts: () => Object.fromEntries([...numbers].map(([kind, known]) => [kind, known.size]))
	};
};
