/** The decision about a use case that stands, held against the case of today. */
import { apiClient, bodyOf } from '../api.ts';
import type { DecisionToday } from '../server/decision-today.ts';

/** Null where nothing has been decided. */
export const loadStandingDecision = async ({
	id,
	url,
	fetch
}: {
	id: string;
	url: URL;
	fetch: typeof globalThis.fetch;
}): Promise<DecisionToday | null> => {
	const api = apiClient(url.origin, fetch);
	const body = await bodyOf(api.decisions.$get({ query: { useCase: id } }));
	const decisions = body.decisions as DecisionToday[];
	return decisions.find(({ state }) => state !== 'superseded') ?? null;
};
