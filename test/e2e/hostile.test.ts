/**
 * Every page and every file of a site whose database holds nothing but hostile texts: no script of theirs runs, nothing is loaded from elsewhere, no
 * page falls over, none grows past its edge. One visit of each, as the whole takes long enough.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import Papa from 'papaparse';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { cellRefOf } from '#lib/runs/cell-ref.ts';
import { useCaseChartIds } from '#lib/use-case/chart-tables.ts';
import { browserFlags, slowMachineMs } from './support/browser.ts';
import { startSite } from './support/global-setup.ts';
import { hostileDatabase, type HostileDatabase } from './support/hostile-database.ts';
import { hostileMark } from './support/hostile-texts.ts';
import { sitePaths } from './support/pages.ts';
import { siteContent, type SiteContent } from './support/site-content.ts';

const run = promisify(execFile);

let hostile: HostileDatabase;
let content: SiteContent;
let browser: Browser;
let context: BrowserContext;
let stop: () => void = () => undefined;
let url = '';

/** What a browser has seen of a page that it should not have. */
let faults: string[] = [];

/** Told by the page itself: what ran, and what its policy has stopped. */
const watch = (): void => {
	const seen = window as unknown as { violations: string[] };
	seen.violations = [];
	document.addEventListener(
		'securitypolicyviolation',
		({ violatedDirective, blockedURI, sample }) =>
			seen.violations.push(`${violatedDirective} ${blockedURI} ${sample}`)
	);
};

beforeAll(async () => {
	hostile = await hostileDatabase(inject('siteDatabase'));
	content = await siteContent(hostile.url);
	const served = await startSite([
		...['--db', hostile.url, '--include-emulated'],
		...['--spec', hostile.spec, '--prices', hostile.prices]
	]);
	({ url } = served);
	stop = () => {
		served.child.removeAllListeners('exit');
		served.child.kill('SIGINT');
	};
	browser = await chromium.launch({ executablePath: inject('browserPath'), args: browserFlags });
	context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		baseURL: url,
		acceptDownloads: true
	});
	context.setDefaultTimeout(slowMachineMs);
	await context.addCookies([{ ...hostile.session, url }]);
	await context.addInitScript(watch);
	context.on('request', (request) => {
		const asked = new URL(request.url());
		if (!/^(?:blob|data|file):$/u.test(asked.protocol) && asked.origin !== url)
			faults.push(`asked ${request.url().slice(0, 200)}`);
	});
	context.on('dialog', (dialog) => {
		faults.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	context.on('weberror', (error) => faults.push(`error ${error.error().message.slice(0, 300)}`));
	context.on('console', (message) => {
		// Pages for links that nobody has made are answered with 404, which is said here too.
		if (
			message.type() === 'error' &&
			!/the server responded with a status of 404/u.test(message.text())
		)
			faults.push(`console ${message.text().slice(0, 300)}`);
	});
});
afterAll(async () => {
	await browser.close();
	stop();
	hostile[Symbol.dispose]();
});

/** What the page that is shown has become. */
const lookAt = (page: Page, mark: string) =>
	page.evaluate((looked) => {
		const seen = window as unknown as { ran?: number; violations: string[] };
		const all = [...document.querySelectorAll('*')];
		const addresses = all.flatMap((element) =>
			['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcdoc'].flatMap((name) =>
				element.hasAttribute(name) ? [String(element.getAttribute(name))] : []
			)
		);
		return {
			ran: seen.ran ?? null,
			violations: seen.violations,
			handlers: all.filter((element) =>
				element.getAttributeNames().some((name) => name.startsWith('on'))
			).length,
			schemes: addresses.filter((address) =>
				/^(?:javascript|vbscript|data:text)/iu.test(address.replaceAll(/[\s\p{Cc}]/gu, ''))
			),
			strangers: document.querySelectorAll('iframe, object, embed, base, meta[http-equiv]').length,
			widthPx: document.documentElement.scrollWidth,
			heightPx: document.documentElement.scrollHeight,
			innerWidthPx: window.innerWidth,
			marks: document.body.textContent.split(looked).length - 1
		};
	}, mark);

/** Tallest page, px: what is long is cut, or scrolls in a box of its own. */
const tallestPx = 60_000;

/** Pages on which nothing but the name of the reader is anybody's text. */
const noWords =
	/^\/(?:login|refused|guest\/|invitation\/|quotes\/import|hardware|models|nothing-here|prices\/deepseek)/u;

const visit = async (page: Page, path: string): Promise<number> => {
	const answer = await page.goto(path, { waitUntil: 'load' });
	await page.waitForSelector('#svelte-announcer', { state: 'attached' });
	return answer?.status() ?? 0;
};

