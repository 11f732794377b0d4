/** Making and ending tokens by forms: admins end those of an account, and everybody makes and ends their own. */
import {
	mostOwnTokens,
	parseTokenDays,
	longestTokenDays,
	tokenEndUtc
} from '#core/access/token-life.ts';
import { tokenScopes } from '#core/access/token-scope.ts';
import { addApiToken, listApiTokens, revokeApiToken } from '#db/api-tokens.server.ts';
import type { Database } from '#db/client.server.ts';
import { changeByForm, refusedForm, type Answered } from './account-actions.ts';
import { textOf } from './form-fields.ts';

interface Owner {
	accountId: string;
	name: string;
}

type Locals = Pick<App.Locals, 'reader' | 'audited'>;

/** Makes a token of the fields `scope` and `days`, and shows it this once. */
export const makeToken = async (
	database: Database,
	{ accountId, name }: Owner,
	{ form, locals, atUtc }: { form: FormData; locals: Locals; atUtc: string }
): Promise<Answered> => {
	const reason = `token for ${name}`;
	const [scopeText, days] = [textOf(form, 'scope'), parseTokenDays(textOf(form, 'days'))];
	const scope = tokenScopes.find((each) => each === scopeText);
	if (!scope) return refusedForm(locals, 400, { reason, message: 'choose what the token may do' });
	if (days === null) {
		const message = `a token works for 1 to ${String(longestTokenDays)} days`;
		return refusedForm(locals, 400, { reason, message });
	}
	const working = (await listApiTokens(database, accountId)).filter(
		({ revokedAtUtc, expiresAtUtc }) => revokedAtUtc === null && expiresAtUtc > atUtc
	);
	if (working.length >= mostOwnTokens) {
		const message = `${String(mostOwnTokens)} of your tokens work; revoke one that nobody needs`;
		return refusedForm(locals, 409, { reason, message });
	}
	return changeByForm(locals, reason, async () => {
		const expiresAtUtc = tokenEndUtc(atUtc, days);
		const { id, token } = await addApiToken(database, { accountId, scope, expiresAtUtc }, atUtc);
		return {
			reason: `token ${id} for ${name} to ${scope}, ${String(days)} days`,
			message: `Token ${id.slice(0, 8)} works until ${expiresAtUtc.slice(0, 10)}. It is shown here only; a program sends it as "Authorization: Bearer …".`,
			shownOnce: token
		};
	});
};

/** Ends the token of the field `token`, if it is one of this account. */
export const revokeToken = async (
	database: Database,
	{ accountId, name }: Owner,
	{ form, locals, atUtc }: { form: FormData; locals: Locals; atUtc: string }
): Promise<Answered> => {
	const token = textOf(form, 'token');
	const reason = `token ${token.slice(0, 40)} of ${name} revoked`;
	const isTheirs = (await listApiTokens(database, accountId)).some(({ id }) => id === token);
	if (!isTheirs) {
		return refusedForm(locals, 404, { reason, message: 'the account has no such token' });
	}
	return changeByForm(locals, reason, async () => {
		const id = await revokeApiToken(database, token, atUtc);
		return { message: `Token ${id.slice(0, 8)} has ended.` };
	});
};
