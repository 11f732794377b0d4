import { describe, expect, test } from 'vitest';
import { idleSessionMs, invitationMs, longestSessionMs } from '#core/access/session-life.ts';
import {
	accountOf,
	addAccount,
	changeRole,
	credentialsOf,
	disableAccount,
	enableAccount,
	findAccount,
	hasAccounts,
	listAccounts,
	removeAccount,
	setPassword
} from '#db/accounts.server.ts';
import { addApiToken, listApiTokens, revokeApiToken, useApiToken } from '#db/api-tokens.server.ts';
import { addAuditEntry, listAuditEntries } from '#db/audit-log.server.ts';
import type { Database } from '#db/client.server.ts';
import {
	addGuestLink,
	idsOfStoppedLinks,
	listGuestLinks,
	revokeGuestLink,
	useGuestLink
} from '#db/guest-links.server.ts';
import {
	acceptInvitation,
	invite,
	invitedAccount,
	listInvitations,
	withdrawInvitations
} from '#db/invitations.server.ts';
import { enterByOidc } from '#db/oidc-accounts.server.ts';
import { hashPassword, isPassword } from '#db/password-hash.server.ts';
import { hashOfSecret } from '#db/secret.server.ts';
import {
	beginSession,
	endSession,
	endSessionsOf,
	listSessions,
	useSession
} from '#db/sessions.server.ts';
import { signedIn } from './support/signed-in.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const start = '2026-11-26T10:00:00.000Z';
const later = (ms: number): string => new Date(Date.parse(start) + ms).toISOString();

const withAdmin = async () => {
	const database = await openTemporary(temporaryPath());
	const admin = await addAccount(database, { name: 'ines', role: 'admin' }, start);
	return { database, admin };
};

const hashNow = async (database: Database): Promise<string | null> =>
	(await credentialsOf(database, 'ines'))?.passwordHash ?? null;

/** All text of all tables about accounts. */
const everything = async (database: Database): Promise<string> => {
	const texts: string[] = [];
	for (const table of ['accounts', 'invitations', 'sessions', 'api_tokens', 'audit_log']) {
		const rows = await database.readSql(`select * from ${table}`);
		texts.push(JSON.stringify(rows.map((row) => Object.values(row))));
	}
	return texts.join('\n');
};

