/**
 * Saved sets of assumptions as readers see them from whom confidential quotes are hidden. The id of a number may name such a quote, or an
 * option that it prices, so that they see the values of numbers that their own case has, and of no others.
 */
import { listAssumptionSets, type AssumptionSet } from '#db/assumption-sets.server.ts';
import type { Database } from '#db/client.server.ts';
import { listQuotes } from '#db/quotes.server.ts';
import type { AssumptionSetDraft } from '#core/assumption-set.ts';
import { BenchError } from '#core/errors.ts';
import { quoteOfParameterId } from '#core/quote/quote-names.ts';
import { adjustableParameters } from '#bench/economics/case/adjustable-parameters.ts';
import type { UseCases } from './use-cases.ts';

/** Whether a key of a set may be seen. */
type IsShown = (key: string) => boolean;

/** The numbers and thresholds of the case. Throws where it cannot be resolved. */
const inCaseOf = async (useCases: UseCases, useCaseId: string): Promise<IsShown> => {
	const { costCase } = await useCases.resolve(useCaseId, { includeEmulated: true });
	const keys = new Set([
		...adjustableParameters(costCase).map(({ parameter }) => parameter.id),
		...Object.keys(costCase.frontiers).map((id) => `threshold.${id}`)
	]);
	return (key) => keys.has(key);
};

/** Everything but numbers of quotes that the database does not show: a case made from a run is priced by none. */
const ofSeenQuotes = async (database: Database): Promise<IsShown> => {
	const seen = new Set((await listQuotes(database)).map(({ id }) => id));
	return (key) => {
		const named = quoteOfParameterId(key);
		return named === null || seen.has(named);
	};
};

export interface SetsOf {
	database: Database;
	useCases: UseCases;
}

/** Which keys of sets of a use case the database may tell; null where it hides nothing. Throws where its case cannot be resolved. */
const shownIn = async (
	useCaseId: string,
	{ database, useCases }: SetsOf
): Promise<IsShown | null> => {
	if (database.hidesConfidential !== true) return null;
	const source = (await useCases.list()).useCases.find(({ id }) => id === useCaseId);
	return source?.specFile === null ? ofSeenQuotes(database) : inCaseOf(useCases, useCaseId);
};

const valuesWhere = (values: AssumptionSet['values'], holds: IsShown): AssumptionSet['values'] =>
	Object.fromEntries(Object.entries(values).filter(([key]) => holds(key)));

const nothing: IsShown = () => false;

/** The sets of a use case with what of their values the database may tell; as they are where it hides nothing. Of a case that cannot be resolved that is none. */
export const shownSets = async (
	sets: readonly AssumptionSet[],
	useCaseId: string,
	of: SetsOf
): Promise<AssumptionSet[]> => {
	if (sets.length === 0) return [];
	const isShown = await shownIn(useCaseId, of).catch((error: unknown) => {
		if (error instanceof BenchError) return nothing;
		throw error;
	});
	if (!isShown) return [...sets];
	return sets.map((set) => ({ ...set, values: valuesWhere(set.values, isShown) }));
};

/**
 * Whether a set holds values that the database may not tell, which who cannot see them must not take away. Any may be one where the case cannot be
 * resolved.
 */
export const holdsHiddenValues = async (set: AssumptionSet, of: SetsOf): Promise<boolean> => {
	const [shown = set] = await shownSets([set], set.useCaseId, of);
	return Object.keys(shown.values).length < Object.keys(set.values).length;
};

/**
 * The draft as it is to be saved in place of a set of its name: values of that set that are hidden from who writes it stay as they were. Throws where
 * the case cannot be resolved, for nobody knows then which those are.
 */
export const withHiddenValues = async (
	draft: AssumptionSetDraft,
	of: SetsOf
): Promise<AssumptionSetDraft> => {
	const isShown = await shownIn(draft.useCaseId, of);
	if (!isShown) return draft;
	const replaced = (await listAssumptionSets(of.database, draft.useCaseId)).find(
		({ name }) => name === draft.name
	);
	const hidden = valuesWhere(replaced?.values ?? {}, (key) => !isShown(key));
	return { ...draft, values: { ...draft.values, ...hidden } };
};
