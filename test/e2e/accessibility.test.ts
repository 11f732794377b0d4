/**
 * Every page, light and dark, at the widths of a phone, a tablet and a desk: nothing that axe finds (WCAG 2.0 to 2.2, A and AA),
 * no error on the console, nothing that sticks out sideways, and for every chart a table with the numbers that it is drawn from.
 */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { useBrowser, type SitePage } from './support/browser.ts';
import { overflowOf, violationsOf } from './support/looks.ts';
import { sitePaths } from './support/pages.ts';

/**
 * A tablet is a phone turned round or a narrowed window: the page is there already, and a visit takes longer than all looks at it.
 * What it shows is shown by one of the others, so that its colours are looked at once.
 */
const widths = [
	{ width: 360, isVisited: true, themes: ['light', 'dark'] },
	{ width: 768, isVisited: false, themes: ['light'] },
	{ width: 1440, isVisited: true, themes: ['light', 'dark'] }
] as const;
/** What these lead to does not exist. */
const unknownPaths = new Set([
	'/nothing-here',
	'/invitation/none',
	'/guest/none',
	'/accounts/none',
	'/login/oidc',
	'/login/oidc/callback'
]);

const browser = useBrowser();
const paths = await sitePaths(inject('siteDatabase'));

interface ChartFacts {
	title: string;
	/** Rows of its table, those on other pages of the table included; null where it has none. */
	tableRows: number | null;
	/** Address of its data as JSON; null where it has none. */
	jsonHref: string | null;
	csvHref: string | null;
}

const chartsOf = (page: Page): Promise<ChartFacts[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('canvas')].map((canvas) => {
			const figure = canvas.closest('figure');
			const table = figure?.querySelector('table') ?? null;
			const all = table?.getAttribute('aria-rowcount');
			const hrefOf = (ending: string): string | null =>
				[...(figure?.querySelectorAll('a') ?? [])].find((link) =>
					new URL(link.href).pathname.endsWith(ending)
				)?.href ?? null;
			return {
				title: figure?.querySelector('figcaption')?.innerText.split('\n')[0] ?? '',
				tableRows: table
					? all === null || all === undefined
						? table.querySelectorAll('tbody tr').length
						: Number(all) - 1
					: null,
				jsonHref: hrefOf('.json'),
				csvHref: hrefOf('.csv')
			};
		})
	);

/** Comes near what waits for it, and goes back to the top. */
const loadAll = async (page: Page): Promise<void> => {
	const waiting = page.locator('[data-waits]');
	for (let left = await waiting.count(); left > 0; left--) {
		await waiting.first().scrollIntoViewIfNeeded();
		await expect.poll(() => waiting.count()).toBeLessThan(left);
	}
	await page.evaluate(() => {
		scrollTo(0, 0);
	});
};

describe('every page of the site', () => {
	let site: SitePage;
	beforeAll(async () => {
		site = await browser.open('/');
	});

	it.each(paths)('%s is accessible, silent, fits, and has a table for each chart', async (path) => {
		const { page, errors } = site;
		errors.length = 0;
		const found: Record<string, string[]> = {};
		for (const { width, isVisited, themes } of widths) {
			await page.setViewportSize({ width, height: 900 });
			if (isVisited) {
				await browser.visit(page, path);
				await loadAll(page);
			}
			for (const colorScheme of themes) {
				await page.emulateMedia({ colorScheme });
				const problems = [...(await violationsOf(page, colorScheme)), ...errors.splice(0)];
				if (problems.length > 0) found[`${String(width)} px, ${colorScheme}`] = problems;
			}
			const wide = await overflowOf(page);
			if (wide.length > 0) found[`wider than ${String(width)} px`] = wide;
		}
		// The browser itself logs that an unknown page was answered with 404.
		if (unknownPaths.has(path)) {
			for (const [where, problems] of Object.entries(found)) {
				if (problems.every((problem) => problem.includes('404')))
					Reflect.deleteProperty(found, where);
			}
		}
		expect(found).toEqual({});
		for (const chart of await chartsOf(page)) {
			expect(chart.tableRows, `rows of the table of ${chart.title}`).toBeGreaterThan(0);
			if (chart.jsonHref === null || chart.csvHref === null) continue;
			const data = (await (await fetch(chart.jsonHref)).json()) as { rows: unknown[] };
			expect(data.rows, chart.title).toHaveLength(chart.tableRows ?? 0);
			const csv = await (await fetch(chart.csvHref)).text();
			expect(csv.trimEnd().split('\n'), chart.title).toHaveLength((chart.tableRows ?? 0) + 1);
		}
		expect(await page.title()).toMatch(/\S/u);
	});
});
