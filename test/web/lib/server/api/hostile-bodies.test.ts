/** Bodies and queries that are made to hurt whoever parses them. Each is refused in words, changes nothing, and takes no time. */
import { afterEach, describe, expect, it } from 'vitest';
import { sampleDecision } from '../../../../db/support/sample-decision.ts';
import { sampleRecord, storeRunWithStage } from '../../../../db/support/samples.ts';
import { createWriter } from '#db/writer.server.ts';
import { openApi, type ApiUnderTest } from './support.ts';

afterEach(() => {
	expect('polluted' in {}, 'the prototype of every object').toBe(false);
});

const sample = sampleDecision({ optionId: null, useCaseId: 'ticket-triage' });
/** On what the API under test has once a run is stored. */
const decision = {
	...sample,
	evidence: { ...sample.evidence, runIds: ['run-1'], quoteIds: [] },
	supersedesId: null
};

/** Routes that read JSON, with a body that each would take. */
const valid: Record<string, object> = {
	'/api/use-cases/support-triage/assumption-sets': { name: 'a', values: {}, author: null },
	'/api/decisions': decision,
	'/api/decisions/none/sign-offs': { person: 'Ines', role: 'board' },
	'/api/reviews': { attemptId: 'a', reviewer: 'Ines', thumb: 'up', comment: null },
	'/api/quotes/none/confidential': { confidential: true }
};
const routes = Object.keys(valid);

const withFirst = (body: object, first: string): string =>
	JSON.stringify(body).replace('{', `{${first},`);

const deep = (depth: number, open: string, close: string): string =>
	open.repeat(depth) + '1' + close.repeat(depth);

/** Bodies made of the valid one of a route. */
const hostile: [what: string, make: (body: object) => string | Buffer][] = [
	['the prototype', (body) => withFirst(body, '"__proto__":{"polluted":true}')],
	['the prototype twice', (body) => withFirst(body, '"__proto__":{"__proto__":{"polluted":true}}')],
	['the constructor', (body) => withFirst(body, '"constructor":{"prototype":{"polluted":true}}')],
	['a prototype', (body) => withFirst(body, '"prototype":{"polluted":true}')],
	['lists 100,000 deep', () => deep(100_000, '[', ']')],
	['objects 100,000 deep', () => deep(100_000, '{"a":', '}')],
	[
		'depth in a key that it has',
		(body) =>
			JSON.stringify(body).replace(/:("[^"]*"|\{\}|true|null)/u, `:${deep(50_000, '[', ']')}`)
	],
	['a number without end', (body) => withFirst(body, `"more":${'9'.repeat(1_000_000)}`)],
	['a number too large', (body) => withFirst(body, '"more":1e999')],
	[
		'bytes that are no UTF-8',
		(body) =>
			// In a place where any text would do.
			Buffer.from(JSON.stringify(body).replace(/:"\w*"|:true/u, ':"x\u00ff\u00c0\u0080"'), 'latin1')
	],
	['UTF-16', (body) => Buffer.from(JSON.stringify(body), 'utf16le')],
	['a key of a mebibyte', (body) => withFirst(body, `"${'k'.repeat(1_048_576)}":1`)],
	['nothing', () => ''],
	['a word', () => 'null'],
	['a list', (body) => `[${JSON.stringify(body)}]`],
	['half of it', (body) => JSON.stringify(body).slice(0, -2)],
	['two of them', (body) => JSON.stringify(body).repeat(2)],
	['a comment', (body) => `${JSON.stringify(body)}//`],
	['NUL', (body) => `${JSON.stringify(body)}\0`]
];

const post = async (
	{ api }: ApiUnderTest,
	path: string,
	body: string | Buffer,
	headers: Record<string, string> = {}
) => {
	const response = await api.request(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : new Uint8Array(body)
	});
	return { status: response.status, text: await response.text() };
};

const rowsIn = async ({ database }: ApiUnderTest): Promise<unknown> =>
	database.readSql(
		'SELECT (SELECT count(*) FROM decisions) + (SELECT count(*) FROM assumption_sets) + (SELECT count(*) FROM answer_reviews) AS n'
	);

