/** A decision held against the case of today: whether it still stands, and what has moved under it. */
import type { DecisionEvidence } from '#core/decision-record.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import type { Decision } from '#db/decisions.server.ts';
import { listQuotes } from '#db/quotes.server.ts';
import { findRun } from '#db/runs.server.ts';
import { adjustableParameters } from '#bench/economics/case/adjustable-parameters.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
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

/** The snapshot of a case, with values in place of some of its numbers, decimal text by id. */
export const caseTodayOf = (
	resolved: CostCase,
	overrides: Readonly<Record<string, string>>
): CaseToday => {
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
	return {
		title: costCase.title,
		options: evaluated.options.map(({ option }) => ({
			id: option.id,
			title: optionTitle(option),
			kind: option.kind
		})),
		evidence: decisionEvidence(
			costCase,
			{ evaluated, verdict, simulation },
			{ given: resolved, overrides }
		),
		numbers: Object.fromEntries(numbers)
	};
};

/**
 * Each decision with what has moved since. `caseToday` gives the case of today with the overrides of a decision; a BenchError of it is
 * told as a change. `titleOf` gives the title of a use case, null where there is none any more.
 */
export const heldAgainst = async (
	database: Database,
	decisions: readonly Decision[],
	{
		caseToday,
		titleOf
	}: {
		caseToday: (decision: Decision) => Promise<CaseToday>;
		titleOf: (useCaseId: string) => string | null;
	}
): Promise<DecisionToday[]> => {
	const quotes = await listQuotes(database);
	const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
	const held: DecisionToday[] = [];
	for (const decision of decisions) {
		const title = titleOf(decision.useCaseId);
		if (!decision.stands) {
			held.push({ ...decision, title, state: 'superseded', changes: [] });
			continue;
		}
		const today = await caseToday(decision).catch((error: unknown) => {
			if (error instanceof BenchError) return error.message;
			throw error;
		});
		const changes = changesSince(decision.evidence, decision.decidedAtUtc, {
			day,
			evidence: typeof today === 'string' ? null : today.evidence,
			problem: typeof today === 'string' ? today : null,
			numbers: typeof today === 'string' ? {} : today.numbers,
			quotes,
			runs: await runsOf(database, decision.evidence.runIds)
		});
		const state = changes.length === 0 ? 'stands' : 'changed';
		held.push({ ...decision, title, state, changes });
	}
	return held;
};
