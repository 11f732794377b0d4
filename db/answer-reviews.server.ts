/** Queries about what people think of answers. Nothing is overwritten: of each reviewer the newest review counts. */
import { and, asc, eq, inArray, isNotNull, max, or } from 'drizzle-orm';
import type { ReviewDraft } from '#core/answer-review.ts';
import { BenchError } from '#core/errors.ts';
import { rowOfAnswer } from './answer-keys.server.ts';
import type { Database } from './client.server.ts';
import { answerReviews, answers } from './schema.ts';

export interface AnswerReview extends ReviewDraft {
	reviewedAtUtc: string;
}

export const placeOfComment = ({
	attemptId,
	reviewer,
	reviewedAtUtc
}: Pick<AnswerReview, 'attemptId' | 'reviewer' | 'reviewedAtUtc'>): string =>
	`answer_reviews.comment of ${JSON.stringify([attemptId, reviewer, reviewedAtUtc])}`;

/** Throws `E_NOT_FOUND` where the attempt brought no answer. */
export const saveReview = async (database: Database, review: AnswerReview): Promise<void> => {
	const { attemptId } = review;
	const [answer] = await database.read(() =>
		database.orm
			.select({ attemptId: answers.attemptId })
			.from(answers)
			.where(eq(answers.attemptId, attemptId))
	);
	if (!answer) {
		throw new BenchError('E_NOT_FOUND', `there is no answer of an attempt "${attemptId}"`, {
			hint: 'Its run may have been deleted; load the page again.'
		});
	}
	const { comment } = review;
	const sealed = comment === null ? null : database.texts.seal(comment, placeOfComment(review));
	await database.write([database.orm.insert(answerReviews).values({ ...review, comment: sealed })]);
};

/** Ids asked for at once; SQLite allows 32,766 parameters. */
const idsPerQuery = 10_000;

/**
 * The reviews that count of the answers of these attempts, in the order in which they were given. A reviewer who took everything
 * back has none.
 */
export const reviewsOfAttempts = async (
	database: Database,
	attemptIds: readonly string[]
): Promise<AnswerReview[]> => {
	const { orm } = database;
	const found: AnswerReview[] = [];
	for (let start = 0; start < attemptIds.length; start += idsPerQuery) {
		const newest = orm
			.select({ id: max(answerReviews.id) })
			.from(answerReviews)
			.where(inArray(answerReviews.attemptId, attemptIds.slice(start, start + idsPerQuery)))
			.groupBy(answerReviews.attemptId, answerReviews.reviewer);
		const rows = await database.read(() =>
			orm
				.select({
					attemptId: answerReviews.attemptId,
					reviewer: answerReviews.reviewer,
					thumb: answerReviews.thumb,
					comment: answerReviews.comment,
					reviewedAtUtc: answerReviews.reviewedAtUtc
				})
				.from(answerReviews)
				.where(
					and(
						inArray(answerReviews.id, newest),
						or(isNotNull(answerReviews.thumb), isNotNull(answerReviews.comment))
					)
				)
				.orderBy(asc(answerReviews.id))
		);
		found.push(
			...rows.map((row) => ({
				...row,
				comment:
					row.comment === null ? null : database.texts.shown(row.comment, placeOfComment(row))
			}))
		);
	}
	return found;
};

/** An answer that somebody has reviewed, be it that they took everything back. */
export interface ReviewedAnswer {
	attemptId: string;
	/** Number of its row; see `rowOfAnswer`. */
	row: number;
	passed: boolean | null;
}

/** The answers of these cells that somebody has reviewed. */
export const reviewedAnswers = async (
	database: Database,
	cellIds: readonly string[]
): Promise<ReviewedAnswer[]> =>
	database.read(() =>
		database.orm
			.selectDistinct({
				attemptId: answers.attemptId,
				row: rowOfAnswer,
				passed: answers.passed
			})
			.from(answerReviews)
			// CROSS: from the reviews, which people give one by one, to the answers, of which a cell has thousands.
			.crossJoin(answers)
			.where(and(eq(answers.attemptId, answerReviews.attemptId), inArray(answers.cellId, cellIds)))
	);
