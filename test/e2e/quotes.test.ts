/**
 * The buyer: imports an offer that leaves lines out, levels it against another, reads the price to ask for, takes the sheets along;
 * and records a decision, which a newer offer moves. On a database and a site of its own, since it changes both.
 */
import { execFile, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { deflatedZip, sheetXml, workbookParts } from '../importers/quotes/support/small-xlsx.ts';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/global-setup.ts';
import { pdfPages } from './support/pdf-pages.ts';

const run = promisify(execFile);

let folder = '';
let url = '';
let child: ChildProcess | null = null;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bench-quotes-'));
	const database = join(folder, 'site.db');
	await copyFile(inject('siteDatabase').replace(/^file:/u, ''), database);
	const spec = 'scenarios/costs/quoted.yaml';
	({ url, child } = await startSite(['--db', `file:${database}`, '--spec', spec]));
});
afterAll(async () => {
	child?.removeAllListeners('exit');
	child?.kill('SIGTERM');
	await rm(folder, { recursive: true, force: true });
});

const browser = useBrowser(() => url);

const offer = [
	'Vendor,Brightwater Servers,,,',
	'Quote number,BW-31,,,',
	'Quote date,2026-11-12,,,',
	'Valid until,2036-12-31,,,',
	'Description,Qty,Unit,Unit price USD,Total',
	'GPU server 8 x H200,2,chassis,290000,580000',
	'Rack with two PDUs,1,lot,9000,9000'
].join('\n');

const saved = async (page: Page, link: string): Promise<string> => {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('link', { name: link }).click()
	]);
	return readFile(await download.path(), 'utf8');
};

interface Answer {
	status: number;
	body: { error?: { code: string; message: string; issues: string[] }; id?: string };
}

const send = async (
	path: string,
	name: string,
	body: Buffer | string,
	headers: Record<string, string> = {}
): Promise<Answer> => {
	const response = await fetch(new URL(path, url), {
		method: 'POST',
		headers: {
			'content-type': 'application/octet-stream',
			'x-file-name': encodeURIComponent(name),
			...headers
		},
		body: new Blob([body as BlobPart])
	});
	return { status: response.status, body: (await response.json()) as Answer['body'] };
};
const entered = { 'x-entered-by': encodeURIComponent('Bo Köper') };

const exampleOf = (name: string): Promise<string> =>
	readFile(`scenarios/quotes/${name}.yaml`, 'utf8');

