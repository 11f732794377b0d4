import { fail, redirect } from '@sveltejs/kit';
import { longestPassword } from '#core/access/password-problem.ts';
import { endSession } from '#db/sessions.server.ts';
import { localPath } from '#lib/local-path.ts';
import { cookieValueOf, isToken } from '#lib/server/access.ts';
import {
	accessCookie,
	cookieOptions,
	forgetSession,
	keepSession,
	sessionSecretOf
} from '#lib/server/access/session-cookie.ts';
import { signIn, waitInWords } from '#lib/server/access/sign-in.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ url }) => ({
	to: localPath(url.searchParams.get('to')),
	/** Name of the identity provider; null where none is set up. */
	byProvider: site().oidc?.settings.label ?? null,
	byToken: site().settings.accessToken !== null,
	byAccount: await site().readers.haveAccounts(),
	accountsOnly: site().settings.accountsOnly
});

const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

export const actions: Actions = {
	default: async ({ request, cookies, url, locals, getClientAddress }) => {
		const form = await formOf(request);
		const to = localPath(form.get('to'));
		const [token, name, password] = ['token', 'name', 'password'].map((key) => textOf(form, key));
		const { settings, loginThrottle } = site();
		const { accessToken } = settings;
		const address = getClientAddress();
		if (name) {
			const named = name.trim().normalize('NFKC').toLowerCase().slice(0, 100);
			const signedIn = await signIn(
				site(),
				{
					name: named,
					// A longer one is nobody's.
					password: (password ?? '').slice(0, longestPassword + 1),
					address
				},
				Date.now()
			);
			if (signedIn.state === 'waiting') {
				return fail(429, {
					message: `Too many wrong passwords. Try again ${waitInWords(signedIn.waitMs)}.`
				});
			}
			locals.audited = {
				who: named,
				accountId: signedIn.state === 'in' ? signedIn.accountId : null,
				outcome: signedIn.state === 'in' ? 'done' : 'refused'
			};
			if (signedIn.state === 'wrong') {
				return fail(403, { message: 'There is no such name with this password.' });
			}
			keepSession(cookies, url, signedIn.secret);
		} else if (accessToken !== null) {
			// Nobody guesses a token: this keeps the audit log from being filled.
			const waitMs = await loginThrottle.begin(null, address, Date.now());
			if (waitMs > 0) {
				return fail(429, { message: `Too many wrong tokens. Try again ${waitInWords(waitMs)}.` });
			}
			const isRight = isToken(token ?? '', accessToken);
			if (isRight) await loginThrottle.succeeded(null, address);
			locals.audited = {
				who: 'access token',
				accountId: null,
				outcome: isRight ? 'done' : 'refused'
			};
			if (!isRight) {
				return fail(403, {
					message: 'That is not the token. It was shown when the site was started.'
				});
			}
			// The browser asks by the token from now on, and for nobody who was signed in.
			const session = sessionSecretOf(cookies, url);
			const opened = session === undefined ? null : await databaseIfAny(site().database);
			if (session !== undefined && opened) await endSession(opened, session);
			forgetSession(cookies, url);
			cookies.set(accessCookie(url), cookieValueOf(accessToken), {
				...cookieOptions(url),
				sameSite: 'strict'
			});
		}
		redirect(303, to);
	}
};
