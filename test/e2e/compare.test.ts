/** The engineer's journey in a browser: from the runs to one, to its slowest attempt, to two targets compared. */
import { describe, expect, inject, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { ListedAttempt } from '#db/attempt-list.server.ts';
import { signedMsValue } from '#lib/compare/compare-words.ts';
import type { Comparison } from '#lib/compare/comparison.ts';
import { formatMs, formatMsValue } from '#lib/format.ts';
import { runPath } from '#lib/runs/paths.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import { useBrowser } from './support/browser.ts';
import { siteContent } from './support/site-content.ts';

const browser = useBrowser();
const content = await siteContent(inject('siteDatabase'));
const [runId = ''] = content.runIds;

interface ListedPage {
	attempts: ListedAttempt[];
	total: number;
}

const answer = async <T>(path: string): Promise<T> =>
	(await (await fetch(inject('siteUrl') + path)).json()) as T;
const compared = (page: Page): Promise<Comparison> =>
	answer(`/api${new URL(page.url()).pathname}${new URL(page.url()).search}`);
const cardOf = (page: Page, heading: string | RegExp) =>
	page.locator('section', { has: page.getByRole('heading', { level: 2, name: heading }) });

describe("the engineer's journey", () => {
	it('leads from the runs to the slowest attempt, and on to two targets compared', async () => {
		const { page, errors } = await browser.open('/runs');
		await page
			.locator(`a[href="${runPath(runId)}"]`)
			.first()
			.click();
		await page.getByRole('heading', { level: 2, name: 'Stages' }).waitFor();
		const detail = await answer<RunDetail>(`/api/runs/${runId}`);
		const gpu = detail.cells.find(({ cell }) => cell.target.id === 'gpu')!;
		const api = detail.cells.find(
			({ cell }) => cell.target.id === 'frontier-api' && cell.scenarioId === gpu.cell.scenarioId
		)!;
		const stage = gpu.stages[1]!;
		await page
			.locator(`a[href="/runs/${stage.id.replace('/', '/stages/')}"]`)
			.first()
			.click();

		// The slowest of the stage first.
		const attempts = page.getByRole('region', { name: 'Attempts' });
		await attempts.getByRole('link', { name: /^Whole answer/u }).click();
		await page.waitForURL(/sort=e2e&order=desc|order=desc&sort=e2e/u);
		await attempts.locator('tbody tr a').first().click();
		await page.getByRole('heading', { level: 1, name: /^Attempt / }).waitFor();
		// Of all its attempts, those of the warm-up with them.
		const listed = `/api/runs/${runId}/stages/${encodeURIComponent(stage.id.slice(runId.length + 1))}/attempts`;
		const times: number[] = [];
		for (let total = 1, number = 1; times.length < total; number++) {
			const some = await answer<ListedPage>(`${listed}?page=${String(number)}`);
			expect(some.attempts.length).toBeGreaterThan(0);
			times.push(...some.attempts.map(({ e2eMs }) => e2eMs ?? 0));
			({ total } = some);
		}
		const slowest = formatMs(Math.max(...times));
		expect(await page.locator('main header').innerText()).toContain(
			`whole answer after ${slowest}`
		);

		// On to what it can be compared with, at the same load.
		await page.getByRole('link', { name: /^Compare .* with another target or run$/u }).click();
		await page.waitForURL(/\/compare\?a=/u);
		const partners = cardOf(page, /^Asked the same items/u);
		await partners.getByRole('link', { name: 'frontier API EMULATED' }).first().click();
		await page.getByRole('heading', { level: 2, name: 'What was found' }).waitFor();

		const comparison = await compared(page);
		expect(comparison.a.ref).toBe(gpu.cell.id.replace('/', ':'));
		expect(comparison.b.ref).toBe(api.cell.id.replace('/', ':'));
		expect(comparison.stages?.a.name).toBe(stage.id.slice(runId.length + 1));

		const latency = cardOf(page, /^Latency at /u);
		const median = comparison.stages!.latencies.find(
			({ metric, quantile }) => metric === 'ttftMs' && quantile === 0.5
		)!;
		const row = latency.locator('tbody').first().getByRole('row', { name: /^p50/u });
		const cells = await row.getByRole('cell').allInnerTexts();
		expect(cells.slice(0, 4)).toStrictEqual([
			formatMsValue(median.aMs),
			formatMsValue(median.bMs),
			signedMsValue(median.difference!.ms),
			`${signedMsValue(median.difference!.lowMs)} to ${signedMsValue(median.difference!.highMs)}`
		]);
		expect(await page.locator('main').innerText()).toContain('EMULATED: A and B');

		// What flipped is the answers themselves.
		const { quality } = comparison;
		if (quality.state !== 'compared') throw new Error('the answers are not paired');
		const flipped = quality.counts.onlyA + quality.counts.onlyB;
		await cardOf(page, 'Quality')
			.getByRole('link', { name: `${String(flipped)} flipped answers side by side` })
			.click();
		await page
			.getByText(`${String(flipped)} items: right on one target, wrong on another`)
			.waitFor();
		await page.getByRole('link', { name: /^These two compared/u }).click();
		await page.getByRole('heading', { level: 2, name: 'What was found' }).waitFor();
		expect(errors).toStrictEqual([]);
	});

	it('changes places, loads and metric by links that carry everything', async () => {
		const { page, errors } = await browser.open(`/compare?a=${runId}:gpu&b=${runId}:frontier-api`);
		const before = await compared(page);
		await page.getByRole('link', { name: 'Swap A and B' }).click();
		await page.waitForURL(/a=[^&]*frontier-api/u);
		const after = await compared(page);
		const differenceOf = ({ quality }: Comparison) =>
			quality.state === 'compared' ? quality.difference.difference : null;
		expect(differenceOf(after)).toBe(-differenceOf(before)!);
		await page.getByText('Any two stages').click();
		await page.getByLabel('A at').selectOption('0');
		await page.locator('details form').getByRole('button', { name: 'Compare' }).click();
		await page.waitForURL(/stageA=0/u);
		await page.getByText(/^Different loads: /u).waitFor();
		await page.getByRole('link', { name: 'Whole answer (E2E)' }).click();
		await page.waitForURL(/metric=e2eMs/u);
		await page
			.getByRole('heading', { name: 'Whole answer (E2E): share of answers within a time' })
			.waitFor();
		expect(new URL(page.url()).searchParams.get('stageA')).toBe('0');
		const csv = await fetch(
			inject('siteUrl') +
				(await page.getByRole('link', { name: /^CSV of Whole/u }).getAttribute('href'))!
		);
		expect(csv.headers.get('content-type')).toContain('text/csv');
		expect((await csv.text()).trimEnd().split('\n')).toHaveLength(102);
		expect(errors).toStrictEqual([]);
	});
});

describe('a comparison that cannot be made', () => {
	it('is two pickers, which lead to one, where nothing is chosen', async () => {
		const { page, errors } = await browser.open('/compare');
		await page.getByLabel('A, the candidate').selectOption(`${runId}:1`);
		await page.getByLabel('B, what it is held against').selectOption(`${runId}:2`);
		await page.getByRole('button', { name: 'Compare' }).click();
		await page.getByRole('heading', { level: 2, name: 'What was found' }).waitFor();
		expect((await compared(page)).b.target).toBe('frontier API');
		expect(errors).toStrictEqual([]);
	});

	it('tells what of the address could not be read, and shows the rest', async () => {
		const { page } = await browser.open(
			`/compare?a=${runId}:1&b=${runId}:2&stageA=99&metric=speed`
		);
		const notice = page.getByRole('status').filter({ hasText: 'could not be read' });
		const text = await notice.innerText();
		expect(text).toContain('metric=speed');
		expect(text).toContain('has no stage 99');
		await page.getByRole('heading', { level: 2, name: 'What was found' }).waitFor();
		await browser.visit(page, `/compare?a=${runId}:1&b=gone:0`);
		expect(await page.getByRole('status').first().innerText()).toContain('there is no run "gone"');
		await page.getByLabel('A, the candidate').waitFor();
	});

	it('says so where no load is common, the items are others, or both are one', async () => {
		const { page, errors } = await browser.open(`/compare?a=${runId}:0&b=${runId}:1`);
		await page.getByText('No load was measured on both to its end.').waitFor();
		await browser.visit(page, `/compare?a=${runId}:1&b=${runId}:4`);
		await page.getByText('Different use cases.').waitFor();
		await page.getByRole('heading', { level: 2, name: 'No answers are paired' }).waitFor();
		await page.getByText('Their answers cannot be paired').waitFor();
		await browser.visit(page, `/compare?a=${runId}:1&b=${runId}:1`);
		await page.getByRole('heading', { level: 2, name: 'There is nothing to compare' }).waitFor();
		expect(await page.getByRole('heading', { level: 2, name: 'Quality' }).count()).toBe(0);
		expect(errors).toStrictEqual([]);
	});
});
