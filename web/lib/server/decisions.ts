/** Decisions held against the case of today: which still stand, and what has moved under the others. */
import type { DecisionEvidence } from '#core/decision-record.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import type { Decision } from '#db/decisions.server.ts';
import { listQuotes } from '#db/quotes.server.ts';
import { findRun } from '#db/runs.server.ts';
import { adjustableParameters } from '#bench/economics/case/adjustable-parameters.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import {
	changesSince,
	type DecisionChange,
	type NumberNow
} from '#bench/economics/decision/changes-since.ts';
import { decisionEvidence } from '#bench/economics/decision/decision-evidence.ts';
import type { OptionKind } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { drawCase } from '#bench/economics/uncertainty/draw-case.ts';
import { caseVerdict } from '#bench/economics/verdict/case-verdict.ts';
import { createCache } from './cache.ts';
import type { Settings } from './settings.ts';
import type { UseCases } from './use-cases.ts';

/** A decision as it stands today. */
export interface DecisionToday extends Decision {
	/** `superseded` by another decision, whatever has moved. */
	state: 'stands' | 'changed' | 'superseded';
	/** Title of the use case; null where there is none any more. */
	title: string | null;
	/** What has moved; empty for superseded ones. */
	changes: DecisionChange[];
}

/** The snapshot of today with the overrides of a decision, and what its numbers are called. */
export interface CaseToday {
	title: string;
	/** Options that can be chosen, the cheapest first. */
	options: { id: string; title: string; kind: OptionKind }[];
	evidence: DecisionEvidence;
	numbers: Record<string, NumberNow>;
}

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

const aboutOf = (
	evidence: ReturnType<typeof adjustableParameters>[number]['parameter']['evidence']
): NumberNow['about'] => {
	if (evidence?.kind === 'run') return { kind: 'run', id: evidence.runId };
	return evidence?.kind === 'quote' ? { kind: 'quote', id: evidence.quoteId } : null;
};

const runsOf = async (
	database: Database,
	ids: readonly string[]
): Promise<{ id: string; startedAtUtc: string }[]> => {
	const found: { id: string; startedAtUtc: string }[] = [];
	for (const id of ids) {
		try {
			const { run } = await findRun(database, id);
			found.push({ id: run.id, startedAtUtc: run.startedAtUtc });
		} catch (error) {
			if (!(error instanceof BenchError && error.code === 'E_NOT_FOUND')) throw error;
		}
	}
	return found;
};

export const createDecisions = (
	settings: Settings,
	useCases: UseCases,
	database: () => Promise<Database>
): Decisions => {
	const cases = createCache<CaseToday>(100);

	const caseToday: Decisions['caseToday'] = async (useCaseId, overrides, includeEmulated) => {
		const { costCase: resolved, mark } = await useCases.resolve(useCaseId, { includeEmulated });
		const key = JSON.stringify([useCaseId, overrides, includeEmulated, mark]);
		return cases(key, () => {
			const { costCase } = overrideCase(resolved, overrides);
			const evaluated = evaluateCase(costCase);
			const drawn = drawCase(costCase, evaluated);
			const verdict = caseVerdict(costCase, evaluated, drawn);
			const simulation = drawn?.simulation ?? null;
			const numbers = adjustableParameters(costCase).map(
				({ parameter: { id, label, evidence } }): [string, NumberNow] => [
					id,
					{ label, about: aboutOf(evidence) }
				]
			);
			return Promise.resolve({
				title: costCase.title,
				options: evaluated.options.map(({ option }) => ({
					id: option.id,
					title: optionTitle(option),
					kind: option.kind
				})),
				evidence: decisionEvidence(costCase, { evaluated, verdict, simulation }, overrides),
				numbers: Object.fromEntries(numbers)
			});
		});
	};

	/** The case of today, or why there is none. */
	const caseOrProblem = async ({
		useCaseId,
		evidence: { overrides, verdict }
	}: Decision): Promise<CaseToday | string> => {
		try {
			return await caseToday(useCaseId, overrides, settings.includeEmulated || verdict.emulated);
		} catch (error) {
			if (error instanceof BenchError) return error.message;
			throw error;
		}
	};

	return {
		caseToday,
		heldAgainstToday: async (decisions) => {
			const db = await database();
			const quotes = await listQuotes(db);
			const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
			const held: DecisionToday[] = [];
			const { useCases: known } = await useCases.list();
			const titleOf = (id: string): string | null =>
				known.find((each) => each.id === id)?.title ?? null;
			for (const decision of decisions) {
				const title = titleOf(decision.useCaseId);
				if (decision.supersededBy !== null) {
					held.push({ ...decision, title, state: 'superseded', changes: [] });
					continue;
				}
				const today = await caseOrProblem(decision);
				const changes = changesSince(decision.evidence, decision.decidedAtUtc, {
					day,
					evidence: typeof today === 'string' ? null : today.evidence,
					problem: typeof today === 'string' ? today : null,
					numbers: typeof today === 'string' ? {} : today.numbers,
					quotes,
					runs: await runsOf(db, decision.evidence.runIds)
				});
				const state = changes.length === 0 ? 'stands' : 'changed';
				held.push({ ...decision, title, state, changes });
			}
			return held;
		}
	};
};
