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

/** The strictest of the rules that fit: where two routes fit a path, it does not matter which of them will answer. */
const strictest = (rules: readonly RouteRule[]): RouteRule | null =>
	rules.reduce<RouteRule | null>(
		(found, rule) =>
			found === null
				? rule
				: {
						needs:
							strictness.indexOf(rule.needs) > strictness.indexOf(found.needs)
								? rule.needs
								: found.needs,
						isExport: found.isExport || rule.isExport
					},
		null
	);

/** The rule of a request; null where there is none, so that it is refused. `routeId` is that of SvelteKit. */
export const ruleOf = (request: Request, routeId: string | null): RouteRule | null => {
	const method = request.method === 'HEAD' ? 'GET' : request.method;
	if (routeId === '/api/[...path]') {
		const [fitting] = apiRules.match(method, getPath(request));
		return strictest(fitting.map(([rule]) => rule));
	}
	return routeId === null ? null : (routeRules[`${method} ${routeId}`] ?? null);
};
