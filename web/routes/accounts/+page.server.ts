import { accountName } from '#core/access/account-name.ts';
import { parseRole, roles } from '#core/access/role.ts';
import { BenchError } from '#core/errors.ts';
import { addAccount, hasAccounts } from '#db/accounts.server.ts';
import { listApiTokens, revokeApiToken } from '#db/api-tokens.server.ts';
import { invite } from '#db/invitations.server.ts';
import { changeByForm, refusedForm } from '#lib/server/accounts/account-actions.ts';
import { accountRows } from '#lib/server/accounts/account-row.ts';
import { textOf } from '#lib/server/accounts/form-fields.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ setHeaders, url }) => {
	// The answer to a form may hold a link that is shown but once.
	setHeaders({ 'cache-control': 'no-store' });
	const { database, oidc } = site();
	const nowUtc = new Date().toISOString();
	const opened = await databaseIfAny(database);
	const accounts = opened ? await accountRows(opened, nowUtc) : [];
	const removedId = url.searchParams.get('removed');
	return {
		accounts,
		/** Name of the account whose removal has led here; null where none has. */
		removed:
			accounts.find(({ id, removedAtUtc }) => id === removedId && removedAtUtc !== null)?.name ??
			null,
		tokens: opened ? await listApiTokens(opened) : [],
		byProvider: oidc?.settings.label ?? null,
		nowUtc
	};
};

export const actions: Actions = {
	invite: async ({ request, url, locals }) => {
		const form = await formOf(request);
		const [text, role] = [textOf(form, 'name'), parseRole(textOf(form, 'role'))];
		const reason = `invitation for ${text.slice(0, 100)}`;
		if (role === null) {
			const message = `choose a role: ${roles.join(', ')}`;
			return refusedForm(locals, 400, { reason, message });
		}
		return changeByForm(locals, `${reason} as ${role}`, async () => {
			const name = accountName(text);
			const database = await site().createDatabase();
			// From the first account on everybody is asked to sign in; it must be one that can make others.
			if (role !== 'admin' && !(await hasAccounts(database))) {
				throw new BenchError('E_USAGE', 'the first account must be that of an admin');
			}
			const atUtc = new Date().toISOString();
			const { id } = await addAccount(database, { name, role }, atUtc);
			const { secret, expiresAtUtc } = await invite(database, id, atUtc);
			return {
				message: `${name} sets a password with this link, once, before ${expiresAtUtc.slice(0, 16).replace('T', ' ')} UTC. It is shown here only: send it in a way that nobody else reads.`,
				shownOnce: `${url.origin}/invitation/${secret}`
			};
		});
	},
	revoke: async ({ request, locals }) => {
		const token = textOf(await formOf(request), 'token');
		return changeByForm(locals, `token ${token.slice(0, 40)} revoked`, async () => {
			const id = await revokeApiToken(await site().database(), token, new Date().toISOString());
			return { message: `Token ${id.slice(0, 8)} has ended.` };
		});
	}
};
