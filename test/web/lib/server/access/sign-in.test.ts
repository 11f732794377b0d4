/** Signing in while an admin, or somebody else who knows the password, changes the account: over a real database file, the change after the password was looked at. */
import { expect, test } from 'vitest';
import {
	addAccount,
	credentialsOf,
	disableAccount,
	enableAccount,
	findAccount,
	removeAccount,
	setPassword
} from '#db/accounts.server.ts';
import type { Database } from '#db/client.server.ts';
import { acceptInvitation, invite } from '#db/invitations.server.ts';
import { hashPassword } from '#db/password-hash.server.ts';
import { listSessions, useSession } from '#db/sessions.server.ts';
import { createLoginThrottle, loginFailuresIn } from '#lib/server/access/login-throttle.ts';
import { signIn } from '#lib/server/access/sign-in.ts';
import { beforeFirstWrite } from '../../../../db/support/before-first-write.ts';
import { openTemporary, temporaryPath } from '../../../../db/support/temporary-database.ts';

const start = '2026-11-26T10:00:00.000Z';
const startMs = Date.parse(start);
const password = 'jo lantern gravel otter';

const withJo = async () => {
	const database = await openTemporary(temporaryPath());
	await addAccount(database, { name: 'ines', role: 'admin' }, start);
	const { id } = await addAccount(database, { name: 'jo', role: 'viewer' }, start);
	const { secret } = await invite(database, id, start);
	await acceptInvitation(database, secret, await hashPassword(password), start);
	return { database, jo: await findAccount(database, 'jo') };
};

type Jo = Awaited<ReturnType<typeof withJo>>['jo'];

/** Signs in with the right password; `change` happens between the look at it and the beginning of the session. */
const signInWhile = (database: Database, change: () => Promise<unknown>) => {
	const loginThrottle = createLoginThrottle(loginFailuresIn(() => Promise.resolve(database)));
	const meanwhile = beforeFirstWrite(database, change);
	const tried = { name: 'jo', password, address: '192.0.2.1' };
	return signIn({ database: () => Promise.resolve(meanwhile), loginThrottle }, tried, startMs);
};

const again = async (database: Database, { id }: Jo): Promise<unknown> => {
	const now = (await credentialsOf(database, 'jo')) ?? { id, passwordHash: null };
	return setPassword(database, now, await hashPassword(password));
};

const changes: readonly [string, (database: Database, jo: Jo) => Promise<unknown>][] = [
	['a reset', (database, { id }) => invite(database, id, start, { reset: true })],
	['another password', again],
	[
		'an invitation that was used',
		async (database, { id }) => {
			const { secret } = await invite(database, id, start);
			return acceptInvitation(database, secret, await hashPassword(password), start);
		}
	],
	['disabling', (database, jo) => disableAccount(database, jo, start)],
	['removing', (database, jo) => removeAccount(database, jo, start)],
	[
		'a reset, and an invitation that was used',
		async (database, { id }) => {
			const { secret } = await invite(database, id, start, { reset: true });
			return acceptInvitation(database, secret, await hashPassword(password), start);
		}
	]
];

test.each(changes)(
	'%s ends a sign-in too whose password was looked at before: it fails as with a wrong one.',
	async (_, change) => {
		const { database, jo } = await withJo();
		const signedIn = await signInWhile(database, () => change(database, jo));
		expect(signedIn).toEqual({ state: 'wrong' });
		await enableAccount(database, jo.id);
		expect(await listSessions(database, start)).toEqual([]);
		expect(await findAccount(database, 'jo').catch(() => null)).toSatisfy(
			(account: Jo | null) => (account?.lastSignedInAtUtc ?? null) === null
		);
	}
);

test('A sign-in that fails so is held against the account, as a wrong password is.', async () => {
	const { database, jo } = await withJo();
	await signInWhile(database, () => invite(database, jo.id, start, { reset: true }));
	expect(await database.readSql('select failures from login_failures')).toMatchObject([
		{ failures: 1 },
		{ failures: 1 }
	]);
});

test('What changes neither password nor account lets a sign-in pass.', async () => {
	const { database, jo } = await withJo();
	const signedIn = await signInWhile(database, async () => {
		await disableAccount(database, jo, start);
		await enableAccount(database, jo.id);
		await invite(database, jo.id, start);
	});
	if (signedIn.state !== 'in') throw new Error(signedIn.state);
	expect(await useSession(database, signedIn.secret, start)).toMatchObject({ name: 'jo' });
});
