import { fail } from '@sveltejs/kit';
import { longestPassword, passwordProblem } from '#core/access/password-problem.ts';
import { accountOf, credentialsOf, setPassword } from '#db/accounts.server.ts';
import { hashPassword, isPassword } from '#db/password-hash.server.ts';
import { endSession, beginSession } from '#db/sessions.server.ts';
import { keepSession, sessionSecretOf } from '#lib/server/access/session-cookie.ts';
import { waitInWords } from '#lib/server/access/sign-in.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals: { reader } }) => {
	const { database, oidc } = site();
	const account =
		reader?.kind === 'account' && reader.accountId !== null
			? await accountOf(await database(), reader.accountId)
			: null;
	return {
		hasPassword: account?.hasPassword ?? false,
		byProvider: oidc?.settings.label ?? null
	};
};

export const actions: Actions = {
	/** Sets another password: all sessions end, and this browser gets a new one. */
	default: async ({ request, cookies, url, locals, getClientAddress }) => {
		const { reader } = locals;
		if (reader?.kind !== 'account' || reader.accountId === null) {
			return fail(403, {
				message: 'Only somebody who is signed in has a password here.',
				done: false
			});
		}
		const form = await formOf(request);
		const [now, next, again] = ['now', 'password', 'again'].map((key) => {
			const value = form.get(key);
			return typeof value === 'string' ? value : '';
		}) as [string, string, string];
		const { loginThrottle, database } = site();
		const [address, nowMs] = [getClientAddress(), Date.now()];
		const waitMs = await loginThrottle.begin(reader.name, address, nowMs);
		if (waitMs > 0) {
			return fail(429, {
				message: `Too many wrong passwords. Try again ${waitInWords(waitMs)}.`,
				done: false
			});
		}
		const opened = await database();
		const stored = await credentialsOf(opened, reader.name);
		if (!(await isPassword(now.slice(0, longestPassword + 1), stored?.passwordHash ?? null))) {
			return fail(403, {
				message: 'Nothing was set: that is not your password of today.',
				done: false
			});
		}
		await loginThrottle.succeeded(reader.name, address);
		const problem =
			next === again ? passwordProblem(next, reader.name) : 'the two new passwords differ';
		if (problem !== null)
			return fail(400, { message: `Nothing was set: ${problem}.`, done: false });
		await setPassword(opened, reader.accountId, await hashPassword(next));
		const before = sessionSecretOf(cookies, url);
		if (before !== undefined) await endSession(opened, before);
		keepSession(
			cookies,
			url,
			await beginSession(opened, reader.accountId, new Date(nowMs).toISOString())
		);
		return { message: 'The new password holds. Everywhere else you are signed out.', done: true };
	}
};
