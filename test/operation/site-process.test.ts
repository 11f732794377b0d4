import { describe, expect, it } from 'vitest';
import { createSiteProcess } from '#bench/operation/site-process.ts';

describe('the process of the site', () => {
	it('tells streams to end when it begins to stop, and closes everything once after that', async () => {
		const site = createSiteProcess();
		const done: string[] = [];
		site.stopping.addEventListener('abort', () => done.push('streams'));
		site.onClose(() => Promise.resolve(void done.push('database')));
		site.stop();
		await site.close();
		await site.close();
		expect(done).toEqual(['streams', 'database']);
	});

	it('closes the others where one fails, and says so', async () => {
		const site = createSiteProcess();
		let isClosed = false;
		site.onClose(() => Promise.reject(new Error('disk gone')));
		site.onClose(() => {
			isClosed = true;
			return Promise.resolve();
		});
		await expect(site.close()).rejects.toThrow('disk gone');
		expect(isClosed).toBe(true);
	});

	it('knows of no delay before it has looked at the event loop, then of that since the last time', () => {
		const site = createSiteProcess();
		expect(site.eventLoopDelayP99Ms()).toBeNull();
		// Nothing can have been seen: the loop has not turned since.
		expect(site.eventLoopDelayP99Ms()).toBeNull();
	});
});
