/** The first page: what a director reads of every use case, and what stands there while there is nothing to read. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PortfolioAnswer } from '#lib/server/portfolio/portfolio-schema.ts';
import { plainSpaces, useBrowser } from './support/browser.ts';
import { boughtTarget, rentedTarget, storeMeasuredRun } from '../commands/support/measured-run.ts';
import { startSite } from './support/global-setup.ts';

describe('the portfolio over the demo', () => {
	const browser = useBrowser();

	it('says the verdict of every use case in one sentence, the same as the API, and leads to it', async () => {
		const { page, errors } = await browser.open('/');
		const response = await fetch(`${inject('siteUrl')}/api/portfolio`);
		const { entries, totals } = (await response.json()) as PortfolioAnswer;
		expect(entries.length).toBeGreaterThanOrEqual(3);
		for (const entry of entries) {
			const article = page.locator(`article[aria-labelledby="use-${entry.id}"]`);
			if (entry.state === 'failed') continue;
			expect(plainSpaces(await article.innerText())).toContain(entry.verdict.sentence);
			if (entry.emulated) expect(await article.innerText()).toContain('EMULATED');
		}
		// At least one shows no difference, so that nothing is recommended there, and the sum says so.
		expect(totals.withoutVerdict).toBeGreaterThan(0);
		expect(await page.locator('.totals').innerText()).toContain(
			totals.withoutVerdict === totals.bought.useCases
				? 'no verdict names an option yet, so all is counted as bought'
				: 'without a clear verdict, counted as bought'
		);
		await page.getByRole('link', { name: 'Questions about contracts', exact: true }).click();
		await page.waitForURL('**/use-cases/contract-questions');
		expect(errors).toStrictEqual([]);
	});

	it('draws the crossover against the volume of today, in words for those who cannot see it', async () => {
		const { page } = await browser.open('/', { width: 360 });
		const article = page.locator('article[aria-labelledby="use-contract-questions"]');
		const words = await article.getByRole('img').getAttribute('aria-label');
		expect(words).toMatch(
			/^Today 1\.6 M requests a month; making is cheaper above 1\.83 M, 90 % interval .+ to .+\.$/u
		);
	});

	it('says in its address what it shows, and what it cannot read of it', async () => {
		const { page } = await browser.open('/?emulated=perhaps');
		expect(await page.getByRole('status').first().innerText()).toContain(
			'expected include or exclude'
		);
	});
});

describe('a portfolio in which one use case rests on an endpoint without a model', () => {
	let folder: string;
	let site: { url: string; child: ChildProcess };
	const browser = useBrowser(() => site.url);
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'bench-emulated-site-'));
		const database = `file:${join(folder, 'emulated.db')}`;
		await storeMeasuredRun(database, {
			id: '01RUN',
			useCase: 'invoice-extraction',
			targets: [
				{ target: rentedTarget, levels: [{ offeredPerS: 4, sloMetShare: 1 }], right: 36 },
				{
					target: boughtTarget,
					levels: [{ offeredPerS: 2, sloMetShare: 1 }],
					right: 38,
					emulatedAnswers: true
				}
			]
		});
		site = await startSite(['--db', database, '--spec', 'scenarios/costs/support-triage.yaml']);
	});
	afterAll(async () => {
		site.child.removeAllListeners('exit');
		site.child.kill('SIGTERM');
		await rm(folder, { recursive: true, force: true });
	});

	it('marks every sum of a month as EMULATED where that use case is in it, and none where it is left out', async () => {
		for (const [emulated, mark] of [
			['include', String.raw`\sEMULATED`],
			['exclude', '(?!\\sEMULATED)']
		] as const) {
			const response = await fetch(`${site.url}/api/portfolio?emulated=${emulated}`);
			const { totals } = (await response.json()) as PortfolioAnswer;
			expect(totals.emulated).toBe(emulated === 'include');
			const { page } = await browser.open(`/?emulated=${emulated}`);
			expect(await page.locator('.totals .card').allInnerTexts()).toStrictEqual([
				expect.stringMatching(new RegExp(`^A month, all bought${mark}`, 'u')),
				expect.stringMatching(new RegExp(`^A month, as the verdicts say${mark}`, 'u')),
				expect.stringMatching(new RegExp(`^A month, as decided${mark}`, 'u'))
			]);
		}
	});
});

describe('a portfolio without use cases', () => {
	let folder: string;
	let site: { url: string; child: ChildProcess };
	const browser = useBrowser(() => site.url);
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'bench-empty-site-'));
		await writeFile(join(folder, 'broken.yaml'), 'useCase: letters\noptions: []\n');
		// A database in which nothing is stored yet.
		await writeFile(join(folder, 'none.db'), '');
		site = await startSite(['--db', `file:${join(folder, 'none.db')}`, '--spec', folder]);
	});
	afterAll(async () => {
		site.child.removeAllListeners('exit');
		site.child.kill('SIGTERM');
		await rm(folder, { recursive: true, force: true });
	});

	it('says which commands bring some, and shows the spec that cannot be used with its problem', async () => {
		const { page, errors } = await browser.open('/');
		const text = await page.locator('main').innerText();
		expect(text).toContain('npx bench run --demo');
		expect(text).toContain('broken.yaml');
		expect(text).toContain('options: expected a list of at least 1 entries, found an empty list');
		expect(errors).toStrictEqual([]);
	});
});
