/** `/api/use-cases/{id}/assumption-sets`: named sets of assumptions about a use case, saved, listed and deleted. */
import { createRoute, z } from '@hono/zod-openapi';
import { assumptionSetDraftSchema } from '#core/assumption-set.ts';
import { BenchError } from '#core/errors.ts';
import {
	deleteAssumptionSet,
	listAssumptionSets,
	saveAssumptionSet
} from '#db/assumption-sets.server.ts';
import { databaseIfAny } from '../database-if-any.ts';
import { holdsHiddenValues, shownSets, withHiddenValues } from '../shown-sets.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { errorBody, errorSchema } from './error-response.ts';

const { useCaseId, ...draftShape } = assumptionSetDraftSchema.shape;
const useCaseParams = z.object({ id: useCaseId });

const setSchema = z
	.object({
		id: z.string(),
		useCaseId: z.string(),
		name: z.string(),
		values: z.record(z.string(), z.string()).openapi({
			description:
				'Decimal text by parameter id; thresholds of gates by `threshold.` and the id of the hybrid. Below procurement those of the numbers that the case of the reader has'
		}),
		author: z.string().nullable(),
		savedAtUtc: z.string().openapi({ description: 'ISO 8601, UTC' })
	})
	.openapi('AssumptionSet');

const draftSchema = z.strictObject({
	...draftShape,
	replace: z.boolean().default(false).openapi({
		description:
			'Whether a set of the same name is overwritten, but for values that are hidden from the reader; else it stays and nothing is saved'
	})
});

const listRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/assumption-sets',
	summary: 'Saved sets of assumptions, by name',
	request: { params: useCaseParams },
	responses: { 200: jsonContent(z.object({ sets: z.array(setSchema) }), 'Sets'), ...failures }
});

const saveRoute = createRoute({
	method: 'post',
	path: '/use-cases/{id}/assumption-sets',
	summary: 'Saves a set of assumptions',
	request: {
		params: useCaseParams,
		body: { required: true, content: { 'application/json': { schema: draftSchema } } }
	},
	responses: { 200: jsonContent(setSchema, 'The saved set'), ...failures }
});

const deleteRoute = createRoute({
	method: 'delete',
	path: '/use-cases/{id}/assumption-sets/{setId}',
	summary: 'Deletes a set of assumptions, but for one with values that are hidden from the reader',
	request: { params: useCaseParams.extend({ setId: z.string() }) },
	responses: {
		200: jsonContent(z.object({ deleted: z.string() }), 'Its id'),
		403: jsonContent(errorSchema, 'It holds values that the reader may not see'),
		...failures
	}
});

/** What its client needs to know of it. */
export type AssumptionSetRoutes = typeof listRoute | typeof saveRoute | typeof deleteRoute;

export const assumptionSetsApi = ({ database, useCases }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => {
			const { id } = context.req.valid('param');
			// A case of a spec needs no database, and then nothing has been saved.
			const db = await databaseIfAny(database);
			const sets = db
				? await shownSets(await listAssumptionSets(db, id), id, { database: db, useCases })
				: [];
			return context.json({ sets }, 200);
		})
		.openapi(saveRoute, async (context) => {
			const { id } = context.req.valid('param');
			const { replace, ...draft } = context.req.valid('json');
			const of = { database: await database(), useCases };
			const written = { ...draft, useCaseId: id };
			const saved = await saveAssumptionSet(
				of.database,
				replace ? await withHiddenValues(written, of) : written,
				{ savedAtUtc: new Date().toISOString(), replace }
			);
			const [shown = saved] = await shownSets([saved], id, of);
			return context.json(shown, 200);
		})
		.openapi(deleteRoute, async (context) => {
			const { id, setId } = context.req.valid('param');
			const of = { database: await database(), useCases };
			const set = (await listAssumptionSets(of.database, id)).find((each) => each.id === setId);
			if (!set) {
				throw new BenchError('E_NOT_FOUND', `there is no set of assumptions "${setId}" of ${id}`, {
					hint: 'Somebody may have deleted it; load the page again.'
				});
			}
			if (await holdsHiddenValues(set, of)) {
				return context.json(
					errorBody(
						'E_FORBIDDEN',
						`the set of assumptions "${set.name}" holds values that you may not see`,
						{ hint: 'Nothing was deleted. Procurement or an admin of this site can delete it.' }
					),
					403
				);
			}
			await deleteAssumptionSet(of.database, setId);
			return context.json({ deleted: setId }, 200);
		});
