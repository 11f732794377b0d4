/** The API over a database file of its own. */
import { createApi, type Api } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite } from '#lib/server/site.ts';
import type { Database } from '#db/client.server.ts';
import { onTestFinished } from 'vitest';
import { openTemporary, temporaryPath } from '../../../../db/support/temporary-database.ts';

export interface ApiUnderTest {
	api: Api;
	database: Database;
	/** Status and body of a GET. */
	get: (path: string) => Promise<{ status: number; body: unknown }>;
	post: (path: string, body: unknown) => Promise<{ status: number; body: unknown }>;
}

export const openApi = async (): Promise<ApiUnderTest> => {
	const path = temporaryPath();
	const database = await openTemporary(path);
	const site = createSite(readSettings({ BENCH_SITE_DB: `file:${path}` }));
	onTestFinished(() => site.close());
	const faults: unknown[] = [];
	const api = createApi(site, { log: (_, error) => faults.push(error) });
	const answerOf = async (response: Response) => {
		const body: unknown = await response.json();
		if (response.status === 500) throw new Error('the API failed', { cause: faults.at(-1) });
		return { status: response.status, body };
	};
	return {
		api,
		database,
		get: async (at) => answerOf(await api.request(at)),
		post: async (at, body) =>
			answerOf(
				await api.request(at, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body)
				})
			)
	};
};