describe('hostile texts', { timeout: 300_000 }, () => {
	it('do nothing on any page', async () => {
		const page = await context.newPage();
		page.on('crash', () => faults.push('crash'));
		const found: Record<string, unknown> = {};
		const paths = [
			...(await sitePaths(hostile.url)),
			`/invitation/${hostile.invitation}`,
			'/runs?sort=name',
			`/decisions/new?useCase=contract-questions`
		];
		for (const path of new Set(paths)) {
			faults = [];
			const status = await visit(page, path);
			const seen = await lookAt(page, hostileMark);
			const wrong = [
				...faults,
				...seen.violations.map((each) => `policy ${each}`),
				...seen.schemes.map((each) => `address ${each.slice(0, 100)}`),
				...(seen.ran === null ? [] : [`ran ${String(seen.ran)}`]),
				...(seen.handlers === 0 ? [] : [`${String(seen.handlers)} handlers`]),
				...(seen.strangers === 0 ? [] : [`${String(seen.strangers)} strange elements`]),
				...(seen.widthPx <= seen.innerWidthPx ? [] : [`${String(seen.widthPx)} px wide`]),
				...(seen.heightPx <= tallestPx ? [] : [`${String(seen.heightPx)} px tall`]),
				...(status < 500 ? [] : [`status ${String(status)}`]),
				...(noWords.test(path) || seen.marks > 1 ? [] : ['shows no hostile text'])
			];
			if (wrong.length > 0) found[path] = wrong;
		}
		await page.close();
		expect(found).toEqual({});
	});

	it('are plain text in every file that the site lets somebody save', async () => {
		const [runId = ''] = content.runIds;
		const [quoteId = '', otherQuote = ''] = content.quoteIds;
		const cell = content.cellRef ?? '';
		const files: Record<string, string[]> = {
			'GET /audit.csv': ['/audit.csv'],
			'GET /use-cases/[id]/charts/[chart].csv': useCaseChartIds.map(
				(chart) => `/use-cases/contract-questions/charts/${chart}.csv`
			),
			'GET /use-cases/[id]/charts/[chart].json': useCaseChartIds.map(
				(chart) => `/use-cases/support-triage/charts/${chart}.json`
			),
			'GET /runs/[id]/charts/[file]': [
				`/runs/${runId}/charts/cdf.csv`,
				`/runs/${runId}/charts/cdf.json`
			],
			'GET /compare/charts/[file]': [
				`/compare/charts/cdf.csv?a=${cell}&b=${cellRefOf(runId, `${runId}/1`)}`
			],
			'GET /compare/tuned/tables/[file]': [
				`/compare/tuned/tables/targets.csv?a=${cell}&with=${cellRefOf(runId, `${runId}/1`)}`
			],
			'GET /prices/[provider]/[...model]/charts/[file]': [
				'/prices/openai/gpt-5.4/charts/history.csv'
			],
			'GET /api/quotes/compare.csv': [`/api/quotes/compare.csv?ids=${quoteId},${otherQuote}`],
			'GET /api/quotes/{id}/rfp': [`/api/quotes/${quoteId}/rfp`],
			'GET /api/quotes/{id}/rfp.csv': [`/api/quotes/${quoteId}/rfp.csv`]
		};
		const pages = new Set(['GET /use-cases/[id]/report', 'GET /quotes/[id]/request']);
		const exported = Object.entries(routeRules).filter(([, { isExport }]) => isExport);
		expect(Object.keys(files).sort()).toEqual(
			exported
				.map(([route]) => route)
				.filter((route) => !pages.has(route))
				.sort()
		);
		let saved = 0;
		let marks = 0;
		for (const path of Object.values(files).flat()) {
			const answer = await context.request.get(path);
			const headers = answer.headers();
			const text = await answer.text();
			expect(answer.status(), `${path}: ${text.slice(0, 300)}`).toBeLessThan(500);
			expect(headers['x-content-type-options'], path).toBe('nosniff');
			expect(headers['content-type'], path).toMatch(/^(?:text\/csv|application\/json)/u);
			if (answer.status() !== 200) continue;
			saved++;
			marks += text.split(hostileMark).length - 1;
			if (!headers['content-type']?.startsWith('text/csv')) {
				expect(() => JSON.parse(text) as unknown, path).not.toThrow();
				continue;
			}
			const [, name = ''] =
				/^attachment; filename="([^"]*)"$/u.exec(headers['content-disposition'] ?? '') ?? [];
			expect(name, path).toMatch(/^[a-z\d][\w.-]{0,120}\.csv$/iu);
			const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/u, ''), { skipEmptyLines: true });
			const run = data
				.flat()
				.filter((value) => /^[\s\p{Cc}\p{Cf}]*[=+@]|^[\s\p{Cc}\p{Cf}]*-(?!\d)/u.test(value));
			expect(run, path).toEqual([]);
			expect(new Set(data.map((row) => row.length)).size, path).toBe(1);
		}
		expect(saved).toBeGreaterThan(8);
		expect(marks).toBeGreaterThan(20);
	});

	it('do nothing in a report that stands alone, whose files have plain names', async () => {
		const file = join(dirname(hostile.spec), 'report.html');
		await run(
			process.execPath,
			[
				...[
					'bench/bench.js',
					'report',
					'--spec',
					hostile.spec,
					'--html',
					file,
					'--db',
					hostile.url
				],
				...['--prices', hostile.prices, '--include-emulated']
			],
			{ maxBuffer: 64 * 1024 * 1024 }
		);
		faults = [];
		const page = await context.newPage();
		await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
		const seen = await lookAt(page, hostileMark);
		expect(faults).toEqual([]);
		expect(seen).toMatchObject({ ran: null, violations: [], handlers: 0, schemes: [] });
		expect(seen.widthPx).toBeLessThanOrEqual(seen.innerWidthPx);
		expect(seen.marks).toBeGreaterThan(20);
		for (const kind of ['CSV', 'PNG']) {
			const waiting = page.waitForEvent('download');
			await page
				.getByRole('button', { name: new RegExp(`^${kind}`, 'u') })
				.first()
				.click();
			const name = (await waiting).suggestedFilename();
			expect(name).toMatch(/^[a-z\d][\w.-]{0,120}\.(?:csv|png)$/u);
		}
		await page.close();
	});
});