describe('accounts', () => {
	test('An account is found by its name until it is removed, and its name is never given again.', async () => {
		const { database, admin } = await withAdmin();
		const jo = await addAccount(database, { name: 'jo', role: 'viewer' }, start);
		expect(await findAccount(database, 'jo')).toEqual(jo);
		await removeAccount(database, jo, later(1));
		await expect(findAccount(database, 'jo')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
		await expect(
			addAccount(database, { name: 'jo', role: 'admin' }, later(2))
		).rejects.toMatchObject({ code: 'E_USAGE' });
		expect(await listAccounts(database)).toEqual([admin, { ...jo, removedAtUtc: later(1) }]);
	});

	test('The only admin can neither be removed nor get a lesser role, and nothing of theirs ends by trying.', async () => {
		const { database, admin } = await withAdmin();
		const secret = await signedIn(database, admin.id, start);
		const refused = { code: 'E_USAGE', message: '"ines" is the only admin' };
		await expect(removeAccount(database, admin, later(1))).rejects.toMatchObject(refused);
		await expect(changeRole(database, admin, 'viewer')).rejects.toMatchObject(refused);
		expect(await useSession(database, secret, later(2))).toMatchObject({ role: 'admin' });
		const kim = await addAccount(database, { name: 'kim', role: 'admin' }, start);
		await setPassword(database, { id: kim.id, passwordHash: null }, 'a hash');
		await changeRole(database, admin, 'viewer');
		expect(await useSession(database, secret, later(3))).toMatchObject({ role: 'viewer' });
	});

	test('An admin who has not used the invitation yet does not stand in for one who can come in.', async () => {
		const { database, admin } = await withAdmin();
		await setPassword(database, { id: admin.id, passwordHash: null }, 'a hash');
		const kim = await addAccount(database, { name: 'kim', role: 'admin' }, start);
		const refused = { code: 'E_USAGE', message: '"ines" is the only admin' };
		await expect(disableAccount(database, admin, later(1))).rejects.toMatchObject(refused);
		await expect(changeRole(database, admin, 'viewer')).rejects.toMatchObject(refused);
		await expect(removeAccount(database, admin, later(1))).rejects.toMatchObject(refused);
		const lee = await addAccount(database, { name: 'lee', role: 'admin' }, start);
		await removeAccount(database, lee, later(2));
		await setPassword(database, { id: kim.id, passwordHash: null }, 'another hash');
		await disableAccount(database, admin, later(3));
		expect(await accountOf(database, admin.id)).toMatchObject({ disabledAtUtc: later(3) });
	});

	test('From the first account on there are accounts, whoever has been removed since.', async () => {
		const database = await openTemporary(temporaryPath());
		expect(await hasAccounts(database)).toBe(false);
		const jo = await addAccount(database, { name: 'jo', role: 'viewer' }, start);
		await removeAccount(database, jo, later(1));
		expect(await hasAccounts(database)).toBe(true);
	});

	test('Removing an account ends its sessions, invitations and tokens.', async () => {
		const { database } = await withAdmin();
		const { id, name } = await addAccount(database, { name: 'jo', role: 'analyst' }, start);
		const session = await signedIn(database, id, start);
		const { secret } = await invite(database, id, start);
		const { token } = await addApiToken(
			database,
			{ accountId: id, scope: 'write', expiresAtUtc: later(1e9) },
			start
		);
		expect(await useApiToken(database, token, later(1))).not.toBeNull();
		await removeAccount(database, { id, name }, later(2));
		expect(await useSession(database, session, later(3))).toBeNull();
		expect(await invitedAccount(database, secret, later(3))).toBeNull();
		expect(await useApiToken(database, token, later(3))).toBeNull();
		expect(await numberOf(database, 'select count(*) from sessions')).toBe(0);
	});
});

describe('a disabled account', () => {
	test('lets nobody in by any way, and is as it was once it is enabled.', async () => {
		const { database } = await withAdmin();
		const { id, name } = await addAccount(database, { name: 'jo', role: 'analyst' }, start);
		await setPassword(database, { id, passwordHash: null }, 'hash');
		const session = await signedIn(database, id, start);
		const { secret } = await invite(database, id, start);
		const { token } = await addApiToken(
			database,
			{ accountId: id, scope: 'write', expiresAtUtc: later(1e9) },
			start
		);
		await disableAccount(database, { id, name }, later(1));
		await disableAccount(database, { id, name }, later(2));
		expect(await findAccount(database, 'jo')).toMatchObject({ disabledAtUtc: later(1) });
		expect(await credentialsOf(database, 'jo')).toBeNull();
		expect(await useSession(database, session, later(3))).toBeNull();
		expect(await useApiToken(database, token, later(3))).toBeNull();
		expect(await invitedAccount(database, secret, later(3))).toBeNull();
		expect(await acceptInvitation(database, secret, 'x', later(3))).toBe(false);
		// A link that somebody makes meanwhile opens nothing either.
		const meanwhile = await invite(database, id, later(3));
		expect(await acceptInvitation(database, meanwhile.secret, 'x', later(3))).toBe(false);
		const owner = { accountId: id, passwordHash: 'hash' };
		expect(await beginSession(database, owner, later(3))).toBeNull();
		await enableAccount(database, id);
		expect(await credentialsOf(database, 'jo')).toEqual({ id, passwordHash: 'hash' });
		expect(await useApiToken(database, token, later(4))).toMatchObject({ role: 'analyst' });
		expect(await useSession(database, session, later(4))).toBeNull();
	});

	test('does not count as an admin, so that the last one who can come in stays.', async () => {
		const { database, admin } = await withAdmin();
		const refused = { code: 'E_USAGE', message: '"ines" is the only admin' };
		await expect(disableAccount(database, admin, later(1))).rejects.toMatchObject(refused);
		const kim = await addAccount(database, { name: 'kim', role: 'admin' }, start);
		await disableAccount(database, kim, later(1));
		await expect(disableAccount(database, admin, later(2))).rejects.toMatchObject(refused);
		await expect(changeRole(database, admin, 'viewer')).rejects.toMatchObject(refused);
		await expect(removeAccount(database, admin, later(2))).rejects.toMatchObject(refused);
		await changeRole(database, kim, 'viewer');
		expect(await accountOf(database, kim.id)).toMatchObject({ role: 'viewer' });
		expect(await accountOf(database, admin.id)).toMatchObject({ disabledAtUtc: null });
	});

	test('leaves an admin, of all who are disabled, demoted and removed at the same moment.', async () => {
		const { database, admin } = await withAdmin();
		const all = [admin];
		for (const name of ['kim', 'lee', 'mo', 'nu', 'ody']) {
			all.push(await addAccount(database, { name, role: 'admin' }, start));
		}
		const ends = await Promise.allSettled(
			all.flatMap((account) => [
				disableAccount(database, account, later(1)),
				changeRole(database, account, 'viewer'),
				removeAccount(database, account, later(1))
			])
		);
		expect(ends.some(({ status }) => status === 'rejected')).toBe(true);
		const left = (await listAccounts(database)).filter(
			({ role, disabledAtUtc, removedAtUtc }) =>
				role === 'admin' && disabledAtUtc === null && removedAtUtc === null
		);
		expect(left).toHaveLength(1);
	});
});

describe('somebody whom a provider has signed in', () => {
	const issuer = 'https://login.example.com';
	const person = (subject: string, email: string) => ({ issuer, subject, email });

	test('is one account for good, of all who come in at the same moment too.', async () => {
		const { database, admin } = await withAdmin();
		const entries = await Promise.all(
			Array.from({ length: 8 }, () =>
				enterByOidc(database, person('jo-1', 'jo@example.com'), 'analyst', later(1))
			)
		);
		const [first] = entries;
		expect(first).toMatchObject({ state: 'in', name: 'jo@example.com' });
		expect(entries).toEqual(entries.map(() => first));
		expect(await listAccounts(database)).toHaveLength(2);
		expect(await findAccount(database, 'jo@example.com')).toMatchObject({
			role: 'analyst',
			hasOidc: true,
			hasPassword: false
		});
		expect(await accountOf(database, admin.id)).toMatchObject({ hasOidc: false });
	});

	test('is another person at another issuer, and under another subject.', async () => {
		const { database } = await withAdmin();
		const email = 'jo@example.com';
		await enterByOidc(database, person('jo-1', email), 'viewer', start);
		const refused = { state: 'refused', why: 'other-person' };
		expect(await enterByOidc(database, person('jo-2', email), 'viewer', start)).toMatchObject(
			refused
		);
		expect(
			await enterByOidc(
				database,
				{ issuer: 'https://other.example', subject: 'jo-1', email },
				'viewer',
				start
			)
		).toMatchObject(refused);
		expect(await listAccounts(database)).toHaveLength(2);
	});

	test('gets no account where none is to be made, and keeps the role of one that there is.', async () => {
		const { database } = await withAdmin();
		const unknown = await enterByOidc(database, person('x', 'x@example.com'), null, start);
		expect(unknown).toEqual({ state: 'refused', why: 'unknown', accountId: null });
		expect(await enterByOidc(database, person('ines-1', 'ines'), 'viewer', start)).toMatchObject({
			state: 'in'
		});
		expect(await findAccount(database, 'ines')).toMatchObject({ role: 'admin' });
	});
});

describe('an invitation', () => {
	test('is listed while it works, and ends where it is withdrawn.', async () => {
		const { database, admin } = await withAdmin();
		const { secret, expiresAtUtc } = await invite(database, admin.id, start);
		expect(await listInvitations(database, later(1))).toEqual([
			{ accountId: admin.id, expiresAtUtc }
		]);
		expect(await withdrawInvitations(database, admin.id, later(1))).toBe(1);
		expect(await acceptInvitation(database, secret, 'x', later(2))).toBe(false);
		expect(await withdrawInvitations(database, admin.id, later(2))).toBe(0);
		await invite(database, admin.id, start);
		expect(await listInvitations(database, expiresAtUtc)).toEqual([]);
	});
});

describe('passwords', () => {
	test('A password is known by its hash, which says its parameters and is another each time.', async () => {
		const [first, second] = [
			await hashPassword('four words and one'),
			await hashPassword('four words and one')
		];
		expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/u);
		expect(first).not.toBe(second);
		expect(await isPassword('four words and one', first)).toBe(true);
		expect(await isPassword('four words and One', first)).toBe(false);
		expect(await isPassword('four words and one', null)).toBe(false);
		expect(await isPassword('', 'not a hash')).toBe(false);
	});

	test('An invitation sets a password once, of several at the same moment too, and ends what was signed in.', async () => {
		const { database, admin } = await withAdmin();
		const session = await signedIn(database, admin.id, start);
		const { secret, expiresAtUtc } = await invite(database, admin.id, start);
		expect(expiresAtUtc).toBe(later(invitationMs));
		expect(await invitedAccount(database, secret, later(1))).toEqual({
			id: admin.id,
			name: 'ines'
		});
		const tries = await Promise.all(
			['a', 'b', 'c', 'd'].map((hash) => acceptInvitation(database, secret, hash, later(1)))
		);
		expect(tries.filter((accepted) => accepted)).toHaveLength(1);
		expect((await credentialsOf(database, 'ines'))?.passwordHash).toBe('abcd'[tries.indexOf(true)]);
		expect(await invitedAccount(database, secret, later(2))).toBeNull();
		expect(await useSession(database, session, later(2))).toBeNull();
	});

	test('An invitation ends after 72 hours, and with the next one.', async () => {
		const { database, admin } = await withAdmin();
		const first = await invite(database, admin.id, start);
		const second = await invite(database, admin.id, start);
		expect(await invitedAccount(database, first.secret, start)).toBeNull();
		expect(await invitedAccount(database, second.secret, later(invitationMs - 1))).not.toBeNull();
		expect(await invitedAccount(database, second.secret, later(invitationMs))).toBeNull();
		expect(await acceptInvitation(database, second.secret, 'x', later(invitationMs))).toBe(false);
		expect((await findAccount(database, 'ines')).hasPassword).toBe(false);
	});

	test('A new password ends all sessions but the one in which it was set.', async () => {
		const { database, admin } = await withAdmin();
		const [here, there] = [
			await signedIn(database, admin.id, start),
			await signedIn(database, admin.id, start)
		];
		const now = { id: admin.id, passwordHash: await hashNow(database) };
		await setPassword(database, now, 'hash', hashOfSecret(here));
		expect(await useSession(database, here, later(1))).not.toBeNull();
		expect(await useSession(database, there, later(1))).toBeNull();
	});
});

