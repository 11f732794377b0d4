/** Queries about accounts: add, find, list, change, disable and remove them. Removed ones stay as rows, so that a name means one person for good. */
import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull, ne, not, sql, type SQL } from 'drizzle-orm';
import type { Account } from '#core/access/account.ts';
import type { Role } from '#core/access/role.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { accounts, apiTokens, invitations, sessions } from './schema.ts';

type Row = typeof accounts.$inferSelect;

const fromRow = ({ passwordHash, oidcIssuer, oidcSubject, ...row }: Row): Account => ({
	...row,
	hasPassword: passwordHash !== null,
	hasOidc: oidcIssuer !== null && oidcSubject !== null
});

/** Neither removed nor disabled: its owner may come in. */
export const isOpen = and(isNull(accounts.removedAtUtc), isNull(accounts.disabledAtUtc));

/** Whether there has ever been an account: from the first on, nobody gets in without signing in. */
export const hasAccounts = async (database: Database): Promise<boolean> =>
	(await database.read(() => database.orm.select({ id: accounts.id }).from(accounts).limit(1)))
		.length > 0;

/** All accounts by name, removed ones too. */
export const listAccounts = async (database: Database): Promise<Account[]> =>
	(await database.read(() => database.orm.select().from(accounts).orderBy(asc(accounts.name)))).map(
		fromRow
	);

const notRemoved = async (database: Database, which: SQL): Promise<Account | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select()
			.from(accounts)
			.where(and(which, isNull(accounts.removedAtUtc)))
	);
	return row ? fromRow(row) : null;
};

/** The account of this name that is not removed; it may be disabled. Throws `E_NOT_FOUND` for none. */
export const findAccount = async (database: Database, name: string): Promise<Account> => {
	const found = await notRemoved(database, eq(accounts.name, name));
	if (found) return found;
	throw new BenchError('E_NOT_FOUND', `there is no account "${name}"`, {
		hint: 'List the accounts with "bench account list".'
	});
};

/** The account of this id that is not removed; it may be disabled. Null for none. */
export const accountOf = (database: Database, id: string): Promise<Account | null> =>
	notRemoved(database, eq(accounts.id, id));

/** An account and the hash of its password, as they are when somebody enters one; null before the first. */
export interface Credentials {
	id: string;
	passwordHash: string | null;
}

/** Those of an account in use, for signing in; null where there is none of this name. */
export const credentialsOf = async (
	database: Database,
	name: string
): Promise<Credentials | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: accounts.id, passwordHash: accounts.passwordHash })
			.from(accounts)
			.where(and(eq(accounts.name, name), isOpen))
	);
	return row ?? null;
};

/** Adds an account without a password. Throws `E_USAGE` where the name is taken, by a removed account too. */
export const addAccount = async (
	database: Database,
	{ name, role }: { name: string; role: Role },
	atUtc: string
): Promise<Account> => {
	const row = { id: randomUUID(), name, role, createdAtUtc: atUtc };
	const [added] = await database.write([
		database.orm.insert(accounts).values(row).onConflictDoNothing({ target: accounts.name })
	]);
	if (added === 1) {
		return {
			...row,
			hasPassword: false,
			hasOidc: false,
			lastSignedInAtUtc: null,
			disabledAtUtc: null,
			removedAtUtc: null
		};
	}
	throw new BenchError('E_USAGE', `there is an account "${name}" already, or there was one`, {
		hint: 'Nothing was added. Invite its owner anew with "bench account invite", or take another name.'
	});
};

/**
 * Whether this account is an admin, and no other in use is one who can come in as this one can. A disabled admin can help nobody, nor one who has
 * neither a password nor a tie to the identity provider: an invitation may end before it is used.
 */
const isOnlyAdmin = (id: string) =>
	sql`(${accounts.role} = 'admin' and ${accounts.disabledAtUtc} is null and not exists (select 1 from ${accounts} as other where other.role = 'admin' and other.removed_at_utc is null and other.disabled_at_utc is null and other.id <> ${id} and (other.password_hash is not null or other.oidc_subject is not null or (${accounts.passwordHash} is null and ${accounts.oidcSubject} is null))))`;

