/** The report for leadership: on screen, and as a tagged PDF whose first page is the decision. */
import { describe, expect, it } from 'vitest';
import { plainSpaces, useBrowser } from './support/browser.ts';
import { pdfPages } from './support/pdf-pages.ts';

const browser = useBrowser();
const report = '/use-cases/contract-questions/report';

describe('the report of a use case', () => {
	it.each([
		{ format: 'A4', width: 595, height: 842 },
		{ format: 'Letter', width: 612, height: 792 }
	])('prints the decision on one page of $format, and what it rests on after it', async (paper) => {
		const { page, errors } = await browser.open(report, { colorScheme: 'dark' });
		expect(await page.locator('h1').innerText()).toBe('Questions about contracts');
		expect(await page.getByRole('button', { name: 'Print or save as PDF' }).count()).toBe(1);
		const pdf = await page.pdf({ format: paper.format, tagged: true, outline: true });
		const text = pdf.toString('latin1');
		expect(text).toContain('/StructTreeRoot');
		for (const tag of ['/H1', '/H2', '/H3', '/Table', '/TH', '/Figure'])
			expect(text).toContain(tag);
		const { count, size, pageOf } = pdfPages(pdf);
		expect(Math.abs(size[0] - paper.width)).toBeLessThan(2);
		expect(Math.abs(size[1] - paper.height)).toBeLessThan(2);
		// It starts a page, so that the second one tells that all before it is on the first.
		expect(pageOf).toMatchObject({
			'Cost of a month against volume': 1,
			'What it depends on most': 1,
			Quality: 1,
			Evidence: 2,
			'The numbers, and who says them': 2
		});
		expect(count).toBeLessThanOrEqual(3);
		expect(errors).toStrictEqual([]);
	});

	it('draws its chart again for paper: in dark ink, as wide as the paper, at twice the pixels or more', async () => {
		const { page } = await browser.open(report, { colorScheme: 'dark' });
		const drawn = () =>
			page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
				const { width, height } = canvas.getBoundingClientRect();
				return {
					ratio: canvas.width / width,
					isUndistorted: Math.abs(canvas.width / canvas.height - width / height) < 0.02
				};
			});
		const before = await drawn();
		await page.emulateMedia({ media: 'print' });
		const onPaper = await drawn();
		expect(onPaper.ratio).toBeGreaterThanOrEqual(2);
		expect(onPaper.isUndistorted).toBe(true);
		expect(await page.locator('h1').evaluate((title) => getComputedStyle(title).color)).toBe(
			'rgb(0, 0, 0)'
		);
		await page.emulateMedia({ media: 'screen' });
		expect(await drawn()).toStrictEqual(before);
	});

	it('says what was decided, and who says how many of its numbers', async () => {
		const { page } = await browser.open(report);
		expect(await page.getByTestId('decided').innerText()).toContain('Nothing has been decided');
		const line = plainSpaces(await page.getByText(/^It rests on \d+ numbers/u).innerText());
		const [total, ...counts] = [...line.matchAll(/(\d+) [a-z]/gu)].map(([, count]) =>
			Number(count)
		);
		expect(line).toMatch(/\d+ quoted \(\d+ %\).*\d+ our defaults \(\d+ %\)\.$/u);
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
	});

	it('names every number that it rests on, with its source, as many as it counts', async () => {
		const { page } = await browser.open(report);
		const evidence = page.locator('section', { has: page.locator('h2', { hasText: 'Evidence' }) });
		const counts = (await evidence.locator('li').allInnerTexts()).map((text) =>
			Number(/: (\d+) numbers?$|^(\d+) numbers are/u.exec(text)?.[1])
		);
		// Two tables have ranges, of two kinds: each says which.
		expect(await page.getByRole('columnheader', { name: 'Low – high' }).count()).toBe(0);
		expect(await page.locator('article').innerText()).toContain(
			'Moved by itself from the 5th to the 95th percentile of its range'
		);
		const rows = evidence.locator('tbody tr:has(td)');
		expect(await rows.count()).toBe(counts.reduce((sum, count) => sum + count, 0));
		expect(await rows.filter({ hasText: 'nameplate power' }).innerText()).toContain('10,200 W');
		for (const source of await rows.locator('td:last-child').allInnerTexts()) {
			expect(source).not.toBe('');
		}
	});
});