describe('sessions', () => {
	test('A session ends after 8 idle hours, or 7 days in any case, and when it is ended.', async () => {
		const { database, admin } = await withAdmin();
		const idle = await signedIn(database, admin.id, start);
		expect(await useSession(database, idle, later(idleSessionMs))).toBeNull();
		const busy = await signedIn(database, admin.id, start);
		for (let ms = 0; ms < longestSessionMs; ms += idleSessionMs - 1) {
			expect(await useSession(database, busy, later(ms)), String(ms)).not.toBeNull();
		}
		expect(await useSession(database, busy, later(longestSessionMs))).toBeNull();
		const ended = await signedIn(database, admin.id, start);
		await endSession(database, ended);
		expect(await useSession(database, ended, start)).toBeNull();
	});

	test('Those of an account are listed while they hold, and end together; the last sign-in stays known.', async () => {
		const { database, admin } = await withAdmin();
		const kim = await addAccount(database, { name: 'kim', role: 'viewer' }, start);
		await signedIn(database, admin.id, start);
		await signedIn(database, admin.id, later(1));
		const other = await signedIn(database, kim.id, later(1));
		expect(await listSessions(database, later(2))).toHaveLength(3);
		expect(await listSessions(database, later(idleSessionMs))).toHaveLength(2);
		expect(await endSessionsOf(database, admin.id)).toBe(2);
		expect(await listSessions(database, later(2))).toMatchObject([{ accountId: kim.id }]);
		expect(await useSession(database, other, later(2))).not.toBeNull();
		expect(await accountOf(database, admin.id)).toMatchObject({ lastSignedInAtUtc: later(1) });
	});
});

