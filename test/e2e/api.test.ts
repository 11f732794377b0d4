/** The API does what its own description says: every route is in it, and every answer is as it says, on the demo's data. */
import { describe, expect, inject, it } from 'vitest';
import { errorSchema } from '#lib/server/api/error-response.ts';
import { createApi } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite } from '#lib/server/site.ts';
import {
	checkOf,
	openApiSchema,
	operationsOf,
	type Operation,
	type Parameter
} from './support/openapi-document.ts';
import { siteContent } from './support/site-content.ts';

const siteUrl = inject('siteUrl');
const described = (await (await fetch(`${siteUrl}/api/openapi.json`)).json()) as unknown;
const document = openApiSchema.parse(described);
const operations = operationsOf(document);
const content = await siteContent(inject('siteDatabase'));

const [quote = ''] = content.quoteIds;
/** Only offers of one kind stand side by side. */
const serverQuotes = content.quoteIds.filter((id) => /^(meridian|aldenfels)/u.test(id));
/**
 * What the tests ask for, by the beginning of the path and the name of the parameter; the longest beginning counts. Parameters of
 * the query that could be left out are sent where they stand here.
 */
const values: Record<string, Record<string, string>> = {
	'/api/use-cases': { id: 'contract-questions' },
	'/api/runs': {
		id: content.runIds[0] ?? '',
		stage: content.stageId ?? '',
		attempt: content.attemptId ?? ''
	},
	'/api/runs/{id}/charts': {
		id: content.runIds[0] ?? '',
		stage: content.stageId ?? '',
		attempt: content.attemptId ?? '',
		cell: '0'
	},
	'/api/answers': { cell: content.cellRef ?? '' },
	'/api/compare': {
		a: `${content.runIds[0] ?? ''}:gpu`,
		b: `${content.runIds[0] ?? ''}:frontier-api`
	},
	'/api/compare/tuned': {
		a: `${content.runIds[0] ?? ''}:gpu`,
		with: `${content.runIds[0] ?? ''}:frontier-api`
	},
	'/api/quotes': { id: quote, ids: serverQuotes.join(','), useCase: 'contract-questions' },
	'/api/prices': { provider: 'openai', model: 'o3' },
	'/api/hardware': { id: 'h100-sxm' },
	'/api/models': { id: 'llama-3.3-70b' }
};

const knownFor = (path: string): Record<string, string> => {
	const beginnings = Object.keys(values).filter((each) => path.startsWith(each));
	const [longest = ''] = beginnings.sort((a, b) => b.length - a.length);
	return values[longest] ?? {};
};

const choicesOf = ({ schema }: Parameter): string[] =>
	(schema['enum'] as string[] | undefined) ?? [];

const valueOf = (path: string, parameter: Parameter): string => {
	const { name } = parameter;
	const value = knownFor(path)[name] ?? choicesOf(parameter)[0];
	if (value === undefined) throw new Error(`test/e2e/api.test.ts has no ${name} for ${path}`);
	return value;
};

/** A stage is named in the query of charts alone; elsewhere the same names are parts of the path. */
const isSent = (path: string, { name }: Parameter): boolean =>
	path.includes('/charts') && name in knownFor(path);

/** The address of an operation with what it needs; `inPath` may put other values into its path. */
const addressOf = (
	path: string,
	{ parameters = [] }: Operation,
	inPath: (parameter: Parameter) => string = (parameter) => valueOf(path, parameter)
): string => {
	const query = new URLSearchParams(
		parameters
			.filter((each) => each.in === 'query')
			.filter((each) => each.required === true || isSent(path, each))
			.map((each) => [each.name, valueOf(path, each)])
	).toString();
	const filled = parameters
		.filter((each) => each.in === 'path')
		.reduce((text, each) => text.replace(`{${each.name}}`, encodeURIComponent(inPath(each))), path);
	return `${siteUrl}${filled}${query === '' ? '' : `?${query}`}`;
};