describe('a body that is made to hurt', () => {
	it.each(hostile)('is refused where it holds %s', async (_, make) => {
		const opened = await openApi();
		const before = await rowsIn(opened);
		for (const route of routes) {
			const began = process.cpuUsage();
			const { status, text } = await post(opened, route, make(valid[route] ?? {}));
			const { user } = process.cpuUsage(began);
			expect(status, `${route} ${text.slice(0, 300)}`).toBe(400);
			const { error } = JSON.parse(text) as { error: { code: string; message: string } };
			expect(error.code).toBe('E_USAGE');
			expect(text.length, 'length of the answer').toBeLessThan(10_000);
			expect(user / 1_000, 'ms of processor').toBeLessThan(2_000);
		}
		expect(await rowsIn(opened)).toEqual(before);
	});

	it('is refused in a short answer where it holds 200,000 keys, all of them escaped', async () => {
		const opened = await openApi();
		const keys = Array.from({ length: 200_000 }, (_, i) => `"\\u0061${String(i)}":1`).join(',');
		const { status, text } = await post(opened, '/api/decisions/none/sign-offs', `{${keys}}`);
		expect(status).toBe(400);
		const { error } = JSON.parse(text) as { error: { issues: string[] } };
		expect(error.issues).toHaveLength(51);
		expect(error.issues.at(-1)).toMatch(/^and \d+ more$/u);
		expect(text.length).toBeLessThan(10_000);
	});

	it('is told from a good one: each of the routes takes the body that the others are made of', async () => {
		const opened = await openApi();
		const { stageId, cellId } = await storeRunWithStage(opened.database, 'run-1');
		const writer = createWriter(opened.database);
		await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
		await writer.close();
		const statuses = [];
		for (const route of routes) {
			const { status } = await post(opened, route, JSON.stringify(valid[route]));
			statuses.push(status);
		}
		expect(statuses).toEqual([200, 201, 404, 200, 404]);
	});

	it('gives the last of two equal keys, as every reader of JSON does, and nothing of the first', async () => {
		const opened = await openApi();
		const body = '{"name":"first","name":"last","values":{"a":"1","a":"2"},"author":null}';
		const { text } = await post(opened, routes[0] ?? '', body);
		expect(JSON.parse(text)).toMatchObject({ name: 'last', values: { a: '2' } });
	});

	it('keeps no prototype among the values of a set, whose names are anybody’s', async () => {
		const opened = await openApi();
		const { status } = await post(
			opened,
			routes[0] ?? '',
			'{"name":"a","values":{"\\u005f_proto__":"1","constructor":"2"},"author":null}'
		);
		expect(status).toBe(400);
		const kept = '{"name":"b","values":{"constructor":"2","\\u005f_proto":"3"},"author":null}';
		const { text } = await post(opened, routes[0] ?? '', kept);
		expect(JSON.parse(text)).toMatchObject({ values: { constructor: '2', __proto: '3' } });
	});

	it('refuses a decimal that is longer than any amount', async () => {
		const opened = await openApi();
		const evidence = { ...decision.evidence, requestsPerMonth: '9'.repeat(100_000) };
		const { status } = await post(
			opened,
			'/api/decisions',
			JSON.stringify({ ...decision, evidence })
		);
		expect(status).toBe(400);
	});
});

describe('a query that is made to hurt', () => {
	const queries = [
		'__proto__[polluted]=1&__proto__.polluted=1&constructor.prototype.polluted=1',
		'o.__proto__=1&o.constructor=1&threshold.__proto__=1',
		'page=1e400&limit=1e400&before=99999999999999999999999',
		'page=-1&limit=0&before=NaN&months=Infinity',
		'page[]=1&page=2&page=3&run=a&run=b&ids=,,,,&a=:::&b=%00',
		'q=%00%1b%e2%80%ae&run=%ED%A0%80&ids=%ff%fe',
		`ids=${'a,'.repeat(4_000)}`,
		Array.from({ length: 2_000 }, (_, i) => `k${String(i)}`).join('&')
	];
	const paths = [
		...['/api/use-cases', '/api/use-cases/none/answer', '/api/portfolio', '/api/quotes'],
		...['/api/quotes/compare', '/api/quotes/compare.csv', '/api/decisions', '/api/prices'],
		...['/api/models', '/api/hardware', '/api/runs', '/api/runs/none', '/api/cells'],
		...['/api/compare', '/api/compare/tuned', '/api/compare/charts/cdf', '/api/audit'],
		...['/api/runs/__proto__', '/api/models/__proto__', '/api/hardware/constructor'],
		...['/api/prices/__proto__/constructor', '/api/use-cases/__proto__/case'],
		'/api/runs/%00/stages/%ED%A0%80/attempts'
	];

	it.each(queries)('is answered in words, %#', async (query) => {
		const { api } = await openApi();
		for (const path of paths) {
			const response = await api.request(`${path}?${query}`);
			const text = await response.text();
			expect(response.status, `${path} ${text.slice(0, 300)}`).toBeLessThan(500);
		}
	});
});
