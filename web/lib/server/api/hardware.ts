/** `/api/hardware`: the hardware book, every figure with its source. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Gpu } from '#core/hardware-book.ts';
import { ageDays, staleAfterDays } from '#bench/importers/books.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const gpuSchema = z.custom<Gpu>().openapi('Gpu', {
	type: 'object',
	required: ['id', 'title', 'vendor', 'memoryGb', 'nodes', 'purchase', 'rental'],
	description:
		'Memory, bandwidth, dense arithmetic, power, nodes, and what it costs to buy and to rent; each figure with source, day and grade'
});

const bookSchema = z.object({
	checkedOn: z.string().openapi({ description: 'Day on which the book was last gone through' }),
	ageDays: z.int(),
	isStale: z.boolean(),
	gpus: z.array(gpuSchema)
});

const bookRoute = createRoute({
	method: 'get',
	path: '/hardware',
	summary: 'All GPUs of the hardware book',
	responses: { 200: jsonContent(bookSchema, 'GPUs'), ...failures }
});

const gpuRoute = createRoute({
	method: 'get',
	path: '/hardware/{id}',
	summary: 'One GPU',
	request: { params: z.object({ id: z.string().openapi({ description: 'Id or another name' }) }) },
	responses: {
		200: jsonContent(bookSchema.omit({ gpus: true }).extend({ gpu: gpuSchema }), 'GPU'),
		...failures
	}
});

const ageOf = (checkedOn: string) => {
	const days = ageDays(checkedOn, new Date().toISOString().slice(0, 'YYYY-MM-DD'.length));
	return { checkedOn, ageDays: days, isStale: days > staleAfterDays };
};

/** What its client needs to know of it. */
export type HardwareRoutes = typeof bookRoute | typeof gpuRoute;

export const hardwareApi = ({ books }: Site) =>
	createApiApp()
		.openapi(bookRoute, async (context) => {
			const { entries, checkedOn } = await books.hardware();
			return context.json({ ...ageOf(checkedOn), gpus: [...entries] }, 200);
		})
		.openapi(gpuRoute, async (context) => {
			const { find, checkedOn } = await books.hardware();
			const gpu = find(context.req.valid('param').id);
			return context.json({ ...ageOf(checkedOn), gpu }, 200);
		});
