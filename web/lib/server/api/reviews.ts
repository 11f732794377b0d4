/** `/api/reviews`: what people think of single answers. */
import { createRoute, z } from '@hono/zod-openapi';
import { reviewDraftSchema, thumbs } from '#core/answer-review.ts';
import { BenchError } from '#core/errors.ts';
import { reviewsOfAttempts, saveReview } from '#db/answer-reviews.server.ts';
import type { Database } from '#db/client.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import type { Site } from '../site.ts';
import { accountNameOf } from '../access/reader.ts';
import { createApiApp, failures, jsonContent, readerOf } from './api-app.ts';

const reviewSchema = z
	.object({
		attemptId: z.string(),
		reviewer: z.string(),
		thumb: z.enum(thumbs).nullable(),
		comment: z.string().nullable(),
		reviewedAtUtc: z.string()
	})
	.openapi('Review');

const saveRoute = createRoute({
	method: 'post',
	path: '/reviews',
	summary:
		'Says what a person thinks of an answer; of each reviewer the newest review counts. Who asks as an account is the reviewer by its name, whatever name is sent',
	request: { body: { required: true, ...jsonContent(reviewDraftSchema, 'Review') } },
	responses: {
		200: jsonContent(
			z.object({ reviews: z.array(reviewSchema) }),
			'The newest review of each reviewer of this answer'
		),
		...failures
	}
});

/** What its client needs to know of it. */
export type ReviewRoutes = typeof saveRoute;

/** What keeps a comment from being stored is no lack of rights of who asks. */
const requireKey = async (db: Database, atUtc: string): Promise<void> => {
	try {
		await requireDataKey(db, atUtc);
	} catch (error) {
		if (!(error instanceof BenchError) || error.code !== 'E_AUTH') throw error;
		throw new BenchError('E_USAGE', `${error.message}, so that no comment can be saved`, {
			hint: 'Whoever runs the site starts it with the key: BENCH_DATA_KEY.'
		});
	}
};

export const reviewsApi = ({ database }: Site) =>
	createApiApp().openapi(saveRoute, async (context) => {
		const sent = context.req.valid('json');
		// Nobody with an account speaks for another, or takes back what they said.
		const draft = { ...sent, reviewer: accountNameOf(readerOf(context)) ?? sent.reviewer };
		const db = await database();
		const reviewedAtUtc = new Date().toISOString();
		if (draft.comment !== null) await requireKey(db, reviewedAtUtc);
		await saveReview(db, { ...draft, reviewedAtUtc });
		return context.json({ reviews: await reviewsOfAttempts(db, [draft.attemptId]) }, 200);
	});