describe('the buyer', () => {
	it('imports an offer with a missing line, compares it, and takes the sheets along', async () => {
		const { page, errors } = await browser.open('/quotes/import');
		await page.getByLabel('The file').setInputFiles({
			name: 'brightwater.csv',
			mimeType: 'text/csv',
			buffer: Buffer.from(offer)
		});

		// A word for a unit that nobody knows is told at its cell, and corrected in the mapping.
		const cell = page.getByRole('cell', { name: /"chassis" is not a known unit/u });
		await cell.waitFor();
		expect(await page.getByRole('button', { name: 'Store the quote' }).isDisabled()).toBe(true);
		await page.getByLabel('“chassis” means').selectOption('node');
		await cell.waitFor({ state: 'detached' });

		const gaps = page.getByRole('region', { name: 'What the offer leaves out' });
		expect(await gaps.innerText()).toMatch(/Network is missing: 8 % of the servers, once/u);
		await page.getByLabel('Entered by').fill('Bo Köper');
		await page.getByRole('button', { name: 'Store the quote' }).click();
		await page.waitForURL(/\/quotes\/brightwater-servers-bw-31-v1$/u);
		await page.getByText('ASSUMED: 8 % of the servers, once').waitFor();

		await browser.visit(page, '/quotes');
		await page.getByLabel('Compare Brightwater Servers no. BW-31').check();
		await page.getByLabel('Compare Meridian Systems no. MS-2026-0417').check();
		await page.getByRole('link', { name: 'Compare 2 quotes' }).click();
		await page.getByRole('heading', { name: 'Quotes side by side' }).waitFor();
		const sentence = await page.locator('.sentence').innerText();
		expect(sentence).toMatch(
			/ is the cheapest at \$[\d,.]+ per node-month; .+ costs [\d.]+\s% more\. As offered, without what we assume, Brightwater Servers would be the cheapest at \$[\d,.]+ per node-month\.$/u
		);
		await page.getByText('missing, assumed').first().waitFor();
		await page.getByLabel('At the workload of').selectOption('contract-questions');
		const perAnswer = page.getByRole('row', { name: /^Per accepted answer/u });
		await perAnswer.waitFor();
		expect(await perAnswer.innerText()).toMatch(/\$0\.0\d+\s+\$0\.0\d+/u);
		const comparison = await saved(page, 'Save as CSV');
		expect(comparison).toMatch(/what,unit,.*brightwater-servers-bw-31-v1/u);
		expect(comparison).toMatch(/network: from,,(?:default,quoted|quoted,default)/u);

		await browser.visit(page, '/quotes/meridian-systems-ms-2026-0417-v1');
		await page.getByLabel('Held against the use case').selectOption('contract-questions');
		const prices = page.getByRole('table', { name: 'Target prices' });
		await prices.waitFor();
		expect(await prices.innerText()).toMatch(/\$321,580\/node[\s\S]+\$\d{3},000\/node/u);

		await page.getByRole('link', { name: /^Request for an offer/u }).click();
		await page.getByRole('heading', { name: /^Request for an offer/u }).waitFor();
		const request = await saved(page, 'Save as CSV');
		expect(request).toMatch(/8 × H200 SXM server,2,node,once,36,,,/u);
		expect(request).not.toMatch(/312000|OUR PRICE/u);
		await page.getByLabel('with our targets').check();
		await page.getByText('INTERNAL: this sheet has our own targets in it').waitFor();
		expect(await saved(page, 'Save as CSV')).toMatch(/OUR PRICE, INTERNAL/u);
		expect(errors).toEqual([]);
	});

	it('fills in what an offer in another currency leaves open, in any order', async () => {
		const { page, errors } = await browser.open('/quotes/import');
		await page.getByLabel('The file').setInputFiles({
			name: 'euro.csv',
			mimeType: 'text/csv',
			buffer: Buffer.from(
				offer.replaceAll('USD', 'EUR').replace('BW-31', 'BW-32').replace('chassis', 'node')
			)
		});
		const rate = page.getByLabel('USD for one unit of the currency');
		await rate.fill('1.12');
		await rate.press('Tab');
		await page.getByLabel('Day of that rate').fill('2026-11-12');
		await page.getByLabel('Who published that rate').fill('ECB');
		await page.getByLabel('Entered by').fill('Bo Köper');
		await page.getByRole('button', { name: 'Store the quote' }).click();
		await page.waitForURL(/\/quotes\/brightwater-servers-bw-32-v1$/u);
		expect(errors).toEqual([]);
	});

	it('records a decision, signs it, and is told what a newer offer changed', async () => {
		const { page, errors } = await browser.open('/decisions/new?useCase=contract-questions');
		await page.getByLabel('Make', { exact: true }).check();
		// Only what is made can be named in a decision to make.
		expect(await page.getByLabel('Option').locator('option').allInnerTexts()).toEqual([
			'none named',
			'tuned 70B on two servers',
			'tuned 70B on rented GPUs'
		]);
		await page.getByLabel('Option').selectOption({ label: 'tuned 70B on two servers' });
		await page.getByLabel('Decided by').fill('Ada Leiter');
		await page.getByLabel('Why, and under which conditions').fill('Two servers, one year.');
		await page.getByRole('button', { name: 'Record the decision' }).click();
		await page.getByText('still stands', { exact: true }).waitFor();
		await page.getByLabel('Name', { exact: true }).fill('Cy Finanz');
		await page.getByLabel('Role').fill('head of finance');
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		await page.getByText(/^Cy Finanz, head of finance/u).waitFor();

		const found = await fetch(new URL('/api/use-cases/contract-questions/evidence', url));
		const { evidence } = (await found.json()) as { evidence: unknown };
		const refused = await fetch(new URL('/api/decisions', url), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				...{ useCaseId: 'contract-questions', choice: 'make', optionId: 'corvid' },
				...{ decidedBy: 'Ada Leiter', note: '', evidence, supersedesId: null }
			})
		});
		expect(refused.status).toBe(400);
		expect(await refused.text()).toContain(
			'the decision is to make, but Corvid API is of another kind (bought API)'
		);

		const newer = (await exampleOf('server-meridian'))
			.replace('version: 1', 'version: 2')
			.replace('unitPrice: 312000', 'unitPrice: 352000')
			.replaceAll(/^ *total: .*\n|^statedTotal: .*\n/gmu, '');
		expect(await send('/api/quotes', 'meridian-2.yaml', newer, entered)).toMatchObject({
			status: 201,
			body: { id: 'meridian-systems-ms-2026-0417-v2' }
		});

		await browser.visit(page, '/decisions');
		const notice = page.locator('.notice', { hasText: 'The decision has changed since' });
		await notice.waitFor();
		const told = await notice.innerText();
		expect(told).toMatch(/the quote Meridian Systems no\. MS-2026-0417: version 1 → version 2/u);
		expect(told).toMatch(/server price.*: \$321,580 a node → \$359,180 a node \(\+11\.7\s%\)/u);
		await notice.getByRole('link').first().click();
		await page.waitForURL(/\/quotes\/meridian-systems-ms-2026-0417-v2$/u);
		const versions = page.getByRole('region', { name: 'Changes in version 2' });
		expect(await versions.innerText()).toMatch(/unit price\s+312000\s+352000\s+\+12\.8\s%/u);
		expect(errors).toEqual([]);
	});

	it('tells the decision on the first sheet of the report, in the file too', async () => {
		const decided =
			/Make, tuned 70B on two servers\s+has changed since\s+Decided by Ada Leiter on 20.*Signed by Cy Finanz \(head of finance, 20.*\)\.\s+Since then: .*version 1 → version 2/su;
		const { page, errors } = await browser.open('/use-cases/contract-questions/report');
		expect(await page.getByTestId('decided').innerText()).toMatch(decided);
		for (const format of ['A4', 'Letter']) {
			const { count, pageOf } = pdfPages(await page.pdf({ format, tagged: true, outline: true }));
			expect(pageOf).toMatchObject({ Decision: 1, Quality: 1, Evidence: 2 });
			expect(count).toBeLessThanOrEqual(3);
		}
		expect(errors).toEqual([]);

		const file = join(folder, 'contracts.html');
		const database = ['--db', `file:${join(folder, 'site.db')}`];
		const spec = ['--spec', 'scenarios/costs/quoted.yaml'];
		await run(process.execPath, ['bench/bench.js', 'report', ...database, ...spec, '--html', file]);
		await page.goto(pathToFileURL(file).href);
		expect(await page.getByTestId('decided').innerText()).toMatch(decided);
	});
});

