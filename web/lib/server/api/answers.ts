/** `/api/use-cases/{id}/answer`: a use case decided, with the values of a reader in place of some of its numbers. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Assumption } from '#bench/economics/case/assumptions.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { scales } from '../../use-case/page-state.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { caseQuery, isEmulatedIncluded } from './emulated-query.ts';
import { sourceRunSchema } from './source-run.ts';

const described = <T>(description: string) =>
	z.custom<T>().openapi({ type: 'object', description });

const answerSchema = z
	.object({
		source: z.object({
			id: z.string(),
			title: z.string(),
			specFile: z.string().nullable(),
			run: sourceRunSchema
		}),
		costCase: described<CostCase>('The case as given; the data that bench/economics takes'),
		changedCase: z.custom<CostCase | null>().openapi({
			type: ['object', 'null'],
			description: 'The case with the values of the reader; null where they change nothing'
		}),
		decision: described<Decision>(
			'With the values of the reader: options with their cost, verdict, simulation, months, stress, what it depends on'
		),
		volumes: described<VolumeCosts>('What each option costs a month at many volumes, with bands'),
		given: described<Decision['verdict']>('The verdict as given'),
		assumptions: z.array(
			described<Assumption>('A number that can be changed: value, range, source, how much it moves')
		),
		refused: z.array(z.object({ id: z.string(), value: z.string(), reason: z.string() })),
		notes: z.array(z.string()),
		mark: z.string().openapi({ description: 'Changes whenever the answer may' })
	})
	.openapi('Answer');

/** The values of one prefix by what follows it: parameter ids contain anything, so that no schema lists them. */
const valuesOf = (query: Record<string, string>, prefix: string): Record<string, string> =>
	Object.fromEntries(
		Object.entries(query).flatMap(([key, value]) =>
			key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []
		)
	);

const answerRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/answer',
	summary:
		'A use case decided; `o.<parameter id>=<decimal>` puts other values in place of its numbers, `threshold.<option id>=<decimal>` moves the gate of a measured hybrid',
	request: {
		params: z.object({ id: z.string() }),
		query: caseQuery
			.extend({
				scale: z
					.enum(scales)
					.default('log')
					.openapi({ description: 'How far apart the volumes of the curves lie' })
			})
			.loose()
	},
	responses: { 200: jsonContent(answerSchema, 'The answer'), ...failures }
});

/** What its client needs to know of it. */
export type AnswerRoutes = typeof answerRoute;

export const answersApi = ({ answeredCases, settings }: Site) =>
	createApiApp().openapi(answerRoute, async (context) => {
		const query = context.req.valid('query');
		const includeEmulated = isEmulatedIncluded(query, settings);
		const { id } = context.req.valid('param');
		const values = context.req.query();
		const answer = await answeredCases.answer(id, {
			includeEmulated,
			run: query.run,
			overrides: valuesOf(values, 'o.'),
			thresholds: valuesOf(values, 'threshold.'),
			scale: query.scale
		});
		return context.json(answer, 200);
	});
