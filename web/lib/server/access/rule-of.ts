/** Finds the rule of a request: pages by the route that SvelteKit has found, the API by its own paths. */
import { TrieRouter } from 'hono/router/trie-router';
import { getPath } from 'hono/utils/url';
import type { Permission } from '#core/access/role.ts';
import { routeRules, type RouteRule } from './route-rules.ts';

const apiRules = new TrieRouter<RouteRule>();
for (const [route, rule] of Object.entries(routeRules)) {
	const [method = '', path = ''] = route.split(' ');
	if (path.startsWith('/api/')) apiRules.add(method, path.replaceAll(/\{(\w+)\}/gu, ':$1'), rule);
}

const strictness: readonly (Permission | 'public')[] = [
	'public',
	'read',
	'save',
	'quotes',
	'administer'
];

/** What both rules let pass. Guests ask for nothing that two routes fit. */
const stricter = (one: RouteRule, other: RouteRule): RouteRule => ({
	needs: strictness.indexOf(one.needs) > strictness.indexOf(other.needs) ? one.needs : other.needs,
	isExport: one.isExport || other.isExport
});

/** The strictest of the rules that fit: where two routes fit a path, it does not matter which of them will answer. */
const strictest = (rules: readonly RouteRule[]): RouteRule | null => {
	const [first, ...others] = rules;
	return first ? others.reduce(stricter, first) : null;
};

/** The rule of a request; null where there is none, so that it is refused. `routeId` is that of SvelteKit. */
export const ruleOf = (request: Request, routeId: string | null): RouteRule | null => {
	const method = request.method === 'HEAD' ? 'GET' : request.method;
	if (routeId === '/api/[...path]') {
		const [fitting] = apiRules.match(method, getPath(request));
		return strictest(fitting.map(([rule]) => rule));
	}
	return routeId === null ? null : (routeRules[`${method} ${routeId}`] ?? null);
};

/** Whether a request of a guest is about the use case of their link, at the place where its rule says. */
export const isForGuest = (url: URL, { guests }: RouteRule, useCaseId: string): boolean => {
	if (guests === undefined) return false;
	switch (guests) {
		case 'nowhere':
			return true;
		case 'query': {
			const asked = url.searchParams.getAll('useCase');
			return asked.length === 1 && asked[0] === useCaseId;
		}
		case 'path': {
			// Ids need no encoding, so that an encoded one is another: there is one way to write each path.
			const [, id] = /^(?:\/api)?\/use-cases\/([^/]+)\//u.exec(url.pathname) ?? [];
			return id === useCaseId;
		}
	}
};
