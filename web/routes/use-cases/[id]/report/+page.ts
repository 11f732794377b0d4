import { loadAnswer } from '#lib/use-case/load-answer.ts';
import { loadStandingDecision } from '#lib/decisions/load-standing-decision.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => {
	const request = { id: params.id, url, fetch };
	const [answer, decided] = await Promise.all([loadAnswer(request), loadStandingDecision(request)]);
	return { ...answer, decided, madeAtUtc: new Date().toISOString() };
};
