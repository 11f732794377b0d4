import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { ruleOf } from '#lib/server/access/rule-of.ts';
import { createApi } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite } from '#lib/server/site.ts';

/** Method and route of every page and endpoint of the site, read from its files. */
const siteRoutes = (): string[] =>
	readdirSync('web/routes', { recursive: true, encoding: 'utf8' }).flatMap((file) => {
		const folder = dirname(file);
		const route = folder === '.' ? '/' : `/${folder}`;
		if (file.endsWith('+page.svelte')) return [`GET ${route}`];
		if (!/\+(page\.server|server)\.ts$/u.test(file)) return [];
		const source = readFileSync(join('web/routes', file), 'utf8');
		if (/export const actions\b/u.test(source)) return [`POST ${route}`];
		return [
			...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|fallback)\b/gu)
		]
			.map(([, method]) => `${String(method)} ${route}`)
			.filter((each) => each !== 'fallback /api/[...path]');
	});

/** Method and path of every route of the API. */
const apiRoutes = (): string[] => {
	const site = createSite(readSettings({}));
	return createApi(site, { log: () => undefined })
		.routes.filter(({ method }) => method !== 'ALL')
		.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/gu, '{$1}')}`);
};

test('Every page, endpoint and route of the API has a rule, and no rule is about anything else.', () => {
	const routes = [...new Set([...siteRoutes(), ...apiRoutes()])];
	expect(routes.length).toBeGreaterThan(60);
	expect(Object.keys(routeRules).sort()).toEqual(routes.sort());
});

const needsOf = (method: string, path: string, routeId: string | null = '/api/[...path]') =>
	ruleOf(new Request(`http://localhost${path}`, { method }), routeId)?.needs ?? null;

test('A request is held against the rule of its route, however its path is written.', () => {
	expect(needsOf('GET', '/api/quotes/ms-1')).toBe('read');
	expect(needsOf('HEAD', '/api/quotes/ms-1')).toBe('read');
	expect(needsOf('POST', '/api/quotes/preview')).toBe('quotes');
	expect(needsOf('GET', '/api/aud%69t?limit=1')).toBe('administer');
	expect(needsOf('DELETE', '/api/use-cases/a%2Fb/assumption-sets/c')).toBe('save');
	expect(needsOf('GET', '/audit', '/audit')).toBe('administer');
});

test.each([
	['DELETE', '/api/quotes/ms-1'],
	['PUT', '/api/quotes'],
	['GET', '/api/nothing'],
	['GET', '/api/audit/'],
	['GET', '/api//audit'],
	['POST', '/api/audit']
])('%s %s has no rule, so that it is refused', (method, path) => {
	expect(needsOf(method, path)).toBeNull();
});

test('A page that the audit log keeps loads on the server alone, so that none is opened without a request for it.', () => {
	const pages = Object.entries(routeRules).flatMap(([route, { isExport }]) => {
		const folder = join('web/routes', route.replace(/^GET /u, ''));
		return isExport && existsSync(join(folder, '+page.svelte')) ? [folder] : [];
	});
	expect(pages).toHaveLength(2);
	for (const folder of pages) {
		expect(existsSync(join(folder, '+page.ts')), folder).toBe(false);
		expect(existsSync(join(folder, '+page.server.ts')), folder).toBe(true);
	}
});
