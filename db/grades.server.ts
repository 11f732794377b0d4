/** Other grades in place of those of a stage, with what follows from them, all at once. */
import { eq } from 'drizzle-orm';
import type { Grade, UngradedReason } from '#core/answer.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Database } from './client.server.ts';
import { answers, cells, stages } from './schema.ts';
import { storedSummary } from './stages.server.ts';
import { storedDetails } from './stored-details.ts';

export interface StageGrades {
	stageId: string;
	/** By attempt; only those that change. */
	grades: readonly {
		attemptId: string;
		/** Null where there is none now; then the reason says why. */
		grade: Grade | null;
		ungradedReason: UngradedReason | null;
	}[];
	/** Of the stage with the new grades; null where it has none. */
	summary: StageSummary | null;
}

export interface CellGrades {
	cellId: string;
	/** What the answers are graded by now. */
	scenario: { version: number; hash: string };
	stages: readonly StageGrades[];
}

/** Puts the grades of a cell in place in one transaction: a reader sees the old ones or the new ones, never both. */
export const replaceGrades = async (
	database: Database,
	{ cellId, scenario, stages: graded }: CellGrades
): Promise<void> => {
	const { orm, texts } = database;
	await database.write([
		orm
			.update(cells)
			.set({ scenarioVersion: scenario.version, scenarioHash: scenario.hash })
			.where(eq(cells.id, cellId)),
		...graded.flatMap(({ grades }) =>
			grades.map(({ attemptId, grade, ungradedReason }) =>
				orm
					.update(answers)
					.set({
						passed: grade && grade.passed,
						score: grade && grade.score,
						detailsJson: grade && storedDetails(grade.details, attemptId, texts),
						ungradedReason
					})
					.where(eq(answers.attemptId, attemptId))
			)
		),
		...graded.flatMap(({ stageId, summary }) =>
			summary === null
				? []
				: [
						orm
							.update(stages)
							.set({
								summaryJson: storedSummary(summary, stageId, texts),
								goodputPerS: summary.goodputPerS
							})
							.where(eq(stages.id, stageId))
					]
		)
	]);
};
