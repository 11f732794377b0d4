import { symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { createApi } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite } from '#lib/server/site.ts';

let folder = '';
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bench-api-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const settings = () =>
	readSettings({ BENCH_SITE_DB: `file:${join(folder, 'no.db')}`, BENCH_SITE_SPECS: folder });

describe('what the API answers to what goes wrong', () => {
	it('tells only the number of a fault, under which the log has all of it', async () => {
		const logged: [id: string, error: unknown][] = [];
		const fault = new TypeError('secrets of the house');
		const site = createSite(settings());
		const useCases = { ...site.useCases, list: () => Promise.reject(fault) };
		const api = createApi({ ...site, useCases }, { log: (...entry) => logged.push(entry) });
		const answer = await api.request('/api/use-cases');
		const text = await answer.text();
		expect(answer.status).toBe(500);
		expect(text).not.toContain('secrets');
		expect(logged).toHaveLength(1);
		expect(logged[0]?.[1]).toBe(fault);
		expect(text).toContain(logged[0]?.[0]);
	});

	it('says what is wrong with the database, and logs it for whoever runs the site', async () => {
		const logged: [id: string, error: unknown][] = [];
		const full = new BenchError('E_DATABASE', 'bench.db: the disk is full');
		const site = createSite(settings());
		const useCases = { ...site.useCases, list: () => Promise.reject(full) };
		const api = createApi({ ...site, useCases }, { log: (...entry) => logged.push(entry) });
		const answer = await api.request('/api/use-cases');
		expect(answer.status).toBe(500);
		expect(await answer.text()).toContain('the disk is full');
		expect(logged).toEqual([[expect.any(String), full]]);
	});

	it.each([
		['runs?page=-1', 'page: expected a number > 0, found "-1"'],
		['runs?page=two', 'page: expected a number, found "two"'],
		[
			'runs?state=gone',
			'state: expected "running", "complete", "interrupted" or "failed", found "gone"'
		],
		['compare?a=x:0', 'b: missing; expected text']
	])('says of %s which parameter was not as expected, and what came', async (query, issue) => {
		const api = createApi(createSite(settings()), { log: () => undefined });
		const answer = await api.request(`/api/${query}`);
		expect(answer.status).toBe(400);
		expect(await answer.json()).toStrictEqual({
			error: {
				code: 'E_USAGE',
				message: 'the query of the address is not as expected',
				hint: '/api/openapi.json describes every parameter.',
				issues: [issue]
			}
		});
	});

	it('lists a link that leads nowhere among the specs that cannot be used', async () => {
		symlinkSync(join(folder, 'gone'), join(folder, 'linked.yaml'));
		const api = createApi(createSite(settings()), { log: () => undefined });
		const answer = await api.request('/api/use-cases');
		expect(answer.status).toBe(200);
		expect(await answer.json()).toMatchObject({
			useCases: [],
			broken: [{ file: join(folder, 'linked.yaml') }]
		});
	});
});