const lastAdmin = (name: string): BenchError =>
	new BenchError('E_USAGE', `"${name}" is the only admin`, {
		hint: 'Nothing was changed. Make another admin first: bench account add NAME --role admin. Whoever has not used the invitation yet does not count.'
	});

/** Gives an account another role, which holds from its next request on. Throws `E_USAGE` where no admin would be left. */
export const changeRole = async (
	database: Database,
	{ id, name }: Pick<Account, 'id' | 'name'>,
	role: Role
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(accounts)
			.set({ role })
			.where(and(eq(accounts.id, id), ...(role === 'admin' ? [] : [not(isOnlyAdmin(id))])))
	]);
	if (changed === 0) throw lastAdmin(name);
};

/** Removes an account: its sessions, invitations and tokens end at once. Throws `E_USAGE` where no admin would be left. */
export const removeAccount = async (
	database: Database,
	{ id, name }: Pick<Account, 'id' | 'name'>,
	atUtc: string
): Promise<void> => {
	const isRemoved = sql`${id} in (select ${accounts.id} from ${accounts} where ${accounts.removedAtUtc} is not null)`;
	const [changed] = await database.write([
		database.orm
			.update(accounts)
			.set({ removedAtUtc: atUtc, passwordHash: null })
			.where(and(eq(accounts.id, id), isNull(accounts.removedAtUtc), not(isOnlyAdmin(id)))),
		database.orm.delete(sessions).where(and(eq(sessions.accountId, id), isRemoved)),
		database.orm.delete(invitations).where(and(eq(invitations.accountId, id), isRemoved)),
		database.orm
			.update(apiTokens)
			.set({ revokedAtUtc: atUtc })
			.where(and(eq(apiTokens.accountId, id), isNull(apiTokens.revokedAtUtc), isRemoved))
	]);
	if (changed === 0) throw lastAdmin(name);
};

/**
 * Keeps the owner of an account out until it is enabled again: its sessions and invitations end, and its tokens do not work meanwhile. One
 * that is disabled already stays so. Throws `E_USAGE` where no admin would be left.
 */
export const disableAccount = async (
	database: Database,
	{ id, name }: Pick<Account, 'id' | 'name'>,
	atUtc: string
): Promise<void> => {
	const isDisabled = sql`${id} in (select ${accounts.id} from ${accounts} where ${accounts.disabledAtUtc} is not null)`;
	const [changed] = await database.write([
		database.orm
			.update(accounts)
			.set({ disabledAtUtc: sql`coalesce(${accounts.disabledAtUtc}, ${atUtc})` })
			.where(and(eq(accounts.id, id), isNull(accounts.removedAtUtc), not(isOnlyAdmin(id)))),
		database.orm.delete(sessions).where(and(eq(sessions.accountId, id), isDisabled)),
		database.orm.delete(invitations).where(and(eq(invitations.accountId, id), isDisabled))
	]);
	if (changed === 0) throw lastAdmin(name);
};

/** Lets the owner of a disabled account in again, with the password, the role and the tokens that it had. */
export const enableAccount = async (database: Database, id: string): Promise<void> => {
	await database.write([
		database.orm
			.update(accounts)
			.set({ disabledAtUtc: null })
			.where(and(eq(accounts.id, id), isNull(accounts.removedAtUtc)))
	]);
};

/**
 * Sets a password and ends every session of the account but the one with `keepSessionHash`. False, and nothing is changed, where the account is not open any
 * more or its password is another one than `passwordHash`, by which whoever sets it was looked at.
 */
export const setPassword = async (
	database: Database,
	{ id, passwordHash }: Credentials,
	nextHash: string,
	keepSessionHash: string | null = null
): Promise<boolean> => {
	const isSet = sql`${id} in (select ${accounts.id} from ${accounts} where ${accounts.passwordHash} = ${nextHash})`;
	const [changed] = await database.write([
		database.orm
			.update(accounts)
			.set({ passwordHash: nextHash })
			.where(and(eq(accounts.id, id), isOpen, sql`${accounts.passwordHash} is ${passwordHash}`)),
		database.orm
			.delete(sessions)
			.where(and(eq(sessions.accountId, id), ne(sessions.secretHash, keepSessionHash ?? ''), isSet))
	]);
	return changed === 1;
};
