/** Whether figures of endpoints without a model count in an answer. */
import { z } from '@hono/zod-openapi';
import type { Settings } from '../settings.ts';

export const emulatedQuery = z.object({
	emulated: z.enum(['include', 'exclude']).optional().openapi({
		description: 'Whether endpoints without a model count; as the server was started where absent'
	})
});

/** The same, and which run a case is made from. */
export const caseQuery = emulatedQuery.extend({
	run: z.string().min(1).max(100).optional().openapi({
		description:
			'Run to make the case from, by id or its beginning; the newest that carries a case where absent. Not for a use case with a cost spec'
	})
});

export const isEmulatedIncluded = (
	{ emulated }: z.infer<typeof emulatedQuery>,
	{ includeEmulated }: Settings
): boolean => (emulated === undefined ? includeEmulated : emulated === 'include');
