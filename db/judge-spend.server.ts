/** What the judges of runs have cost, beside what their attempts have. */
import { count, inArray, sql } from 'drizzle-orm';
import { toDecimal } from '#core/decimal.ts';
import type { JudgeSpend } from '#core/judge-spend.ts';
import type { Database } from './client.server.ts';
import { judgements } from './schema.ts';

/** By id of the run; a run without a question has none. */
export const judgeSpendOf = async (
	database: Database,
	runIds: readonly string[]
): Promise<Map<string, JudgeSpend>> => {
	if (runIds.length === 0) return new Map();
	const rows = await database.read(() =>
		database.orm
			.select({
				runId: judgements.runId,
				asked: count(),
				priced: count(judgements.costUsd),
				costsUsd: sql<string | null>`group_concat(${judgements.costUsd}, ' ')`
			})
			.from(judgements)
			.where(inArray(judgements.runId, [...runIds]))
			.groupBy(judgements.runId)
	);
	return new Map(
		rows.map(({ runId, asked, priced, costsUsd }) => [
			runId,
			{
				usd:
					costsUsd === null
						? null
						: costsUsd
								.split(' ')
								.reduce((sum, usd) => sum.plus(usd), toDecimal(0))
								.toFixed(),
				asked,
				unpriced: asked - priced
			}
		])
	);
};