describe('tokens', () => {
	test('A token asks for its account until it is too old or revoked, and the day of its use is kept.', async () => {
		const { database, admin } = await withAdmin();
		const dayMs = 86_400_000;
		const made = await addApiToken(
			database,
			{ accountId: admin.id, scope: 'read', expiresAtUtc: later(90 * dayMs) },
			start
		);
		expect(await useApiToken(database, made.token, later(dayMs))).toEqual({
			accountId: admin.id,
			name: 'ines',
			role: 'admin',
			scope: 'read'
		});
		expect((await listApiTokens(database))[0]).toMatchObject({ lastUsedOn: '2026-11-27' });
		expect(await useApiToken(database, `${made.token}x`, start)).toBeNull();
		expect(await useApiToken(database, made.token, later(90 * dayMs))).toBeNull();
		expect(await revokeApiToken(database, made.id.slice(0, 8), later(dayMs))).toBe(made.id);
		expect(await useApiToken(database, made.token, later(dayMs))).toBeNull();
		await expect(revokeApiToken(database, made.id, later(dayMs))).rejects.toMatchObject({
			code: 'E_NOT_FOUND'
		});
	});
});

test('A guest link lets read one report until it is too old or revoked.', async () => {
	const { database } = await withAdmin();
	const link = {
		useCaseId: 'support-triage',
		note: 'the board',
		madeBy: 'ines',
		createdAtUtc: start,
		expiresAtUtc: later(1_000)
	};
	const { id, secret } = await addGuestLink(database, link);
	expect(await useGuestLink(database, secret, later(999))).toEqual({
		id,
		useCaseId: 'support-triage'
	});
	expect(await useGuestLink(database, secret, later(1_000))).toBeNull();
	expect(await useGuestLink(database, `${secret}x`, start)).toBeNull();
	await revokeGuestLink(database, id, later(1));
	expect(await useGuestLink(database, secret, later(2))).toBeNull();
	await expect(revokeGuestLink(database, id, later(3))).rejects.toMatchObject({
		code: 'E_NOT_FOUND'
	});
	expect(await listGuestLinks(database)).toEqual([{ ...link, id, revokedAtUtc: later(1) }]);
});

