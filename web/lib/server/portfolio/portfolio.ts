/** The portfolio: every use case with its verdict, those that cannot be computed with their problem, and all together. */
import { toDecimal } from '#core/decimal.ts';
import { answerTo } from '../api/error-response.ts';
import { databaseIfAny } from '../database-if-any.ts';
import type { Site } from '../site.ts';
import { portfolioEntry, type PortfolioCase } from './portfolio-entry.ts';
import type { ComputedEntry, FailedEntry, PortfolioAnswer } from './portfolio-schema.ts';
import { sharingOf } from './portfolio-sharing.ts';
import { totalsOf } from './portfolio-totals.ts';

/** Most money at stake first; what has no figure after that. */
const byMoney = ({ money: a }: ComputedEntry, { money: b }: ComputedEntry): number => {
	if (!a || !b) return Number(!a) - Number(!b);
	return toDecimal(b.usdPerYear).abs().cmp(toDecimal(a.usdPerYear).abs());
};

/** Computes the portfolio; use cases that cannot be computed are among the entries. */
export const portfolioOfSite = async (
	site: Pick<Site, 'useCases' | 'database' | 'answeredCases' | 'decisions'>,
	{ includeEmulated, log }: { includeEmulated: boolean; log: (id: string, error: unknown) => void }
): Promise<PortfolioAnswer> => {
	const { useCases: sources, broken } = await site.useCases.list();
	const database = await databaseIfAny(site.database);
	const cases: PortfolioCase[] = [];
	const failed: FailedEntry[] = [];
	for (const source of sources) {
		try {
			const of = await site.useCases.resolve(source.id, { includeEmulated });
			cases.push(await portfolioEntry(site, of, { database, includeEmulated }));
		} catch (error) {
			failed.push({ state: 'failed', ...source, error: answerTo(error, log).body.error });
		}
	}
	const entries = cases.map(({ entry }) => entry).sort(byMoney);
	return {
		entries: [...entries, ...failed],
		broken,
		totals: totalsOf(entries),
		sharing: sharingOf(cases)
	};
};
