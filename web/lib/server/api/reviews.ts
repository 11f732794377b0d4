/** `/api/reviews`: what people think of single answers. */
import { createRoute, z } from '@hono/zod-openapi';
import { reviewDraftSchema, thumbs } from '#core/answer-review.ts';
import { reviewsOfAttempts, saveReview } from '#db/answer-reviews.server.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

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
	summary: 'Says what a person thinks of an answer; of each reviewer the newest review counts',
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

export const reviewsApi = ({ database }: Site) =>
	createApiApp().openapi(saveRoute, async (context) => {
		const draft = context.req.valid('json');
		const db = await database();
		await saveReview(db, { ...draft, reviewedAtUtc: new Date().toISOString() });
		return context.json({ reviews: await reviewsOfAttempts(db, [draft.attemptId]) }, 200);
	});
