/** Negotiation sheets, computed once until something that they rest on changes: each takes thousands of draws. */
import type { StoredQuote } from '#core/quote.ts';
import type { QuoteTargets } from '#bench/cases/quote-at-workload.ts';
import { quoteTargets } from '#bench/cases/quote-at-workload.ts';
import { createCache } from '../cache.ts';
import type { Site } from '../site.ts';
import { specOfUseCase } from './spec-of-use-case.ts';

export type KnownTargets = (stored: StoredQuote, useCase: string) => Promise<QuoteTargets>;

/** Throws `E_NOT_FOUND` for an unknown use case, and what `bench quote targets` throws. */
export const createKnownTargets = (site: Site): KnownTargets => {
	const sheets = createCache<QuoteTargets>(100);
	return async (stored, useCase) => {
		const { file, options } = await specOfUseCase(site, useCase);
		const { mark } = await site.useCases.resolve(useCase, {
			includeEmulated: site.settings.includeEmulated
		});
		return sheets(JSON.stringify([stored.id, useCase, mark]), () =>
			quoteTargets(file, stored, options, site.database)
		);
	};
};
