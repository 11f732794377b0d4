/** Signing in by a provider while an admin changes the account: over a real database file, the change after the person was found and before their session begins. */
import { expect, test } from 'vitest';
import {
	accountOf,
	addAccount,
	disableAccount,
	enableAccount,
	findAccount,
	removeAccount
} from '#db/accounts.server.ts';
import type { Database } from '#db/client.server.ts';
import { invite } from '#db/invitations.server.ts';
import { enterByOidc } from '#db/oidc-accounts.server.ts';
import { listSessions, useSession } from '#db/sessions.server.ts';
import { enter } from '#lib/server/access/oidc/enter.ts';
import { createOidcProvider } from '#lib/server/access/oidc/provider.ts';
import { beforeFirstWrite } from '../../../../../db/support/before-first-write.ts';
import { openTemporary, temporaryPath } from '../../../../../db/support/temporary-database.ts';

const start = '2026-11-26T10:00:00.000Z';
const email = 'jo@example.com';
const issuer = 'https://login.example.com';
const person = { issuer, subject: 'jo-1', idToken: 'header.body.signature' };
const claims = { iss: issuer, sub: 'jo-1', email, email_verified: true };

const provider = createOidcProvider({
	issuer,
	clientId: 'breakeven',
	clientSecret: 'asked for by nobody here',
	scope: 'openid email',
	label: 'Our Company',
	domains: [],
	role: 'viewer',
	roleClaim: null,
	roleOfGroup: {}
});

const withJo = async () => {
	const database = await openTemporary(temporaryPath());
	await addAccount(database, { name: 'ines', role: 'admin' }, start);
	await addAccount(database, { name: email, role: 'viewer' }, start);
	await enterByOidc(database, { issuer, subject: 'jo-1', email }, null, start);
	return { database, jo: await findAccount(database, email) };
};

const enterWhile = (database: Database, change: () => Promise<unknown>) => {
	const meanwhile = () => Promise.resolve(beforeFirstWrite(database, change));
	const site = { database: meanwhile, createDatabase: meanwhile };
	return enter(site, provider, { ...person, claims }, start);
};

type Jo = Awaited<ReturnType<typeof withJo>>['jo'];

test.each<[string, (database: Database, jo: Jo) => Promise<unknown>]>([
	['Resetting', (database, { id }) => invite(database, id, start, { reset: true })],
	['Disabling', (database, jo) => disableAccount(database, jo, start)],
	['Removing', (database, jo) => removeAccount(database, jo, start)],
	[
		'Another person who has it since',
		async (database, { id }) => {
			await invite(database, id, start, { reset: true });
			await enterByOidc(database, { issuer, subject: 'jo-2', email }, null, start);
		}
	]
])('%s an account ends a sign-in too that was about to begin.', async (_, change) => {
	const { database, jo } = await withJo();
	const entered = await enterWhile(database, () => change(database, jo));
	expect(entered).toEqual({ state: 'refused', who: email, accountId: jo.id, why: 'changed' });
	await enableAccount(database, jo.id);
	expect(await listSessions(database, start)).toEqual([]);
	expect((await accountOf(database, jo.id))?.lastSignedInAtUtc ?? null).toBeNull();
});

test('Whose account stays as it is comes in.', async () => {
	const { database, jo } = await withJo();
	const entered = await enterWhile(database, () => invite(database, jo.id, start));
	if (entered.state !== 'in') throw new Error(entered.why);
	expect(await useSession(database, entered.secret, start)).toMatchObject({ name: email });
});
