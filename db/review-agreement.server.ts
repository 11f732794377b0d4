/** How often people and the grader agree about answers. */
import { reviewedAnswers, reviewsOfAttempts } from './answer-reviews.server.ts';
import type { Database } from './client.server.ts';

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
	const graded = (await reviewedAnswers(database, cellIds)).filter(({ passed }) => passed !== null);
	const passedOf = new Map(graded.map(({ attemptId, passed }) => [attemptId, passed === true]));
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
