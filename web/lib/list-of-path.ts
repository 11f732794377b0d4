/** Which list a page belongs to, for a reader whom its address led nowhere. */

export interface ListLink {
	href: string;
	label: string;
}

const signIn: ListLink = { href: '/login', label: 'Sign in' };

const lists: Readonly<Record<string, ListLink>> = {
	login: signIn,
	accounts: { href: '/accounts', label: 'All accounts' },
	runs: { href: '/runs', label: 'All runs' },
	compare: { href: '/compare', label: 'Choose two measurements' },
	quotes: { href: '/quotes', label: 'All quotes' },
	decisions: { href: '/decisions', label: 'All decisions' },
	prices: { href: '/prices', label: 'All prices' },
	hardware: { href: '/hardware', label: 'All hardware' },
	models: { href: '/models', label: 'All models' }
};

/** Who looks at the page: somebody who may read the site, a guest with a link to one report, or somebody who has not signed in. */
export type LostReader = 'reader' | 'guest' | 'nobody';

/**
 * The ways on from an address that led nowhere: the list of what it asks for where it says so, and the portfolio, which lists the use cases. Whoever has not
 * signed in can only do that, and a guest has no other page.
 */
export const waysOnFrom = (pathname: string, who: LostReader = 'reader'): ListLink[] => {
	if (who !== 'reader') return who === 'guest' ? [] : [signIn];
	const [, first = ''] = pathname.split('/');
	const list = Object.hasOwn(lists, first) ? lists[first] : undefined;
	const portfolio = {
		href: '/',
		label: first === 'use-cases' ? 'All use cases: the portfolio' : 'To the portfolio'
	};
	// Where the list itself cannot be shown, it is no way on.
	return list && list.href !== pathname.replace(/\/$/u, '') ? [list, portfolio] : [portfolio];
};
