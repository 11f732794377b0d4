/** `GET /api/audit`: who has changed and exported what, from the newest. */
import { createRoute, z } from '@hono/zod-openapi';
import type { StoredAuditEntry } from '#core/access/audit-entry.ts';
import { listAuditEntries } from '#db/audit-log.server.ts';
import { databaseIfAny } from '../database-if-any.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const route = createRoute({
	method: 'get',
	path: '/audit',
	summary: 'Changes, exports, sign-ins and refusals, the newest first',
	request: {
		query: z.object({
			before: z.coerce.number().int().min(1).optional().openapi({
				description: 'Only entries with a smaller id: the last id of the page before'
			}),
			limit: z.coerce.number().int().min(1).max(1_000).default(100)
		})
	},
	responses: {
		200: jsonContent(
			z.object({
				entries: z.array(
					z.custom<StoredAuditEntry>().openapi({ type: 'object', description: 'An entry' })
				),
				next: z.number().nullable().openapi({
					description: '`before` of the next page; null where this is the last'
				})
			}),
			'Entries'
		),
		...failures
	}
});

/** What its client needs to know of it. */
export type AuditRoutes = typeof route;

export const auditApi = ({ database }: Site) =>
	createApiApp().openapi(route, async (context) => {
		const { before, limit } = context.req.valid('query');
		const opened = await databaseIfAny(database);
		const found = opened
			? await listAuditEntries(opened, { before: before ?? null, limit: limit + 1 })
			: [];
		const entries = found.slice(0, limit);
		const last = entries.at(-1);
		return context.json({ entries, next: found.length > limit && last ? last.id : null }, 200);
	});
