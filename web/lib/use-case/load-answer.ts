/** The answer to the address of a use case: its named set, its own values, and whether endpoints without a model count. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { apiClient, bodyOf } from '#lib/api.ts';
import type { AnsweredCase } from '#lib/server/answered-cases.ts';
import { readPageState, readSetValues, type PageState } from './page-state.ts';

/** What a load function, and a route of the server, has of its request. */
export interface AnswerRequest {
	id: string;
	url: URL;
	fetch: typeof globalThis.fetch;
}

interface AssumptionSet {
	id: string;
	name: string;
	values: Record<string, string>;
	author: string | null;
	savedAtUtc: string;
}

export interface LoadedAnswer extends Omit<AnsweredCase, 'changedCase'> {
	sets: AssumptionSet[];
	state: PageState;
	/** Values in place of those of the case, decimal text by parameter id: of the set and of the address. */
	overrides: Readonly<Record<string, string>>;
	/** Those of the set alone. */
	setValues: Readonly<Record<string, string>>;
	/** Thresholds of gates by id of their hybrid, of the set and of the address, decimal text. */
	thresholds: Readonly<Record<string, string>>;
	/** Those of the set alone. */
	setThresholds: Readonly<Record<string, string>>;
	/** The case with the values in place. */
	changedCase: CostCase;
	/** What of the address could not be used, a sentence each. */
	problems: string[];
}

/** Which case of a use case a state asks for, as the API takes it. */
export const caseQueryOf = ({ emulated, run }: PageState) => ({
	...(emulated === null ? {} : { emulated }),
	...(run === null ? {} : { run })
});

/** Throws the error page for an unknown use case. */
export const loadAnswer = async ({ id, url, fetch }: AnswerRequest): Promise<LoadedAnswer> => {
	const api = apiClient(url.origin, fetch)['use-cases'][':id'];
	const { state, problems } = readPageState(url.searchParams);
	const { sets } = await bodyOf(
		api['assumption-sets'].$get({ param: { id: encodeURIComponent(id) } })
	);
	const found = sets.find(({ name }) => name === state.set);
	const set = readSetValues(found?.values ?? {});
	const thresholds = { ...set.thresholds, ...state.thresholds };
	const overrides = { ...set.overrides, ...state.overrides };
	const prefixed = (prefix: string, values: Readonly<Record<string, string>>) =>
		Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
	const body: unknown = await bodyOf(
		api.answer.$get({
			param: { id: encodeURIComponent(id) },
			query: {
				...caseQueryOf(state),
				scale: state.scale,
				...prefixed('o.', overrides),
				...prefixed('threshold.', thresholds)
			}
		})
	);
	// The client takes a field that may be absent for one that may be undefined, which JSON cannot hold.
	const answer = body as AnsweredCase;
	return {
		...answer,
		sets,
		state,
		overrides,
		setValues: set.overrides,
		thresholds,
		setThresholds: set.thresholds,
		changedCase: answer.changedCase ?? answer.costCase,
		problems: [
			...problems,
			...set.problems,
			...(state.set !== null && !found ? [`there is no saved set "${state.set}"`] : []),
			...answer.refused.map(
				({ id: key, value, reason }) => `${key} cannot be ${value}: ${reason}; it stays as given`
			)
		]
	};
};
