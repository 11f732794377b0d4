/** Every chart at its own address: as a page, as CSV and as JSON, with the values that the address carries. */
import Papa from 'papaparse';
import { describe, expect, inject, it } from 'vitest';
import type { ChartTable } from '#lib/charts/chart-table.ts';
import { plainSpaces, useBrowser } from './support/browser.ts';

const browser = useBrowser();
const place = '/use-cases/contract-questions/charts';
const get = (path: string): Promise<Response> => fetch(inject('siteUrl') + path);

interface ChartFile extends ChartTable {
	useCase: { id: string };
	query: { values: Record<string, string> };
	verdict: string;
	madeAtUtc: string;
}

interface Failure {
	error: { code: string; message: string; hint: string | null };
}

describe('the address of a chart', () => {
	it.each([
		'crossover',
		'cost-per-answer',
		'tornado',
		'cash',
		'quality-cost',
		'latency-throughput'
	])('%s holds the same rows as CSV and as JSON', async (chart) => {
		const csv = await get(`${place}/${chart}.csv`);
		expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
		expect(csv.headers.get('content-disposition')).toBe(
			`attachment; filename="contract-questions-${chart}.csv"`
		);
		const file = (await (await get(`${place}/${chart}.json`)).json()) as ChartFile;
		expect(file.useCase.id).toBe('contract-questions');
		expect(file.id).toBe(chart);
		expect(Date.parse(file.madeAtUtc)).toBeGreaterThan(0);
		const rows = Papa.parse<string[]>((await csv.text()).trimEnd()).data;
		expect(rows).toHaveLength(file.rows.length + 1);
		expect(rows[0]).toHaveLength(file.columns.length);
	});

	it('holds the load levels of a run as the chart of the use case links to it', async () => {
		const { page, errors } = await browser.open('/use-cases/support-triage');
		const figure = page.locator('figure', { hasText: 'Latency against throughput' });
		const href = await figure.getByRole('link', { name: 'JSON' }).getAttribute('href');
		expect(href).toBe('/use-cases/support-triage/charts/latency-throughput.json');
		const file = (await (await get(String(href))).json()) as ChartFile;
		expect(file.rows.length).toBeGreaterThan(0);
		expect(file.rows).toHaveLength(await figure.locator('tbody tr').count());
		expect(errors).toStrictEqual([]);
	});

	it('says where a use case has no hybrid, and refuses one that it does not know', async () => {
		const none = await get(`${place}/hybrid-frontier.csv`);
		expect(none.status).toBe(404);
		expect(((await none.json()) as Failure).error.message).toContain('is a hybrid');
		const { page, errors } = await browser.open(`${place}/hybrid-frontier?option=both`);
		expect(await page.locator('main').innerText()).toContain('which is no hybrid of this use case');
		expect(errors).toStrictEqual([]);
		const unknown = await get(`${place}/hybrid-frontier.json?option=both`);
		expect(unknown.status).toBe(400);
	});

	it('computes with the values of its query, as the page does', async () => {
		const { costCase } = (await (await get('/api/use-cases/contract-questions/case')).json()) as {
			costCase: { demand: { requestsPerMonth: { id: string; value: string } } };
		};
		const { id, value } = costCase.demand.requestsPerMonth;
		const query = `?o.${encodeURIComponent(id)}=${String(2 * Number(value))}`;
		const file = (await (await get(`${place}/tornado.json${query}`)).json()) as ChartFile;
		expect(file.query.values).toStrictEqual({ [id]: String(2 * Number(value)) });
		const { page, errors } = await browser.open(`${place}/tornado${query}`);
		expect(await page.locator('h1').innerText()).toContain('what the decision depends on');
		expect(plainSpaces(await page.locator('main').innerText())).toContain(file.caption);
		const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
		expect(href).toBe(`${place}/tornado.csv${query}`);
		expect(errors).toStrictEqual([]);
	});

	it('names the charts that there are for an unknown one, as a file and as a page', async () => {
		for (const ending of ['csv', 'json']) {
			const response = await get(`${place}/pie.${ending}`);
			expect(response.status).toBe(404);
			const { error } = (await response.json()) as Failure;
			expect(error).toMatchObject({ code: 'E_NOT_FOUND', message: 'there is no chart "pie"' });
			expect(error.hint).toContain('crossover, cost-per-answer, tornado, cash, quality-cost');
		}
		const page = await get(`${place}/pie`);
		expect(page.status).toBe(404);
		expect(await page.text()).toContain('crossover, cost-per-answer');
	});

	it('refuses values that it cannot use, since a file could not say so', async () => {
		const response = await get(`${place}/cash.csv?o.demand=many`);
		expect(response.status).toBe(400);
		const { error } = (await response.json()) as Failure;
		expect(error.message).toContain('no decimal number');
		expect((await get('/use-cases/none/charts/cash.csv')).status).toBe(404);
	});
});
