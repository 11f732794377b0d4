/** `/api/runs/{id}/events`: how far a run is, told as it goes on. */
import { createRoute, z } from '@hono/zod-openapi';
import { siteProcess } from '#bench/operation/site-process.ts';
import { findRun } from '#db/runs.server.ts';
import { runEventStream, type EventStreamOptions } from '../run-event-stream.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures } from './api-app.ts';

const route = createRoute({
	method: 'get',
	path: '/runs/{id}/events',
	summary:
		'Server-sent events of a run: `progress` at once and after each change, `error`, and `end` with the final state',
	request: {
		params: z.object({ id: z.string().openapi({ description: 'Id, or its beginning' }) })
	},
	responses: {
		200: {
			description:
				'Events; the data of progress and end is the run with its state (killed where its process is gone), spend, cap, stored attempts and stages, that of error is an Error',
			content: { 'text/event-stream': { schema: z.string() } }
		},
		...failures
	}
});

export const runEventsApi = (
	{ database, runWatcher }: Site,
	{ log }: Pick<EventStreamOptions, 'log'>
) =>
	createApiApp().openapi(route, async (context) => {
		const { run } = await findRun(await database(), context.req.valid('param').id);
		const headers = {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			// Proxies that gather a response would hold events back.
			'x-accel-buffering': 'no'
		};
		// Nobody would read the stream, nor end it.
		if (context.req.method === 'HEAD') return context.newResponse(null, 200, headers);
		const stream = runEventStream(runWatcher, run.id, {
			log,
			stopping: siteProcess.stopping,
			onOpen: (change) => {
				siteProcess.openEventStreams += change;
			}
		});
		return context.newResponse(stream, 200, headers);
	});