const gets = operations.filter(({ method }) => method === 'get');
const changes = operations.filter(({ method }) => method !== 'get');

const expectError = async (response: Response, statuses: readonly number[]): Promise<void> => {
	expect(statuses).toContain(response.status);
	expect(response.headers.get('content-type')).toMatch(/^application\/json/u);
	expect(errorSchema.strict().safeParse(await response.json()).error).toBeUndefined();
};

describe('the description of the API', () => {
	it('is OpenAPI 3.1, names every parameter of its paths, and refers to nothing that is missing', () => {
		expect(openApiSchema.safeParse(described).error).toBeUndefined();
		for (const { path, operation } of operations) {
			const named = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
			const given = (operation.parameters ?? []).filter((each) => each.in === 'path');
			expect(given.map(({ name }) => name).sort(), path).toEqual(named.sort());
			expect(given.every(({ required }) => required === true)).toBe(true);
			for (const { content: types = {} } of Object.values(operation.responses)) {
				for (const { schema } of Object.values(types)) checkOf(schema, document);
			}
		}
	});

	it('has every route of the API, and no other', () => {
		const api = createApi(createSite(readSettings({})), { log: () => undefined });
		const routes = api.routes
			.filter(({ method }) => method !== 'ALL')
			.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/gu, '{$1}')}`)
			.filter((route) => route !== 'GET /api/openapi.json');
		const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
		expect(described.sort()).toEqual([...new Set(routes)].sort());
	});
});

describe('the answers of the API', () => {
	/** Once for each of the charts that a path may name. */
	const cases = gets.flatMap(({ path, operation }) => {
		const chosen = operation.parameters?.find(
			(each) => each.in === 'path' && choicesOf(each).length > 0
		);
		return (chosen ? choicesOf(chosen) : ['']).map((choice) => ({
			title: path.replace(`{${chosen?.name ?? ''}}`, choice),
			path,
			operation,
			inPath: (each: Parameter) => (each === chosen ? choice : valueOf(path, each))
		}));
	});
	it.each(cases)('GET $title answers what its description says', async (each) => {
		const [type, media] = Object.entries(each.operation.responses['200']?.content ?? {})[0] ?? [];
		const abort = new AbortController();
		const response = await fetch(addressOf(each.path, each.operation, each.inPath), {
			signal: abort.signal
		});
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toContain(type);
		if (type !== 'application/json' || !media) {
			// A stream of events does not end by itself.
			abort.abort();
			return;
		}
		const checked = checkOf(media.schema, document).safeParse(await response.json());
		expect(checked.error).toBeUndefined();
	});

	// What was saved is there, also where its use case is not.
	const listsOfNothing = new Set(['/api/use-cases/{id}/assumption-sets']);
	const named = gets.filter(({ path }) => path.includes('{') && !listsOfNothing.has(path));
	it.each(named)(
		'GET $path says in one form that something is not there',
		async ({ path, operation }) => {
			const address = addressOf(path, operation, () => 'no-such-thing');
			await expectError(await fetch(address), [400, 404]);
		}
	);

	const queried = gets.filter(({ operation }) =>
		(operation.parameters ?? []).some((each) => each.in === 'query' && 'enum' in each.schema)
	);
	it.each(queried)(
		'GET $path says in one form that a query makes no sense',
		async ({ path, operation }) => {
			const address = new URL(addressOf(path, operation));
			for (const each of operation.parameters ?? []) {
				if (each.in === 'query' && 'enum' in each.schema) {
					address.searchParams.set(each.name, 'nonsense');
				}
			}
			await expectError(await fetch(address), [400]);
		}
	);

	it.each(changes)(
		'$method $path says in one form that a body makes no sense',
		async ({ method, path, operation }) => {
			const response = await fetch(
				addressOf(path, operation, () => 'no-such-thing'),
				{
					method: method.toUpperCase(),
					headers: { 'content-type': 'application/json' },
					...(method === 'delete' ? {} : { body: '{"half' })
				}
			);
			await expectError(response, [400, 404, 415]);
		}
	);
});
