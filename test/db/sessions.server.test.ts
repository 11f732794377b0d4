import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	addAccount,
	changeRole,
	credentialsOf,
	disableAccount,
	enableAccount,
	removeAccount,
	setPassword
} from '#db/accounts.server.ts';
import type { Database } from '#db/client.server.ts';
import { acceptInvitation, invite } from '#db/invitations.server.ts';
import { beginSession, listSessions, useSession } from '#db/sessions.server.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const start = '2026-11-26T10:00:00.000Z';

const kinds = ['reset', 'password', 'invitation', 'disable', 'enable', 'role', 'remove'] as const;
type Kind = (typeof kinds)[number];

/** What an account is, as whoever changes it knows it. */
interface Known {
	hash: string | null;
	isDisabled: boolean;
	isRemoved: boolean;
}

/** Does what the change promises to the account, and to what is known of it. */
const change = async (
	database: Database,
	account: { id: string; name: string },
	known: Known,
	kind: Kind,
	newHash: string
): Promise<void> => {
	const { id } = account;
	const isOpen = !known.isDisabled && !known.isRemoved;
	switch (kind) {
		case 'reset':
			await invite(database, id, start, { reset: true });
			known.hash = null;
			break;
		case 'password':
			expect(await setPassword(database, { id, passwordHash: known.hash }, newHash)).toBe(isOpen);
			if (isOpen) known.hash = newHash;
			break;
		case 'invitation': {
			const { secret } = await invite(database, id, start);
			expect(await acceptInvitation(database, secret, newHash, start)).toBe(isOpen);
			expect(await acceptInvitation(database, secret, 'twice', start)).toBe(false);
			if (isOpen) known.hash = newHash;
			break;
		}
		case 'disable':
			if (known.isRemoved) break;
			await disableAccount(database, account, start);
			known.isDisabled = true;
			break;
		case 'enable':
			await enableAccount(database, id);
			if (!known.isRemoved) known.isDisabled = false;
			break;
		case 'role':
			await changeRole(database, account, 'analyst');
			break;
		case 'remove':
			if (known.isRemoved) break;
			await removeAccount(database, account, start);
			known.isRemoved = true;
			known.hash = null;
	}
};

test('Whatever happens to an account between the look at a password and the session: it begins where the account is open and has that password, and nowhere else.', async () => {
	const database = await openTemporary(temporaryPath());
	await addAccount(database, { name: 'ines', role: 'admin' }, start);
	let names = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...kinds), { maxLength: 5 }), async (between) => {
			const name = `jo-${String(++names)}`;
			const { id } = await addAccount(database, { name, role: 'viewer' }, start);
			await setPassword(database, { id, passwordHash: null }, `${name}/0`);
			const seen = await credentialsOf(database, name);
			expect(seen).toEqual({ id, passwordHash: `${name}/0` });
			const known: Known = { hash: `${name}/0`, isDisabled: false, isRemoved: false };
			for (const [nth, kind] of between.entries()) {
				await change(database, { id, name }, known, kind, `${name}/${String(nth + 1)}`);
			}
			const mayBegin = known.hash === `${name}/0` && !known.isDisabled && !known.isRemoved;
			const owner = { accountId: id, passwordHash: `${name}/0` };
			const secret = await beginSession(database, owner, start);
			expect(secret !== null).toBe(mayBegin);
			const own = (await listSessions(database, start)).filter(({ accountId }) => accountId === id);
			expect(own).toHaveLength(mayBegin ? 1 : 0);
			if (secret !== null) expect(await useSession(database, secret, start)).not.toBeNull();
		}),
		{ numRuns: 150 }
	);
});

test('A password is not set over one that was reset or set meanwhile, and what is signed in stays so.', async () => {
	const database = await openTemporary(temporaryPath());
	const { id } = await addAccount(database, { name: 'ines', role: 'admin' }, start);
	await setPassword(database, { id, passwordHash: null }, 'first');
	const seen = { id, passwordHash: 'first' };
	expect(await setPassword(database, seen, 'second')).toBe(true);
	const owner = { accountId: id, passwordHash: 'second' };
	const session = (await beginSession(database, owner, start)) ?? '';
	expect(await setPassword(database, seen, 'third')).toBe(false);
	expect(await useSession(database, session, start)).not.toBeNull();
	await invite(database, id, start, { reset: true });
	expect(await setPassword(database, { id, passwordHash: 'second' }, 'third')).toBe(false);
	expect(await credentialsOf(database, 'ines')).toEqual({ id, passwordHash: null });
});
