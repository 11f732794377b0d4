import { error, redirect } from '@sveltejs/kit';
import type { Account } from '#core/access/account.ts';
import { parseRole, roles } from '#core/access/role.ts';
import {
	accountOf,
	changeRole,
	disableAccount,
	enableAccount,
	removeAccount
} from '#db/accounts.server.ts';
import { listApiTokens } from '#db/api-tokens.server.ts';
import type { Database } from '#db/client.server.ts';
import { invite, withdrawInvitations } from '#db/invitations.server.ts';
import { endSessionsOf } from '#db/sessions.server.ts';
import { changeByForm, refusedForm } from '#lib/server/accounts/account-actions.ts';
import { accountRows } from '#lib/server/accounts/account-row.ts';
import { textOf } from '#lib/server/accounts/form-fields.ts';
import { revokeToken } from '#lib/server/accounts/token-actions.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { formOf } from '#lib/server/form-of.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

const absent = (): never =>
	error(404, 'there is no such account, or it has been removed', {
		code: 'E_NOT_FOUND',
		hint: null,
		issues: []
	});

/** The account that a page is about. */
const known = async (id: string): Promise<{ database: Database; account: Account }> => {
	const database = await databaseIfAny(site().database);
	const account = database && (await accountOf(database, id));
	return account ? { database, account } : absent();
};

const now = (): string => new Date().toISOString();

export const load: PageServerLoad = async ({ params, setHeaders, locals: { reader } }) => {
	// The answer to a form may hold a link that is shown but once.
	setHeaders({ 'cache-control': 'no-store' });
	const { database, account } = await known(params.id);
	const nowUtc = now();
	return {
		account: (await accountRows(database, nowUtc)).find(({ id }) => id === account.id) ?? absent(),
		tokens: await listApiTokens(database, account.id),
		byProvider: site().oidc?.settings.label ?? null,
		isOwn: reader?.accountId === account.id,
		nowUtc
	};
};

export const actions: Actions = {
	role: async ({ params, request, locals }) => {
		const { database, account } = await known(params.id);
		const role = parseRole(textOf(await formOf(request), 'role'));
		if (role === null) {
			const message = `choose a role: ${roles.join(', ')}`;
			return refusedForm(locals, 400, { reason: account.name, message });
		}
		return changeByForm(locals, `${account.name} from ${account.role} to ${role}`, async () => {
			await changeRole(database, account, role);
			return { message: `${account.name} has the role ${role}, from the next request on.` };
		});
	},
	disable: async ({ params, locals }) => {
		const { database, account } = await known(params.id);
		const reason = `${account.name} disabled`;
		if (locals.reader?.accountId === account.id) {
			const message = 'this is your own account; another admin can disable it';
			return refusedForm(locals, 409, { reason, message });
		}
		return changeByForm(locals, reason, async () => {
			await disableAccount(database, account, now());
			return { message: `${account.name} is kept out: sessions and invitations have ended.` };
		});
	},
	enable: async ({ params, locals }) => {
		const { database, account } = await known(params.id);
		return changeByForm(locals, `${account.name} enabled`, async () => {
			await enableAccount(database, account.id);
			return { message: `${account.name} may come in again.` };
		});
	},
	signOut: async ({ params, locals }) => {
		const { database, account } = await known(params.id);
		return changeByForm(locals, `sessions of ${account.name} ended`, async () => {
			const ended = await endSessionsOf(database, account.id);
			return {
				message: `Signed out in ${String(ended)} browser${ended === 1 ? '' : 's'}; tokens go on working.`
			};
		});
	},
	invite: async ({ params, request, url, locals }) => {
		const { database, account } = await known(params.id);
		const reset = textOf(await formOf(request), 'reset') === 'yes';
		const reason = reset ? `${account.name} reset` : `invitation for ${account.name}`;
		if (account.disabledAtUtc !== null) {
			const message = 'the account is disabled; enable it first';
			return refusedForm(locals, 409, { reason, message });
		}
		return changeByForm(locals, reason, async () => {
			const { secret, expiresAtUtc } = await invite(database, account.id, now(), { reset });
			const until = expiresAtUtc.slice(0, 16).replace('T', ' ');
			return {
				message: `${account.name} sets a password with this link, once, before ${until} UTC. It is shown here only: send it in a way that nobody else reads.`,
				shownOnce: `${url.origin}/invitation/${secret}`
			};
		});
	},
	withdraw: async ({ params, locals }) => {
		const { database, account } = await known(params.id);
		return changeByForm(locals, `invitation for ${account.name} withdrawn`, async () => {
			const ended = await withdrawInvitations(database, account.id, now());
			return { message: ended > 0 ? 'The invitation has ended.' : 'There was none any more.' };
		});
	},
	remove: async ({ params, request, locals }) => {
		const { database, account } = await known(params.id);
		const { id, name } = account;
		const reason = `${name} removed`;
		if (locals.reader?.accountId === id) {
			const message = 'this is your own account; another admin can remove it';
			return refusedForm(locals, 409, { reason, message });
		}
		if (textOf(await formOf(request), 'name').toLowerCase() !== name) {
			const message = 'to remove the account, write its name into the field';
			return refusedForm(locals, 400, { reason, message });
		}
		const answer = await changeByForm(locals, reason, async () => {
			await removeAccount(database, account, now());
			return { message: `${name} is removed.` };
		});
		// There is no page of a removed account, to which the answer could belong.
		if ('done' in answer) redirect(303, `/accounts?removed=${id}`);
		return answer;
	},
	revoke: async ({ params, request, locals }) => {
		const { database, account } = await known(params.id);
		const owner = { accountId: account.id, name: account.name };
		const form = await formOf(request);
		return revokeToken(database, owner, { form, locals, atUtc: now() });
	}
};
