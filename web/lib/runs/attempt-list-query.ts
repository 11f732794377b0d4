/** Which attempts of a stage a page lists, as its address says. */
import { outcomes } from '#core/outcome.ts';
import { createQueryReader } from '../query-reader.ts';

export const attemptSorts = ['due', 'ttft', 'e2e', 'tpot', 'cost'] as const;

export interface AttemptListQuery {
	outcome: (typeof outcomes)[number] | null;
	grade: 'right' | 'wrong' | null;
	sort: (typeof attemptSorts)[number];
	order: 'asc' | 'desc';
	/** From 1. */
	page: number;
}

export const readAttemptListQuery = (
	params: URLSearchParams
): { query: AttemptListQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const query: AttemptListQuery = {
		outcome: reader.choice('outcome', outcomes),
		grade: reader.choice('grade', ['right', 'wrong']),
		sort: reader.choice('sort', attemptSorts) ?? 'due',
		order: reader.choice('order', ['asc', 'desc']) ?? 'asc',
		page: reader.whole('page', 1) ?? 1
	};
	return { query, unread: reader.unread };
};
