/** `bench report --html`: one file that shows the whole report by itself, with scripts and without, and asks nobody for anything. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import Papa from 'papaparse';
import {
	chromium,
	type Browser,
	type BrowserContextOptions,
	type Download,
	type Locator,
	type Page
} from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { browserFlags, plainSpaces, slowMachineMs } from './support/browser.ts';
import { violationsOf } from './support/looks.ts';
import { pdfPages } from './support/pdf-pages.ts';

const run = promisify(execFile);
const spec = resolve('scenarios/costs/quoted.yaml');

interface Failed {
	code: number;
	stderr: string;
}

let folder: string;
let file: string;
let browser: Browser;

const report = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
	run(process.execPath, [resolve('bench/bench.js'), 'report', ...args], { cwd: folder });
const refused = (...args: string[]): Promise<Failed> =>
	report(...args).then(
		() => Promise.reject(new Error('it was not refused')),
		(error: unknown) => error as Failed
	);
const database = (): string[] => ['--db', inject('siteDatabase')];
const quoted = (): string[] => [...database(), '--spec', spec, '--include-emulated'];

interface Opened {
	page: Page;
	errors: string[];
	/** Addresses that were asked for beside the file. */
	asked: string[];
}

const open = async (path: string, options: BrowserContextOptions = {}): Promise<Opened> => {
	const context = await browser.newContext({ ...options, offline: true });
	context.setDefaultTimeout(slowMachineMs);
	const page = await context.newPage();
	const [errors, asked]: [string[], string[]] = [[], []];
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
	});
	page.on('pageerror', (error) => errors.push(error.message));
	const address = pathToFileURL(path).href;
	page.on('request', (request) => {
		if (!/^(data|blob):/u.test(request.url()) && request.url() !== address)
			asked.push(request.url());
	});
	await page.goto(address);
	return { page, errors, asked };
};

/** Whether a canvas has more than one colour. */
const drawnOf = (page: Page): Promise<boolean[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('canvas')].map((canvas) => {
			// Of a copy: a canvas that is read again and again makes Chromium warn.
			const copy = document.createElement('canvas');
			copy.width = canvas.width;
			copy.height = canvas.height;
			const context = copy.getContext('2d', { willReadFrequently: true });
			context?.drawImage(canvas, 0, 0);
			const { data } = context?.getImageData(0, 0, copy.width, copy.height) ?? { data: [] };
			return new Set(new Uint32Array(new Uint8ClampedArray(data).buffer)).size > 1;
		})
	);

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bench-report-'));
	file = join(folder, 'contracts.html');
	browser = await chromium.launch({ executablePath: inject('browserPath'), args: browserFlags });
	await report('contract-questions', ...quoted(), '--html', file);
}, 120_000);
afterAll(async () => {
	await browser.close();
	await rm(folder, { recursive: true, force: true });
});

