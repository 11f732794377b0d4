/** How often people and the grader agree about answers. */
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { reviewsOfAttempts } from './answer-reviews.server.ts';
import type { Database } from './client.server.ts';
import { answerReviews, answers } from './schema.ts';

/** Thumbs that count, each of a reviewer about a graded answer; those of several reviewers about one answer count singly. */
export interface ReviewAgreement {
	/** Thumb up, graded right. */
	upRight: number;
	upWrong: number;
	downRight: number;
	downWrong: number;
	/** Answers with at least one thumb. */
	answers: number;
}

export const reviewAgreement = async (
	database: Database,
	cellIds: readonly string[]
): Promise<ReviewAgreement> => {
	const rows = await database.read(() =>
		database.orm
			.selectDistinct({ attemptId: answers.attemptId, passed: answers.passed })
			.from(answerReviews)
			.innerJoin(answers, eq(answers.attemptId, answerReviews.attemptId))
			.where(and(inArray(answers.cellId, cellIds), isNotNull(answers.passed)))
	);
	const passedOf = new Map(rows.map(({ attemptId, passed }) => [attemptId, passed === true]));
	const thumbs = (await reviewsOfAttempts(database, [...passedOf.keys()])).filter(
		({ thumb }) => thumb !== null
	);
	const countOf = (thumb: 'up' | 'down', passed: boolean): number =>
		thumbs.filter((each) => each.thumb === thumb && passedOf.get(each.attemptId) === passed).length;
	return {
		upRight: countOf('up', true),
		upWrong: countOf('up', false),
		downRight: countOf('down', true),
		downWrong: countOf('down', false),
		answers: new Set(thumbs.map(({ attemptId }) => attemptId)).size
	};
};
