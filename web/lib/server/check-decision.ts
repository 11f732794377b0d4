/**
 * Whether what a decision says it rests on is there, for who records it: a decision that names what nobody can look at is hidden from some
 * readers, and stands in the way of their own.
 */
import { namesUnseenQuote } from '#core/decision-quotes.ts';
import type { DecisionDraft } from '#core/decision-record.ts';
import { BenchError } from '#core/errors.ts';
import { listQuotes } from '#db/quotes.server.ts';
import { storedRunIds } from '#db/runs.server.ts';
import type { Site } from './site.ts';

const notThere = (field: string, what: string): BenchError =>
	new BenchError('E_USAGE', `${field}: there is no ${what}`, {
		hint: 'Nothing was recorded. Take the evidence as the page of the use case has it now, or GET /api/use-cases/{id}/evidence.'
	});

/** Throws `E_USAGE` with the field that names a use case, a run or a quote which is not there, or which the site does not show to who records. */
export const checkDecision = async (
	{ useCaseId, evidence }: DecisionDraft,
	{ database, useCases }: Pick<Site, 'database' | 'useCases'>
): Promise<void> => {
	const { useCases: known } = await useCases.list();
	if (!known.some(({ id }) => id === useCaseId)) {
		throw notThere('useCaseId', `use case "${useCaseId}"`);
	}
	const opened = await database();
	const quotes = await listQuotes(opened);
	const quoteIds = new Set(quotes.map(({ id }) => id));
	const noQuote = evidence.quoteIds.find((id) => !quoteIds.has(id));
	if (noQuote !== undefined) throw notThere('evidence.quoteIds', `quote "${noQuote}"`);
	const runIds = await storedRunIds(opened, evidence.runIds);
	const noRun = evidence.runIds.find((id) => !runIds.has(id));
	if (noRun !== undefined) throw notThere('evidence.runIds', `run "${noRun}"`);
	// Nobody records what they are not shown afterwards.
	if (opened.hidesConfidential === true && namesUnseenQuote(evidence, quotes)) {
		throw notThere('evidence', 'quote of a name in its numbers, sources or reason');
	}
};
