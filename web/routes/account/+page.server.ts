import { fail, type ActionFailure } from '@sveltejs/kit';
import { longestPassword, passwordProblem } from '#core/access/password-problem.ts';
import { accountOf, credentialsOf, setPassword } from '#db/accounts.server.ts';
import { listApiTokens } from '#db/api-tokens.server.ts';
import { hashPassword, isPassword } from '#db/password-hash.server.ts';
import { endSession, beginSession } from '#db/sessions.server.ts';
import { keepSession, sessionSecretOf } from '#lib/server/access/session-cookie.ts';
import type { Reader } from '#lib/server/access/reader.ts';
import { waitInWords } from '#lib/server/access/sign-in.ts';
import { refusedForm, type FormAnswer } from '#lib/server/accounts/account-actions.ts';
import { makeToken, revokeToken } from '#lib/server/accounts/token-actions.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** The account of somebody who is signed in; null for a program with a token, which is not to make itself another. */
const ownAccount = (reader: Reader | null): { accountId: string; name: string } | null =>
	reader?.kind === 'account' && reader.accountId !== null
		? { accountId: reader.accountId, name: reader.name }
		: null;

export const load: PageServerLoad = async ({ setHeaders, locals: { reader } }) => {
	// The answer to a form may hold a token that is shown but once.
	setHeaders({ 'cache-control': 'no-store' });
	const { database, oidc } = site();
	const own = ownAccount(reader);
	const opened = own && (await database());
	const account = own && opened ? await accountOf(opened, own.accountId) : null;
	return {
		hasPassword: account?.hasPassword ?? false,
		byProvider: oidc?.settings.label ?? null,
		tokens: own && opened ? await listApiTokens(opened, own.accountId) : [],
		nowUtc: new Date().toISOString()
	};
};

const refused = (status: 400 | 403 | 429, message: string): ActionFailure<FormAnswer> =>
	fail(status, { message, done: false, shownOnce: null });

export const actions: Actions = {
	/** Sets another password: all sessions end, and this browser gets a new one. */
	password: async ({ request, cookies, url, locals: { reader }, getClientAddress }) => {
		const own = ownAccount(reader);
		if (!own) return refused(403, 'Only somebody who is signed in has a password here.');
		const { accountId, name } = own;
		const form = await formOf(request);
		const [now, next, again] = ['now', 'password', 'again'].map((key) => {
			const value = form.get(key);
			return typeof value === 'string' ? value : '';
		}) as [string, string, string];
		const { loginThrottle, database } = site();
		const [address, nowMs] = [getClientAddress(), Date.now()];
		const waitMs = await loginThrottle.begin(name, address, nowMs);
		if (waitMs > 0) {
			return refused(429, `Too many wrong passwords. Try again ${waitInWords(waitMs)}.`);
		}
		const opened = await database();
		const stored = await credentialsOf(opened, name);
		const isRight = await isPassword(
			now.slice(0, longestPassword + 1),
			stored?.passwordHash ?? null
		);
		const wrong = () => refused(403, 'Nothing was set: that is not your password of today.');
		if (!isRight || !stored) return wrong();
		await loginThrottle.succeeded(name, address);
		const problem = next === again ? passwordProblem(next, name) : 'the two new passwords differ';
		if (problem !== null) return refused(400, `Nothing was set: ${problem}.`);
		const passwordHash = await hashPassword(next);
		const before = sessionSecretOf(cookies, url);
		// Whoever came by the provider goes on so, and signs out there too.
		const providerSession = before === undefined ? null : await endSession(opened, before);
		// Reset, disabled or given another password meanwhile: this session has ended with all others.
		if (!(await setPassword(opened, stored, passwordHash))) return wrong();
		const atUtc = new Date(nowMs).toISOString();
		const owner = { accountId, passwordHash };
		const session = await beginSession(opened, owner, atUtc, providerSession);
		if (session === null) return wrong();
		keepSession(cookies, url, session);
		return {
			message: 'The new password holds. Everywhere else you are signed out.',
			done: true,
			shownOnce: null
		};
	},
	/** Makes a token for programs, with no more than the role of the account. */
	token: async ({ request, locals }) => {
		const own = ownAccount(locals.reader);
		const form = await formOf(request);
		if (!own) {
			const message = 'only somebody who is signed in makes tokens';
			return refusedForm(locals, 403, { reason: 'token', message });
		}
		const atUtc = new Date().toISOString();
		return makeToken(await site().database(), own, { form, locals, atUtc });
	},
	revoke: async ({ request, locals }) => {
		const own = ownAccount(locals.reader);
		const form = await formOf(request);
		if (!own) {
			const message = 'only somebody who is signed in has tokens';
			return refusedForm(locals, 403, { reason: 'token', message });
		}
		const atUtc = new Date().toISOString();
		return revokeToken(await site().database(), own, { form, locals, atUtc });
	}
};
