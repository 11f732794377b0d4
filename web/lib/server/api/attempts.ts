/** `/api/runs/{id}/stages/{stage}/attempts` and `/api/runs/{id}/attempts/{attempt}`: single requests and what came of them. */
import { createRoute, z } from '@hono/zod-openapi';
import { outcomes } from '#core/outcome.ts';
import { reviewsOfAttempts } from '#db/answer-reviews.server.ts';
import { attemptSorts, listAttemptsPage, type ListedAttempt } from '#db/attempt-list.server.ts';
import type { Database } from '#db/client.server.ts';
import type { AttemptView } from '../../runs/attempt-view.ts';
import { findAttemptOf } from '../find-attempt.ts';
import { readJudgements } from '../judging.ts';
import { findCellDetail, findStageDetail, readRunDetail } from '../run-detail.ts';
import { itemTextsOf } from '../scenario-items.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const attemptsPerPage = 50;

const idBelowRun = (what: string) =>
	z
		.string()
		.openapi({ description: `Id of the ${what}, its part below the run will do; / as %2F` });

const listedSchema = z.custom<ListedAttempt>().openapi('ListedAttempt', {
	type: 'object',
	description: 'An attempt with its moments, latencies (ms), tokens, cost and grade'
});

const listRoute = createRoute({
	method: 'get',
	path: '/runs/{id}/stages/{stage}/attempts',
	summary: 'Attempts of a stage that match, sorted',
	request: {
		params: z.object({ id: z.string(), stage: idBelowRun('stage') }),
		query: z.object({
			outcome: z.enum(outcomes).optional(),
			grade: z.enum(['right', 'wrong']).optional(),
			sort: z.enum(attemptSorts).default('due'),
			order: z.enum(['asc', 'desc']).default('asc'),
			page: z.coerce.number().int().positive().default(1)
		})
	},
	responses: {
		200: jsonContent(
			z.object({
				attempts: z.array(listedSchema),
				total: z.int().openapi({ description: 'Attempts that match, on all pages' }),
				page: z.int(),
				pageSize: z.int()
			}),
			'A page of attempts'
		),
		...failures
	}
});

const viewSchema = z.custom<AttemptView>().openapi('Attempt', {
	type: 'object',
	description:
		'One attempt with its answer, grade, judgements, reviews, and what is kept of its stream'
});

const attemptRoute = createRoute({
	method: 'get',
	path: '/runs/{id}/attempts/{attempt}',
	summary: 'One attempt',
	request: { params: z.object({ id: z.string(), attempt: idBelowRun('attempt') }) },
	responses: { 200: jsonContent(viewSchema, 'Attempt'), ...failures }
});

const viewOf = async (database: Database, runId: string, name: string): Promise<AttemptView> => {
	const detail = await readRunDetail(database, runId);
	const { run } = detail;
	const { attempt, cellId, answer, evidence } = await findAttemptOf(database, run.id, name);
	const { cell, emulated } = findCellDetail(detail, cellId);
	const { stage } = findStageDetail(detail, attempt.stageId);
	const { itemId } = attempt;
	const texts = itemId === null ? null : await itemTextsOf(run, cell, [itemId]);
	return {
		attempt,
		run: { id: run.id, name: run.name },
		cell,
		stage: { id: stage.id, ordinal: stage.ordinal, load: stage.load },
		emulated,
		answer,
		judgements: await readJudgements(database, attempt.id),
		reviews: await reviewsOfAttempts(database, [attempt.id]),
		item: (itemId === null ? null : texts?.get(itemId)) ?? null,
		evidence: evidence && {
			deltaCount: evidence.deltaMs.length,
			headers: evidence.headers,
			bodyBytes: evidence.bodyBytes,
			storedBytes: evidence.storedBytes
		}
	};
};

/** What its client needs to know of it. */
export type AttemptRoutes = typeof listRoute | typeof attemptRoute;

export const attemptsApi = ({ database }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => {
			const { id, stage: name } = context.req.valid('param');
			const { outcome, grade, sort, order, page } = context.req.valid('query');
			const db = await database();
			const { stage } = findStageDetail(await readRunDetail(db, id), name);
			const found = await listAttemptsPage(db, stage.id, {
				...(outcome === undefined ? {} : { outcome }),
				...(grade === undefined ? {} : { passed: grade === 'right' }),
				sort,
				descending: order === 'desc',
				limit: attemptsPerPage,
				offset: (page - 1) * attemptsPerPage
			});
			return context.json({ ...found, page, pageSize: attemptsPerPage }, 200);
		})
		.openapi(attemptRoute, async (context) => {
			const { id, attempt } = context.req.valid('param');
			return context.json(await viewOf(await database(), id, attempt), 200);
		});
