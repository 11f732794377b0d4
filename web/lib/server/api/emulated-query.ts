/** Whether figures of endpoints without a model count in an answer. */
import { z } from '@hono/zod-openapi';
import type { Settings } from '../settings.ts';

export const emulatedQuery = z.object({
	emulated: z.enum(['include', 'exclude']).optional().openapi({
		description: 'Whether endpoints without a model count; as the server was started where absent'
	})
});

export const isEmulatedIncluded = (
	{ emulated }: z.infer<typeof emulatedQuery>,
	{ includeEmulated }: Settings
): boolean => (emulated === undefined ? includeEmulated : emulated === 'include');
