/** The run that the case of a use case was made from, as the API tells it. */
import { z } from '@hono/zod-openapi';

export const sourceRunSchema = z
	.object({ id: z.string(), name: z.string(), startedAtUtc: z.string() })
	.nullable()
	.openapi({ description: 'The run that the case is made from; null for a cost spec' });
