/** Figures of a stage in place of those that were stored, with what lists of runs read of them, all at once. */
import { eq, sql } from 'drizzle-orm';
import type { Attempt } from '#core/attempt.ts';
import { toDecimal } from '#core/decimal.ts';
import type { StageSummary } from '#core/stage.ts';
import { picoUsdToUsd, usdToPicoUsd } from '#core/units.ts';
import { rowOfAttempt } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { encodeMoments } from './evidence-codec.ts';
import { attempts, evidence, stages } from './schema.ts';
import { summaryColumns } from './stages.server.ts';

/** What stands beside the summary of a stage, for filters and lists. */
export type StageColumns = Pick<
	typeof stages.$inferSelect,
	| 'validityVerdict'
	| 'offeredRequests'
	| 'completedRequests'
	| 'goodputPerS'
	| 'costUsd'
	| 'priceVersion'
	| 'emulated'
	| 'attemptCount'
> & {
	/** What its attempts cost, USD, decimal text. */
	spentUsd: string;
};

/** As stored; null for an unknown id. */
export const stageColumns = async (
	database: Database,
	stageId: string
): Promise<StageColumns | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({
				validityVerdict: stages.validityVerdict,
				offeredRequests: stages.offeredRequests,
				completedRequests: stages.completedRequests,
				goodputPerS: stages.goodputPerS,
				costUsd: stages.costUsd,
				priceVersion: stages.priceVersion,
				emulated: stages.emulated,
				attemptCount: stages.attemptCount,
				// A whole number that a binary float may not hold.
				spentPicoUsd: sql<string>`cast(${stages.spentPicoUsd} as text)`
			})
			.from(stages)
			.where(eq(stages.id, stageId))
	);
	if (!row) return null;
	const { spentPicoUsd, ...plain } = row;
	return { ...plain, spentUsd: picoUsdToUsd(spentPicoUsd) };
};

/** What should stand beside a summary, of so many attempts that cost so much. */
export const columnsOfSummary = (
	summary: StageSummary,
	{ attemptCount, spentUsd }: Pick<StageColumns, 'attemptCount' | 'spentUsd'>
): StageColumns => ({
	validityVerdict: summary.validity.verdict,
	offeredRequests: summary.offered,
	completedRequests: summary.completed,
	goodputPerS: summary.goodputPerS,
	costUsd: summary.costUsd,
	priceVersion: summary.priceVersion,
	emulated: summary.emulated,
	attemptCount,
	spentUsd
});

export interface RecomputedAttempt {
	before: Attempt;
	after: Attempt;
	/** Moments of its deltas, ms; null where they stay. */
	deltaMs: Float64Array | null;
}

export interface RecomputedFigures {
	stageId: string;
	/** Those that change. */
	attempts: readonly RecomputedAttempt[];
	summary: StageSummary;
	/** Of all its attempts; what they cost, USD, decimal text. */
	attemptCount: number;
	spentUsd: string;
}

/** Puts them in place in one transaction. */
export const replaceFigures = async (
	database: Database,
	{ stageId, attempts: changed, summary, attemptCount, spentUsd }: RecomputedFigures
): Promise<void> => {
	const { orm, texts } = database;
	await database.write([
		...changed.flatMap(({ before, after, deltaMs }) => {
			const { errorMessage, ...row } = rowOfAttempt(after, texts);
			return [
				orm
					.update(attempts)
					// A message that cannot be read here stays as it is.
					.set(after.errorMessage === before.errorMessage ? row : { ...row, errorMessage })
					.where(eq(attempts.id, after.id)),
				...(deltaMs
					? [
							orm
								.update(evidence)
								.set({ deltas: Buffer.from(encodeMoments(deltaMs)) })
								.where(eq(evidence.attemptId, after.id))
						]
					: [])
			];
		}),
		orm
			.update(stages)
			.set({
				...summaryColumns(summary, stageId, texts),
				attemptCount,
				spentPicoUsd: sql`cast(${usdToPicoUsd(toDecimal(spentUsd))} as integer)`
			})
			.where(eq(stages.id, stageId))
	]);
};