describe('a file that is sent', () => {
	it('is refused in our form where it is too large, said or not', async () => {
		const large = Buffer.alloc(6 * 1_048_576);
		const { status, body } = await send('/api/quotes/preview', 'large.csv', large);
		expect(status).toBe(413);
		expect(body.error).toMatchObject({ code: 'E_FILE' });
	});

	it('is refused where it is a bomb, by its directory and without unpacking it', async () => {
		const zeros = { name: 'xl/media/zeros.xml', data: Buffer.alloc(200 * 1_048_576) };
		const bomb = deflatedZip([...workbookParts(sheetXml([['x']])), zeros]);
		expect(bomb.length).toBeLessThan(1_048_576);
		const { status, body } = await send('/api/quotes/preview', 'bomb.xlsx', bomb);
		expect(status).toBe(400);
		expect(body.error?.message).toMatch(/was refused/u);
		expect(body.error?.issues.join()).toMatch(/200\.\d MiB/u);
	});

	it.each([
		['offer.pdf', '%PDF-1.7', 'E_USAGE'],
		['offer.csv', '', 'E_FILE'],
		['offer.csv', 'no table here', 'E_CONFIG'],
		['offer.yaml', 'kind: server-purchase', 'E_CONFIG'],
		['offer.csv', 'Description,Qty,Unit,Unit price\n=1+1,2,node,5', 'E_CONFIG']
	])('is refused with what was expected: %s, %j', async (name, text, code) => {
		const { status, body } = await send('/api/quotes/preview', name, text);
		expect(status).toBe(400);
		expect(body.error?.code).toBe(code);
	});

	const storedIds = async (): Promise<string[]> => {
		const response = await fetch(new URL('/api/quotes', url));
		const { quotes } = (await response.json()) as { quotes: { id: string }[] };
		return quotes.map(({ id }) => id).sort();
	};

	it('stores nothing of a table whose mapping nobody has seen, nor without a name', async () => {
		const before = await storedIds();
		const unseen = await send(
			'/api/quotes',
			'seats.csv',
			await readFile('scenarios/quotes/seats-larkspur.csv'),
			entered
		);
		expect(unseen.body.error?.message).toMatch(/by a mapping that was looked at/u);
		const yaml = await exampleOf('managed-endpoint-tessera');
		expect((await send('/api/quotes', 'a.yaml', yaml)).status).toBe(400);
		expect(await storedIds()).toEqual(before);
	});

	it('is told where it was imported before, and its words run nothing in a spreadsheet', async () => {
		const harmful = (await exampleOf('server-aldenfels'))
			.replace('number: AR/8841', 'number: AR/9001')
			.replace(
				'description: GPU server 8 × H200',
				`description: '=HYPERLINK("http://evil.example")'`
			);
		const first = await send('/api/quotes', 'harm.yaml', harmful, entered);
		expect(first.status).toBe(201);
		const again = await send('/api/quotes', 'other-name.yaml', harmful, entered);
		expect(again.status).toBe(400);
		expect(again.body.error?.message).toMatch(/was imported before/u);
		const csv = await fetch(new URL(`/api/quotes/${first.body.id ?? ''}/rfp.csv`, url));
		expect(csv.headers.get('content-disposition')).toMatch(/^attachment/u);
		expect(await csv.text()).toContain(`"'=HYPERLINK(`);
	});
});
