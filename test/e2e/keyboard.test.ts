/** The site without a mouse. */
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.ts';

const browser = useBrowser();

describe('the site by keyboard', () => {
	it('skips to the content with the first press of Tab', async () => {
		const { page } = await browser.open('/');
		await page.keyboard.press('Tab');
		const link = page.locator(':focus');
		expect(await link.innerText()).toBe('Skip to the content');
		expect((await link.boundingBox())?.y).toBeGreaterThanOrEqual(0);
		await page.keyboard.press('Enter');
		expect(await page.locator(':focus').getAttribute('id')).toBe('content');
	});
});
