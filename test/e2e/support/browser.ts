/** A browser for one test file, and pages that fail the test where the console shows an error. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';

export interface SitePage {
	page: Page;
	/** Errors of the console and of scripts so far. */
	errors: string[];
}

export interface OpenOptions {
	width?: number;
	height?: number;
	colorScheme?: 'light' | 'dark';
}

export interface SiteBrowser {
	/** Opens a path of the site in a fresh profile. */
	open: (path: string, options?: OpenOptions) => Promise<SitePage>;
	/** Goes to a path in a page that is open, and waits until its scripts have taken over. */
	visit: (page: Page, path: string) => Promise<void>;
}

/** Text with plain spaces, where the page keeps a number together with its unit. */
export const plainSpaces = (text: string): string => text.replaceAll('\u00a0', ' ');

/** After which a page that does not do what is awaited counts as hanging, ms: longer than any busy machine needs. */
export const slowMachineMs = 120_000;

/** What Chromium is started with. */
export const browserFlags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-sync'
];

const visit = async (page: Page, path: string): Promise<void> => {
	await page.goto(path, { waitUntil: 'load' });
	// Kit adds it once the page is hydrated. Waiting for a quiet network would never end where a page listens to events.
	await page.waitForSelector('#svelte-announcer', { state: 'attached' });
};

/** Call at the top of a test file. */
export const useBrowser = (siteUrl: () => string = () => inject('siteUrl')): SiteBrowser => {
	let browser: Browser | undefined;
	const contexts: BrowserContext[] = [];
	beforeAll(async () => {
		browser = await chromium.launch({ executablePath: inject('browserPath'), args: browserFlags });
	});
	afterAll(async () => {
		for (const context of contexts) await context.close();
		await browser?.close();
	});
	return {
		visit,
		open: async (path, { width = 1440, height = 900, colorScheme = 'light' } = {}) => {
			if (!browser) throw new Error('the browser has not started');
			const context = await browser.newContext({
				viewport: { width, height },
				colorScheme,
				baseURL: siteUrl(),
				acceptDownloads: true
			});
			context.setDefaultTimeout(slowMachineMs);
			contexts.push(context);
			const page = await context.newPage();
			const errors: string[] = [];
			page.on('console', (message) => {
				if (message.type() === 'error') errors.push(message.text());
			});
			page.on('pageerror', (error) => {
				errors.push(error.message);
			});
			await visit(page, path);
			return { page, errors };
		}
	};
};
