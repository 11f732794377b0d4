import { error, fail, redirect } from '@sveltejs/kit';
import { passwordProblem } from '#core/access/password-problem.ts';
import { acceptInvitation, invitedAccount } from '#db/invitations.server.ts';
import { hashPassword } from '#db/password-hash.server.ts';
import { beginSession } from '#db/sessions.server.ts';
import { keepSession } from '#lib/server/access/session-cookie.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

const invited = async (secret: string, atUtc: string) => {
	const database = await databaseIfAny(site().database);
	const account = database && (await invitedAccount(database, secret, atUtc));
	if (account) return { database, account };
	error(404, 'this invitation has been used, is older than 72 hours, or was never made', {
		code: 'E_NOT_FOUND',
		hint: 'Ask an admin for another: bench account invite NAME',
		issues: []
	});
};

export const load: PageServerLoad = async ({ params, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const { account } = await invited(params.secret, new Date().toISOString());
	return { name: account.name };
};

export const actions: Actions = {
	default: async ({ params, request, cookies, url, locals }) => {
		const atUtc = new Date().toISOString();
		const { database, account } = await invited(params.secret, atUtc);
		const form = await formOf(request);
		const [password, again] = [form.get('password'), form.get('again')];
		const problem =
			typeof password !== 'string'
				? 'enter a password'
				: password !== again
					? 'the two passwords differ'
					: passwordProblem(password, account.name);
		if (problem !== null || typeof password !== 'string') {
			return fail(400, { message: `Nothing was set: ${problem ?? ''}.` });
		}
		const passwordHash = await hashPassword(password);
		if (!(await acceptInvitation(database, params.secret, passwordHash, atUtc))) {
			return fail(409, { message: 'This invitation was used or withdrawn a moment ago.' });
		}
		locals.audited = { who: account.name, accountId: account.id, outcome: 'done' };
		const session = await beginSession(database, { accountId: account.id, passwordHash }, atUtc);
		// An admin has reset or disabled the account since: signing in says what holds.
		if (session === null) redirect(303, '/login');
		keepSession(cookies, url, session);
		redirect(303, '/');
	}
};
