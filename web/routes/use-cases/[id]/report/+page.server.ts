import { loadAnswer } from '#lib/use-case/load-answer.ts';
import { loadStandingDecision } from '#lib/decisions/load-standing-decision.ts';
import type { PageServerLoad } from './$types.d.ts';

/** On the server alone, so that it is asked whenever the report is opened, and the audit log knows of it. */
export const load: PageServerLoad = async ({ url, params, fetch }) => {
	const request = { id: params.id, url, fetch };
	const [answer, decided] = await Promise.all([loadAnswer(request), loadStandingDecision(request)]);
	return { ...answer, decided, madeAtUtc: new Date().toISOString() };
};
