/** A page beyond the last is no empty list: it is told, and leads back. */
import { describe, expect, inject, it } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { siteContent } from './support/site-content.ts';

const browser = useBrowser();
const { runIds } = await siteContent(inject('siteDatabase'));

describe('a page beyond the last', () => {
	it.each(['/runs', `/runs/${runIds.at(-1) ?? ''}/answers`])(
		'of %s says which is the last, and leads there',
		async (path) => {
			const { page, errors } = await browser.open(`${path}?page=999`);
			const text = await page.locator('main').innerText();
			expect(text).toMatch(/There is no page 999: the last is page \d+/u);
			expect(text).not.toMatch(/matches\.|is left/u);
			await page.getByRole('link', { name: /^page \d+$/iu }).click();
			await page.waitForURL(/page=\d{1,2}$/u);
			expect(await page.locator('main').innerText()).not.toContain('There is no page');
			expect(errors).toEqual([]);
		}
	);
});
