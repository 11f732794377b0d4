import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { healthOf } from '#lib/server/health.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite, type Site } from '#lib/server/site.ts';
import { temporaryPath } from '../../../db/support/temporary-database.ts';

const siteOf = (path: string): Site => {
	const site = createSite(readSettings({ BENCH_SITE_DB: `file:${path}` }));
	onTestFinished(() => site.close());
	return site;
};

describe('the health of the site', () => {
	it('is fine before there is a database, which the site says how to make, and once there is one', async () => {
		const path = temporaryPath();
		const site = siteOf(path);
		expect(await healthOf(site)).toEqual({ status: 'ok', database: 'absent' });
		await (await openDatabase(`file:${path}`)).close();
		expect(await healthOf(site)).toEqual({ status: 'ok', database: 'ok' });
	});

	it('fails where the file is no database', async () => {
		const path = temporaryPath();
		writeFileSync(path, 'these are my notes, not a database\n'.repeat(100));
		expect(await healthOf(siteOf(path))).toEqual({ status: 'failing', database: 'unreadable' });
	});

	it('fails where a database that was open is gone', async () => {
		const path = temporaryPath();
		await (await openDatabase(`file:${path}`)).close();
		const site = siteOf(path);
		await healthOf(site);
		rmSync(path);
		expect(await healthOf(site)).toEqual({ status: 'failing', database: 'unreadable' });
	});

	it('fails where the database does not answer in time', async () => {
		const path = temporaryPath();
		await (await openDatabase(`file:${path}`)).close();
		const site = { ...siteOf(path), database: () => new Promise<never>(() => undefined) };
		const health = await healthOf(site, { waitMs: 10 });
		expect(health).toEqual({ status: 'failing', database: 'unreadable' });
	});
});