describe('a report in a file of its own', () => {
	it('shows the verdict and draws every chart, without a network', async () => {
		const { page, errors, asked } = await open(file);
		expect(await page.locator('h1').innerText()).toBe('Questions about contracts');
		expect(await page.locator('.sentence').innerText()).toMatch(/today you send 1\.6\sM/u);
		await page.waitForFunction(() => document.querySelectorAll('canvas').length === 5);
		// Those far below are drawn once the browser has nothing else to do.
		await expect.poll(() => drawnOf(page)).toStrictEqual([true, true, true, true, true]);
		const foot = await page.locator('footer').innerText();
		expect(foot).toMatch(
			/breakeven 0\.1\.0, 20\d\d-.* UTC, from cost spec quoted\.yaml; database /u
		);
		// It is passed on, so it tells nothing of where it was made.
		const text = await readFile(file, 'utf8');
		for (const place of [folder, resolve('.')]) expect(text).not.toContain(place);
		expect({ errors, asked }).toStrictEqual({ errors: [], asked: [] });
	});

	it('makes CSV, JSON and PNG of each chart from what lies in it, the same as the site gives', async () => {
		const { page, errors } = await open(file);
		await page.waitForSelector('canvas');
		const taken = new Set<string>();
		const saved = async (
			button: Locator,
			ending: string
		): Promise<{ name: string; content: Buffer }> => {
			const click = async (): Promise<Download | null> => {
				const waiting = page
					.waitForEvent('download', {
						// What came late for an earlier button is not what this one gives.
						predicate: (one) =>
							one.suggestedFilename().endsWith(ending) && !taken.has(one.suggestedFilename()),
						timeout: 5_000
					})
					.catch(() => null);
				await button.click();
				return waiting;
			};
			// A busy Chromium holds back a download that follows another at once, as if nobody had clicked for it.
			const download = (await click()) ?? (await click()) ?? (await click());
			if (!download) throw new Error('three clicks brought no download');
			const name = download.suggestedFilename();
			taken.add(name);
			return { name, content: await readFile(await download.path()) };
		};
		const verdict = plainSpaces(await page.locator('.sentence').innerText());
		const names: string[] = [];
		for (const figure of await page.locator('figure').all()) {
			const button = (kind: string): Locator => figure.getByRole('button', { name: `${kind} of` });
			const csv = await saved(button('CSV'), '.csv');
			const chart = /^contract-questions-(.*)\.csv$/u.exec(csv.name)?.[1] ?? csv.name;
			names.push(chart);
			const served = await fetch(
				`${inject('siteUrl')}/use-cases/contract-questions/charts/${chart}.csv`
			);
			expect(csv.content.toString()).toBe(`\uFEFF${await served.text()}`);
			const json = JSON.parse((await saved(button('JSON'), '.json')).content.toString()) as {
				rows: unknown[];
				verdict: string;
			};
			expect(Papa.parse(csv.content.toString().trimEnd()).data).toHaveLength(json.rows.length + 1);
			expect(json.verdict).toBe(verdict);
			await figure.locator('summary').click();
			expect(await figure.locator('tbody tr').count()).toBe(Math.min(25, json.rows.length));
			expect((await saved(button('PNG'), '.png')).content.subarray(1, 4).toString()).toBe('PNG');
		}
		expect(names).toStrictEqual([
			'crossover',
			'cost-per-answer',
			'tornado',
			'cash',
			'quality-cost'
		]);
		expect(errors).toStrictEqual([]);
	});

	it('is accessible, light and dark, on a phone and on a desk', async () => {
		for (const colorScheme of ['light', 'dark'] as const) {
			for (const width of [360, 1440]) {
				const { page } = await open(file, { colorScheme, viewport: { width, height: 900 } });
				await page.waitForSelector('canvas');
				expect(await violationsOf(page)).toEqual([]);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth);
				expect(wide).toBeLessThanOrEqual(width);
			}
		}
	});

	it('prints the decision on one page and its charts after it, light whatever the screen is', async () => {
		const { page, errors } = await open(file, { colorScheme: 'dark' });
		await page.waitForSelector('canvas');
		const { count, pageOf } = pdfPages(await page.pdf({ tagged: true, outline: true }));
		expect(pageOf).toMatchObject({
			Quality: 1,
			Evidence: 2,
			'Cost of an accepted answer': count - 1
		});
		await page.emulateMedia({ media: 'print' });
		expect(await page.locator('h1').evaluate((title) => getComputedStyle(title).color)).toBe(
			'rgb(0, 0, 0)'
		);
		expect(errors).toStrictEqual([]);
	});

	it('has its sentences and all numbers where no script runs', async () => {
		const { page, errors } = await open(file, { javaScriptEnabled: false });
		const text = await page.locator('body').innerText();
		expect(text).toMatch(/today you send 1\.6\sM/u);
		expect(text).toContain('What it depends on most');
		expect(text).toContain('Shown without its charts');
		expect(await page.locator('canvas').count()).toBe(0);
		expect(await page.locator('figure table').count()).toBe(5);
		const crossover = page.locator('figure', { hasText: 'Cost of a month against volume' });
		await crossover.locator('summary').click();
		for (const table of await page.locator('figure table').all()) {
			expect(await table.isVisible()).toBe(true);
		}
		expect(await page.getByRole('button').count()).toBe(0);
		expect(errors).toStrictEqual([]);
	});

	it('says EMULATED where an endpoint without a model takes part', async () => {
		const emulated = join(folder, 'mail.html');
		await report('support-triage', ...database(), '--include-emulated', '--html', emulated);
		const { page, errors } = await open(emulated);
		expect(await page.locator('main').innerText()).toContain('EMULATED');
		expect(await page.locator('footer').innerText()).toMatch(/run \d{8}T\d{6}-/u);
		expect(errors).toStrictEqual([]);
	});

	it('keeps a title that looks like a script as text', async () => {
		const text = await readFile(spec, 'utf8');
		const evil = join(folder, 'evil.yaml');
		await writeFile(
			evil,
			text.replace(/^title: .*$/mu, 'title: "</script><script>alert(1)</script>"')
		);
		const made = join(folder, 'evil.html');
		await report(...database(), '--spec', evil, '--include-emulated', '--html', made);
		const { page, errors } = await open(made);
		expect(await page.locator('h1').innerText()).toBe('</script><script>alert(1)</script>');
		expect(errors).toStrictEqual([]);
	});
});

describe('bench report', () => {
	it('replaces a file only with --force, and leaves nothing else behind', async () => {
		const before = await stat(file);
		const { code, stderr } = await refused(...quoted(), '--html', file);
		expect(code).toBe(2);
		expect(stderr).toContain('is there already');
		expect(stderr).toContain('--force');
		expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
		const { stdout } = await report(...quoted(), '--html', file, '--force', '--json');
		expect(JSON.parse(stdout)).toMatchObject({ file, bytes: (await stat(file)).size });
		expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
	});

	it('says what is wrong before it begins', async () => {
		const cases: [string[], RegExp][] = [
			[['contract-questions', ...database()], /--html FILE/u],
			[[...quoted(), '--html', ''], /--html names no file/u],
			[['nothing', ...quoted(), '--html', 'a.html'], /is about "contract-questions"/u],
			[['nothing', ...database(), '--html', 'a.html'], /There are: .*support-triage/u],
			[[...quoted(), '--html', 'none/a.html'], /none is missing/u],
			[[...quoted(), '--html', join(file, 'a.html')], /contracts\.html is no folder/u],
			[[...quoted(), '--html', '.'], /is a folder/u],
			[[...quoted(), '--html', 'reports/'], /is a folder/u],
			[[...quoted(), '--html', '/dev/null', '--force'], /is no plain file/u],
			[['support-triage', '--db', 'file:none.db', '--html', 'a.html'], /no database none\.db/u]
		];
		const answers = await Promise.all(cases.map(([args]) => refused(...args)));
		for (const [index, { code, stderr }] of answers.entries()) {
			expect(code).toBe(2);
			expect(stderr).toMatch(cases[index]?.[1] ?? /never/u);
			expect(stderr).toContain('hint: ');
		}
	}, 120_000);
});
