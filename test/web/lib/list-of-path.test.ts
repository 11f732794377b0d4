/** An address that leads nowhere leads on to the list of what it asked for. */
import { expect, it } from 'vitest';
import { waysOnFrom } from '#lib/list-of-path.ts';

const hrefs = (pathname: string): string[] => waysOnFrom(pathname).map(({ href }) => href);

it.each([
	['/runs/gone', ['/runs', '/']],
	['/quotes/gone/request', ['/quotes', '/']],
	['/models/who/what', ['/models', '/']],
	['/use-cases/gone', ['/']],
	['/nonsense', ['/']],
	['/constructor/x', ['/']],
	['/runs', ['/']],
	['/runs/', ['/']]
])('leads from %s to %j', (pathname, expected) => {
	expect(hrefs(pathname)).toStrictEqual(expected);
});

it('leads whoever has not signed in to where they do, and a guest nowhere: their link is to one page', () => {
	for (const pathname of ['/login/oidc/callback', '/invitation/x', '/runs/gone']) {
		expect(waysOnFrom(pathname, 'nobody')).toStrictEqual([{ href: '/login', label: 'Sign in' }]);
	}
	expect(waysOnFrom('/use-cases/gone/report', 'guest')).toStrictEqual([]);
});

it('calls the portfolio what it is to a reader who looks for a use case', () => {
	expect(waysOnFrom('/use-cases/gone')[0]?.label).toBe('All use cases: the portfolio');
});