test('A guest link works while its maker may make links, and no longer where they are demoted, disabled or removed.', async () => {
	const { database } = await withAdmin();
	const jo = await addAccount(database, { name: 'jo', role: 'procurement' }, start);
	const made = async (madeBy: string) =>
		addGuestLink(database, {
			...{ useCaseId: 'support-triage', note: 'the board', madeBy },
			...{ createdAtUtc: start, expiresAtUtc: later(1_000) }
		});
	const { id, secret } = await made('jo');
	const byToken = await made('access token');
	const works = async (): Promise<boolean> => {
		const used = (await useGuestLink(database, secret, later(1))) !== null;
		expect(await idsOfStoppedLinks(database)).toEqual(used ? [] : [id]);
		return used;
	};
	expect(await works()).toBe(true);
	for (const role of ['analyst', 'viewer'] as const) {
		await changeRole(database, jo, role);
		expect(await works(), role).toBe(false);
	}
	await changeRole(database, jo, 'admin');
	expect(await works()).toBe(true);
	await disableAccount(database, jo, later(1));
	expect(await works()).toBe(false);
	await enableAccount(database, jo.id);
	expect(await works()).toBe(true);
	await removeAccount(database, jo, later(1));
	expect(await works()).toBe(false);
	// What is no account stops by name.
	expect(await useGuestLink(database, byToken.secret, start)).not.toBeNull();
	expect(await useGuestLink(database, byToken.secret, start, ['access token'])).toBeNull();
	expect((await idsOfStoppedLinks(database, ['access token'])).sort()).toEqual(
		[id, byToken.id].sort()
	);
});

test('No secret that is handed out can be read in the database.', async () => {
	const { database, admin } = await withAdmin();
	const session = await signedIn(database, admin.id, start);
	const { secret } = await invite(database, admin.id, start);
	const { token } = await addApiToken(
		database,
		{ accountId: admin.id, scope: 'read', expiresAtUtc: later(1) },
		start
	);
	await setPassword(
		database,
		{ id: admin.id, passwordHash: await hashNow(database) },
		await hashPassword('four words and one'),
		hashOfSecret(session)
	);
	const text = await everything(database);
	expect(text).toContain(hashOfSecret(session));
	for (const each of [session, secret, token, 'four words and one']) {
		expect(text).not.toContain(each);
	}
});

describe('the audit log', () => {
	const entry = (action: string) => ({
		atUtc: start,
		who: 'ines',
		accountId: null,
		action,
		address: '127.0.0.1',
		outcome: 'done' as const
	});

	test('Entries come from the newest, page by page, each once.', async () => {
		const { database } = await withAdmin();
		for (const action of ['a', 'b', 'c', 'd', 'e']) await addAuditEntry(database, entry(action));
		const first = await listAuditEntries(database, { limit: 3 });
		const second = await listAuditEntries(database, { limit: 3, before: first[2]?.id ?? null });
		expect([...first, ...second].map(({ action }) => action)).toEqual(['e', 'd', 'c', 'b', 'a']);
	});

	test('An entry can neither be changed nor deleted, by plain SQL either.', async () => {
		const { database } = await withAdmin();
		await addAuditEntry(database, entry('a'));
		await expect(database.write([`update audit_log set who = 'nobody'`])).rejects.toThrow(
			'the audit log is never changed'
		);
		await expect(database.write(['delete from audit_log'])).rejects.toThrow(
			'the audit log is never deleted from'
		);
		expect(await listAuditEntries(database, { limit: 9 })).toMatchObject([entry('a')]);
	});

	test('What is too long for an entry is cut.', async () => {
		const { database } = await withAdmin();
		await addAuditEntry(database, entry(`GET /${'x'.repeat(10_000)}`));
		expect((await listAuditEntries(database, { limit: 1 }))[0]?.action).toHaveLength(500);
	});
});
