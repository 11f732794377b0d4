/** What is answered to who may not do what they ask for. */
import { leastRoleFor, type Permission } from '#core/access/role.ts';
import { errorBody, type ErrorBody } from '../api/error-response.ts';
import type { Reader } from './reader.ts';

export const refusedBody = {
	signIn: errorBody('E_AUTH', 'this site asks who you are', {
		hint: 'Sign in, or send a token in the header Authorization.'
	}),
	readsOnly: errorBody('E_FORBIDDEN', 'this token is for reading alone', {
		hint: 'Make one that may change things: bench account token NAME --scope write'
	}),
	proxy: errorBody(
		'E_FORBIDDEN',
		'a proxy has handed this on, but this site was started for its own machine alone, and asks nobody who they are',
		{
			hint: 'Whoever runs it: make an account (bench account add NAME --role admin) or set BENCH_SERVE_TOKEN, and start bench serve with --behind-https and --allow-host.'
		}
	),
	guest: errorBody('E_FORBIDDEN', 'your link is to the report of one use case alone'),
	unlisted: errorBody('E_FORBIDDEN', 'this is not among what may be asked here')
} as const;

/** `this needs the role procurement or above; jo has the role viewer` */
export const needsRole = ({ kind, name, role }: Reader, permission: Permission): ErrorBody => {
	const least = leastRoleFor[permission];
	return errorBody(
		'E_FORBIDDEN',
		`this needs the role ${least}${least === 'admin' ? '' : ' or above'}; ${name} has the role ${role}`,
		{
			hint:
				kind === 'access-token'
					? 'Whoever starts the site says what the token may do: bench serve --token-role ROLE'
					: 'An admin can give you another: bench account role NAME ROLE'
		}
	);
};

/** What this site itself asks for to show why something is refused. `why`: a sentence without its full stop. */
export const refusedPath = (why: string): string =>
	`/refused?${new URLSearchParams({ why }).toString()}`;

/** Why something is refused, as the site told itself. Whoever comes by a link could have any words in it, which would look like the site's own. */
export const whyRefused = (url: URL, isSubRequest: boolean): string =>
	(isSubRequest ? url.searchParams.get('why')?.slice(0, 300) : null) ?? 'this is not for you';
