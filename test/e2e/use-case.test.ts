/**
 * The leader's journey through the built site: from the portfolio to the verdict, what moves it, a link that brings it back, paper;
 * and what the page of a use case says where something is missing.
 */
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { plainSpaces, useBrowser } from './support/browser.ts';

const browser = useBrowser();
const path = '/use-cases/contract-questions';

const verdictOf = async (page: Page): Promise<string> =>
	plainSpaces(await page.getByTestId('verdict').innerText());
const captionOf = async (page: Page, title: string): Promise<string> =>
	plainSpaces(
		await page.locator('figure', { hasText: title }).locator('figcaption p').first().innerText()
	);
const field = (page: Page, name: string) => page.getByRole('textbox', { name });
const slider = (page: Page, name: string) => page.getByRole('slider', { name });
/** Until the worker's answer has come. */
const settled = (page: Page): Promise<void> =>
	page.getByTestId('draws').filter({ hasNotText: 'refining' }).waitFor();
const withQuery = (page: Page, text: string): Promise<void> =>
	page.waitForURL((url) => url.search.includes(text));

/** A canvas of the same size with nothing on it. */
const blank = ({ width, height }: HTMLCanvasElement): string =>
	Object.assign(document.createElement('canvas'), { width, height }).toDataURL();

describe('the page of a use case', () => {
	it('leads from the portfolio to a verdict that follows volume and power price, and back by its link', async () => {
		const { page, errors } = await browser.open('/');
		await page.getByRole('link', { name: 'Questions about contracts' }).first().click();
		await page.waitForURL((url) => url.pathname === path);
		await page.waitForLoadState('networkidle');
		const given = await verdictOf(page);
		expect(given).toContain('today you send 1.6 M');
		const caption = await captionOf(page, 'Cost of a month against volume');
		expect(caption).toContain('Today it is 1.6 M');

		await field(page, 'requests a month, today').fill('3,200,000');
		await page.getByTestId('verdict').filter({ hasText: 'today you send 3.2 M' }).waitFor();
		expect(await captionOf(page, 'Cost of a month against volume')).toContain('Today it is 3.2 M');
		await settled(page);

		await page.getByRole('searchbox', { name: 'Find an assumption' }).fill('electricity');
		const power = page.getByRole('slider', { name: /^electricity/u });
		const before = await verdictOf(page);
		await power.focus();
		await page.keyboard.press('End');
		await withQuery(page, 'usdPerKwh');
		await settled(page);
		expect(await verdictOf(page)).not.toBe(before);

		const told = await verdictOf(page);
		const chips = page.locator('.changed li');
		await chips.first().waitFor();
		expect(await chips.allInnerTexts()).toEqual([
			expect.stringMatching(/requests a month, today: 3\.2 M.* was 1\.6 M/su),
			expect.stringMatching(/^electricity.* was \$0\.146/su)
		]);
		await page.reload({ waitUntil: 'networkidle' });
		expect(await verdictOf(page)).toBe(told);
		expect(await chips.count()).toBe(2);

		await page.getByRole('button', { name: /^Reset requests a month/u }).click();
		await page.getByRole('button', { name: 'Reset all' }).click();
		await page.waitForURL((url) => url.search === '');
		await settled(page);
		expect(await verdictOf(page)).toBe(given);
		expect(errors).toEqual([]);
	});

	it('answers at once with few draws, says that it refines, and measures how long a redraw takes', async () => {
		const { page } = await browser.open(path);
		const volume = slider(page, 'requests a month, today');
		await volume.focus();
		for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
		await page.getByTestId('draws').filter({ hasText: 'refining with 10,000' }).waitFor();
		await settled(page);
		expect(await page.getByTestId('draws').innerText()).toContain('From 10,000 draws');
		const durations = await page.evaluate(() =>
			performance.getEntriesByName('input-to-redraw').map(({ duration }) => duration)
		);
		expect(durations).toHaveLength(5);
		expect(durations.every((duration) => duration > 0)).toBe(true);
	});

	it('draws a chart far below for the values of now once a reader comes to it', async () => {
		const { page } = await browser.open(path, { height: 600 });
		const chart = page
			.getByRole('region', { name: 'Cost of an accepted answer' })
			.locator('canvas');
		const drawn = (): Promise<string> =>
			chart.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
		const draws = async (isSame: boolean, before: string): Promise<void> => {
			await expect.poll(async () => (await drawn()) === before).toBe(isSame);
		};
		await chart.scrollIntoViewIfNeeded();
		await draws(false, await chart.evaluate(blank));
		const before = await drawn();
		await page.evaluate(() => {
			scrollTo(0, 0);
		});
		await field(page, 'requests a month, today').fill('3,200,000');
		await settled(page);
		await chart.scrollIntoViewIfNeeded();
		await draws(false, before);
	});

	it('loads what records a decision when a reader comes to it', async () => {
		const { page, errors } = await browser.open(path);
		const button = page.getByRole('button', { name: 'Record the decision' });
		expect(await button.count()).toBe(0);
		await page.locator('#decision').scrollIntoViewIfNeeded();
		await button.waitFor();
		expect(errors).toEqual([]);
	});

	it('draws on both scales, leaves options out, and gives what is drawn as a table', async () => {
		const { page } = await browser.open(path);
		const chart = page.locator('figure', { hasText: 'Cost of a month against volume' });
		await chart.getByRole('button', { name: 'Linear' }).click();
		await chart.getByRole('checkbox', { name: 'tuned 70B on rented GPUs' }).uncheck();
		await withQuery(page, 'scale=linear&hide=northlake');
		await chart.getByText('Table', { exact: true }).click();
		const rows = await chart.getByRole('table').getAttribute('aria-rowcount');
		expect(Number(rows)).toBeGreaterThan(100);
		await page.reload({ waitUntil: 'networkidle' });
		expect(
			await chart.getByRole('checkbox', { name: 'tuned 70B on rented GPUs' }).isChecked()
		).toBe(false);
		expect(await chart.getByRole('button', { name: 'Linear' }).getAttribute('aria-pressed')).toBe(
			'true'
		);
	});

	it('leads from a figure to its lines, and from a line to the quote behind it', async () => {
		const { page } = await browser.open(path);
		const row = page.getByRole('row', { name: /^tuned 70B on two servers/u });
		const figure = /\$[\d,]+/u.exec(await row.innerText())?.[0] ?? 'none';
		await page.getByRole('button', { name: /^tuned 70B on two servers.*evidence/u }).click();
		const drawer = page.getByRole('dialog');
		await drawer.waitFor();
		expect(await drawer.getByTestId('total').innerText()).toMatch(/^A month in all\s/u);
		expect(await drawer.getByTestId('total').innerText()).toContain(figure);
		await drawer.getByText('server as quoted, capital recovery').click();
		const links = await drawer.getByRole('link', { name: 'open the quote' }).all();
		expect(await links[0]?.getAttribute('href')).toMatch(/^\/quotes\/meridian-systems/u);
		await page.keyboard.press('Escape');
		await drawer.waitFor({ state: 'hidden' });
	});

	it('saves a set under a name, opens it by its link, and deletes it', async () => {
		const { page, errors } = await browser.open(`${path}?o.demand.requestsPerMonth=3200000`);
		const name = `twice the volume ${String(Date.now())}`;
		await page.getByText('Saved sets').click();
		await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
		await page.getByRole('button', { name: 'Save these assumptions' }).click();
		await page.getByText(`Saved as "${name}".`).waitFor();
		const { page: other } = await browser.open(`${path}?set=${encodeURIComponent(name)}`);
		expect(await verdictOf(other)).toContain('today you send 3.2 M');
		await page.getByRole('button', { name: `Delete ${name}` }).click();
		await page.getByText(`Deleted "${name}".`).waitFor();
		await other.reload({ waitUntil: 'networkidle' });
		expect(await other.getByText(`there is no saved set "${name}"`).count()).toBe(1);
		expect(errors).toEqual([]);
	});

	it('uses the presets, and says that all at once at the end is very unlikely', async () => {
		const { page } = await browser.open(path);
		const given = await page.getByTestId('short-answer').innerText();
		await page.getByRole('button', { name: 'All favours making' }).click();
		await page.getByText('That all of them lie there at once is very unlikely').waitFor();
		expect(await page.getByTestId('short-answer').innerText()).not.toBe(given);
		await settled(page);
		await page.getByRole('button', { name: 'As given' }).click();
		await page.waitForURL((url) => url.search === '');
		expect(await page.getByTestId('short-answer').innerText()).toBe(given);
	});

	it('falls back where its address is nonsense, and says so', async () => {
		const { page, errors } = await browser.open(
			`${path}?scale=cubic&o.demand.requestsPerMonth=lots&o.nothing=3&emulated=maybe&colour=red`
		);
		const notice = page.locator('.notice', { hasText: 'Not all of this address could be used' });
		const problems = await notice.getByRole('listitem').allInnerTexts();
		expect(problems.join('\n')).toContain('scale is "cubic"; expected log or linear');
		expect(problems.join('\n')).toContain('requestsPerMonth is "lots"');
		expect(problems.join('\n')).toContain('nothing cannot be 3');
		expect(problems).toHaveLength(5);
		expect(await verdictOf(page)).toContain('today you send 1.6 M');
		expect(errors).toEqual([]);
	});

	it('names the use cases that there are for an unknown one', async () => {
		const { page } = await browser.open('/use-cases/nowhere');
		expect(await page.locator('main').innerText()).toContain('contract-questions');
	});

	it('says what is missing where only endpoints without a model were measured, and offers to count them', async () => {
		const { page } = await browser.open('/use-cases/support-triage?emulated=exclude');
		expect(await verdictOf(page)).toContain('Not enough evidence');
		await page.getByRole('link', { name: 'See the arithmetic with them' }).click();
		await withQuery(page, 'emulated=include');
		await page.getByText('EMULATED', { exact: true }).first().waitFor();
	});

	it('prints the sentence, the chart and what was changed, without the controls', async () => {
		const { page } = await browser.open(`${path}?o.demand.requestsPerMonth=3200000`);
		await page.emulateMedia({ media: 'print' });
		expect(await page.getByTestId('verdict').isVisible()).toBe(true);
		// Its script comes once something is changed.
		await page.locator('.changed li').first().waitFor();
		expect(await page.locator('aside').isVisible()).toBe(false);
		expect(await page.getByRole('button', { name: 'Linear' }).isVisible()).toBe(false);
		const pdf = await page.pdf({ format: 'A4', tagged: true });
		expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
		expect(pdf.includes('/StructTreeRoot')).toBe(true);
	});
});

describe('the API behind it', () => {
	const get = async (query: string): Promise<{ status: number; body: unknown }> => {
		const response = await fetch(`${inject('siteUrl')}/api${path}/answer${query}`);
		return { status: response.status, body: await response.json() };
	};

	it('refuses values that a number cannot have, and says what was expected', async () => {
		const { status, body } = await get('?o.demand.requestsPerMonth=-5&threshold.none=1');
		expect(status).toBe(200);
		expect(body).toMatchObject({
			refused: [
				{ id: 'none', value: '1', reason: expect.stringContaining('no hybrid') as string },
				{
					id: 'demand.requestsPerMonth',
					value: '-5',
					reason: expect.stringContaining('expected 0 to') as string
				}
			]
		});
	});

	it('answers a wrong choice with what is expected', async () => {
		const { status, body } = await get('?emulated=perhaps');
		expect(status).toBe(400);
		expect(body).toMatchObject({ error: { code: 'E_USAGE' } });
	});
});
