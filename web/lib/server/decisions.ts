/** Decisions held against the case of today: which still stand, and what has moved under the others. */
import type { Database } from '#db/client.server.ts';
import type { Decision } from '#db/decisions.server.ts';
import { createCache } from './cache.ts';
import { caseTodayOf, heldAgainst, type CaseToday, type DecisionToday } from './decision-today.ts';
import type { Settings } from './settings.ts';
import type { UseCases } from './use-cases.ts';

export interface Decisions {
	/** The case of a use case today. Throws what resolving it throws. */
	caseToday: (
		useCaseId: string,
		overrides: Readonly<Record<string, string>>,
		includeEmulated: boolean
	) => Promise<CaseToday>;
	/** Each decision with what has moved since. */
	heldAgainstToday: (decisions: readonly Decision[]) => Promise<DecisionToday[]>;
}

export const createDecisions = (
	settings: Settings,
	useCases: UseCases,
	database: () => Promise<Database>
): Decisions => {
	const cases = createCache<CaseToday>(100);

	const caseToday: Decisions['caseToday'] = async (useCaseId, overrides, includeEmulated) => {
		const { costCase, mark } = await useCases.resolve(useCaseId, { includeEmulated });
		const key = JSON.stringify([useCaseId, overrides, includeEmulated, mark]);
		return cases(key, () => Promise.resolve(caseTodayOf(costCase, overrides)));
	};

	return {
		caseToday,
		heldAgainstToday: async (decisions) => {
			const { useCases: known } = await useCases.list();
			const opened = await database();
			return heldAgainst(opened, decisions, {
				caseToday: ({ useCaseId, evidence: { overrides, verdict } }) =>
					caseToday(useCaseId, overrides, settings.includeEmulated || verdict.emulated),
				titleOf: (id) => known.find((each) => each.id === id)?.title ?? null
			});
		}
	};
};
