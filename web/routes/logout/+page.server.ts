import { redirect } from '@sveltejs/kit';
import { endSession } from '#db/sessions.server.ts';
import { signedOutPath } from '#lib/server/access/oidc/provider.ts';
import {
	accessCookie,
	cookieOptions,
	forgetSession,
	guestCookie,
	sessionSecretOf
} from '#lib/server/access/session-cookie.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { log, site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ request, setHeaders, locals: { reader } }) => {
	// The answer to the form may lead to the provider with an ID token.
	setHeaders({ 'cache-control': 'no-store' });
	const isIn = reader?.kind === 'account' || reader?.kind === 'access-token';
	if (request.method !== 'POST' && !isIn) redirect(303, '/login');
	return { byProvider: site().oidc?.settings.label ?? null };
};

export const actions: Actions = {
	/**
	 * Ends the session, in the database and in the browser, before anything else. Where somebody came in by the identity provider, and it says where people
	 * sign out, the page leads there: the content policy lets no form lead away from this site.
	 */
	default: async ({ cookies, url, locals }) => {
		const { database, oidc } = site();
		const { reader } = locals;
		const secret = sessionSecretOf(cookies, url);
		const opened = await databaseIfAny(database);
		const session = secret !== undefined && opened ? await endSession(opened, secret) : null;
		forgetSession(cookies, url);
		cookies.delete(guestCookie(url), cookieOptions(url));
		cookies.delete(accessCookie(url), cookieOptions(url));
		const there =
			session && oidc
				? await oidc.signOut(session, url.origin + signedOutPath).catch((thrown: unknown) => {
						log().fault(crypto.randomUUID(), thrown);
						return 'away' as const;
					})
				: null;
		if (there === null) redirect(303, '/login');
		// The page is that of nobody any more, and the audit log says who has left.
		if (reader) {
			locals.audited = { who: reader.name, accountId: reader.accountId, outcome: 'done' };
			locals.reader = null;
		}
		return { location: there === 'away' ? null : there };
	}
};
