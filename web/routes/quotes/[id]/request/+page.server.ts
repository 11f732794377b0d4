import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageServerLoad } from './$types.d.ts';

const defaultMonths = 36;

/** The term in months of the address; what is none falls back and is told. */
const termOf = (text: string | null): { months: number; unread: string | null } => {
	if (text === null || text === '') return { months: defaultMonths, unread: null };
	const months = Number(text);
	return /^\d{1,3}$/u.test(text) && months >= 1 && months <= 120
		? { months, unread: null }
		: { months: defaultMonths, unread: `the term “${text}”: expected 1 to 120 months` };
};

/** On the server alone, so that it is asked whenever the request is opened, and the audit log knows of it. */
export const load: PageServerLoad = async ({ url, fetch, params: { id } }) => {
	const api = apiClient(url.origin, fetch);
	const { months, unread } = termOf(url.searchParams.get('months'));
	const useCase = url.searchParams.get('useCase');
	const withTargets = url.searchParams.get('targets') === 'include' && useCase !== null;
	const query = {
		months: String(months),
		...(withTargets ? { targets: 'include' as const, useCase } : {})
	};
	const rfp = await bodyOf(
		api.quotes[':id'].rfp.$get({ param: { id: encodeURIComponent(id) }, query })
	);
	return { rfp, months, unread, useCase, withTargets };
};
