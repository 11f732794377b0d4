/** What is opened in a real browser to be passed on: the audit log has each opening once, and none of what was only pointed at. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createWorkplace, runBench, type Workplace } from '../commands/support/bench-process.ts';
import { useBrowser } from './support/browser.ts';

const browser = useBrowser();
let workplace: Workplace;
beforeAll(() => {
	workplace = createWorkplace();
});
afterAll(() => {
	workplace[Symbol.dispose]();
});

/** How many entries of the audit log are about a path, whatever its query. */
const entriesOf = async (path: string): Promise<number> => {
	const args = ['account', 'audit', '--limit', '5000', '--json', '--db', inject('siteDatabase')];
	const { stdout, stderr, code } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	const entries = JSON.parse(stdout) as { action: string }[];
	return entries.filter(({ action }) => action.split('?')[0] === `GET ${path}`).length;
};

const report = '/use-cases/contract-questions/report';

describe('the report of a use case', () => {
	it.each([
		['/use-cases/contract-questions', 'Report for leadership'],
		['/', 'One-page report of']
	])('is kept once for each time that it is opened from %s', async (from, name) => {
		const { page, errors } = await browser.open(from);
		const before = await entriesOf(report);
		const link = page.getByRole('link', { name }).and(page.locator(`a[href^="${report}"]`));
		await link.hover();
		await link.focus();
		// Whatever pointing at it may have begun has been asked for by the time another page has loaded.
		await browser.visit(page, from);
		expect(await entriesOf(report)).toBe(before);
		await link.click();
		await page.waitForURL(`**${report}*`, { waitUntil: 'load' });
		await page.getByRole('button', { name: 'Print or save as PDF' }).waitFor();
		expect(await entriesOf(report)).toBe(before + 1);
		// To another page without loading it anew, and back: it is shown again, and kept again.
		await page.waitForSelector('#svelte-announcer', { state: 'attached' });
		await page.getByRole('link', { name: 'Back to the use case' }).click();
		await page.getByRole('link', { name: 'Report for leadership' }).waitFor();
		await page.goBack();
		await page.getByRole('button', { name: 'Print or save as PDF' }).waitFor();
		expect(await entriesOf(report)).toBe(before + 2);
		expect(errors).toEqual([]);
	});
});

describe('the request to a vendor', () => {
	it('is kept once when it is opened, and once more with our targets in it', async () => {
		const { page, errors } = await browser.open('/quotes');
		const quote = page.locator('main a[href^="/quotes/"]', { hasText: /Meridian/u }).first();
		const path = `${(await quote.getAttribute('href')) ?? ''}/request`;
		const before = await entriesOf(path);
		await browser.visit(page, path.replace('/request', '?useCase=contract-questions'));
		await page.getByRole('link', { name: 'Request for an offer, for the vendor' }).click();
		await page.waitForURL(`**${path}*`, { waitUntil: 'load' });
		await page.waitForSelector('#svelte-announcer', { state: 'attached' });
		expect(await entriesOf(path)).toBe(before + 1);
		await page.getByLabel('with our targets').check();
		await page.getByText('INTERNAL: this sheet has our own targets in it').waitFor();
		expect(await entriesOf(path)).toBe(before + 2);
		expect(errors).toEqual([]);
	});
});
