/** What a page loads: scripts, styles and its document, in bytes as they would travel compressed. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

export interface PageWeight {
	/** Scripts, those of workers too, gzip. */
	scriptBytes: number;
	scripts: number;
	styleBytes: number;
	/** The document with its data, gzip; the server sends it as it is. */
	documentBytes: number;
	documentRawBytes: number;
}

/** Opens a page without a cache, as a first visit, and weighs what it fetched until nothing was left to fetch. */
export const pageWeight = async (browser: Browser, url: string): Promise<PageWeight> => {
	const context = await browser.newContext();
	const page = await context.newPage();
	const weight: PageWeight = {
		scriptBytes: 0,
		scripts: 0,
		styleBytes: 0,
		documentBytes: 0,
		documentRawBytes: 0
	};
	const pending: Promise<void>[] = [];
	page.on('response', (response) => {
		pending.push(
			(async () => {
				const type = response.headers()['content-type'] ?? '';
				const body = await response.body().catch(() => Buffer.alloc(0));
				const bytes = gzipSync(body, { level: 9 }).byteLength;
				if (type.includes('javascript')) {
					weight.scriptBytes += bytes;
					weight.scripts++;
				} else if (type.includes('text/css')) weight.styleBytes += bytes;
				else if (type.includes('text/html') && response.url() === url) {
					weight.documentBytes += bytes;
					weight.documentRawBytes += body.byteLength;
				}
			})()
		);
	});
	await page.goto(url, { waitUntil: 'load' });
	await page.waitForSelector('#svelte-announcer', { state: 'attached' });
	// A page of a run that goes on listens to events, so the network may never be quiet.
	await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
	await Promise.all(pending);
	await context.close();
	return weight;
};
