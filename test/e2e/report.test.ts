/** The report for leadership: on screen, and as a tagged PDF that fits on paper. */
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.ts';

const browser = useBrowser();

describe('the report of a use case', () => {
	it('prints on two pages at most, light, tagged, with headings', async () => {
		const { page, errors } = await browser.open('/use-cases/contract-questions/report', {
			colorScheme: 'dark'
		});
		expect(await page.locator('h1').innerText()).toBe('Questions about contracts');
		expect(await page.getByRole('button', { name: 'Print or save as PDF' }).count()).toBe(1);
		const pdf = await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true });
		const text = pdf.toString('latin1');
		expect(text).toContain('/StructTreeRoot');
		for (const tag of ['/H1', '/H2', '/Table']) expect(text).toContain(tag);
		expect(text.match(/\/Type\s*\/Page\b(?!s)/gu)?.length).toBeLessThanOrEqual(2);
		// A4 in points.
		expect(text).toMatch(/\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/u);
		expect(errors).toStrictEqual([]);
	});
});
