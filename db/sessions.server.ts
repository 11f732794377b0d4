/** Queries about sessions: browsers that are signed in. */
import { and, asc, eq, gt, inArray, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Role } from '#core/access/role.ts';
import { idleSessionMs, longestSessionMs, sessionHolds } from '#core/access/session-life.ts';
import { isOpen } from './accounts.server.ts';
import type { Database } from './client.server.ts';
import {
	openProviderSession,
	sealProviderSession,
	type ProviderSession
} from './provider-session.server.ts';
import { accounts, sessions } from './schema.ts';
import { hashOfSecret, newSecret } from './secret.server.ts';

const before = (atUtc: string, ms: number): string =>
	new Date(Date.parse(atUtc) - ms).toISOString();

/** Whose session it is. */
export interface SessionOf {
	accountId: string;
	name: string;
	role: Role;
}

/**
 * Whose account it is, and by what they have shown it: the hash of the password that they entered, or who they are at the identity provider. Showing takes
 * time, in which an admin may have reset or disabled the account.
 */
export type ShownOwner = { accountId: string } & (
	{ passwordHash: string } | { issuer: string; subject: string }
);

/** The account, where it is open and what was shown still holds. */
const stillTheirs = (owner: ShownOwner): SQL | undefined =>
	and(
		eq(accounts.id, owner.accountId),
		isOpen,
		...('passwordHash' in owner
			? [eq(accounts.passwordHash, owner.passwordHash)]
			: [eq(accounts.oidcIssuer, owner.issuer), eq(accounts.oidcSubject, owner.subject)])
	);

/**
 * Begins a session, notes when, and returns the secret for its cookie; sessions that have ended by themselves are cleared away. `providerSession`: what
 * signing out at the identity provider takes; null where somebody signed in without one. Null where the account is not open any more, or is not theirs by
 * what they have shown: none has begun.
 */
export const beginSession = async (
	database: Database,
	owner: ShownOwner,
	atUtc: string,
	providerSession: ProviderSession | null = null
): Promise<string | null> => {
	const secret = newSecret();
	const secretHash = hashOfSecret(secret);
	const sealed = providerSession && sealProviderSession(providerSession, secret);
	const [, begun] = await database.write([
		database.orm
			.delete(sessions)
			.where(
				or(
					lt(sessions.lastSeenAtUtc, before(atUtc, idleSessionMs)),
					lt(sessions.createdAtUtc, before(atUtc, longestSessionMs))
				)
			),
		// Looked at in the transaction that stores it: what ends all sessions of the account comes before, and is seen, or after, and ends this one.
		database.orm.insert(sessions).select(
			database.orm
				.select({
					secretHash: sql<string>`${secretHash}`.as('secret_hash'),
					accountId: accounts.id,
					createdAtUtc: sql<string>`${atUtc}`.as('created_at_utc'),
					lastSeenAtUtc: sql<string>`${atUtc}`.as('last_seen_at_utc'),
					providerSession: sql<Buffer | null>`${sealed}`.as('provider_session')
				})
				.from(accounts)
				.where(stillTheirs(owner))
		),
		database.orm
			.update(accounts)
			.set({ lastSignedInAtUtc: atUtc })
			.where(
				inArray(
					accounts.id,
					database.orm
						.select({ id: sessions.accountId })
						.from(sessions)
						.where(eq(sessions.secretHash, secretHash))
				)
			)
	]);
	return begun === 1 ? secret : null;
};

/** A session is noted as used at most this often, ms. */
const noteEveryMs = 60_000;

/** Whose session a secret is, which counts as used from now on unless it is no use of it; null where it is unknown or has ended. */
export const useSession = async (
	database: Database,
	secret: string,
	atUtc: string,
	{ isUse = true } = {}
): Promise<SessionOf | null> => {
	const secretHash = hashOfSecret(secret);
	const [row] = await database.read(() =>
		database.orm
			.select({
				accountId: accounts.id,
				name: accounts.name,
				role: accounts.role,
				createdAtUtc: sessions.createdAtUtc,
				lastSeenAtUtc: sessions.lastSeenAtUtc
			})
			.from(sessions)
			.innerJoin(accounts, eq(accounts.id, sessions.accountId))
			.where(and(eq(sessions.secretHash, secretHash), isOpen))
	);
	if (!row || !sessionHolds(row, atUtc)) return null;
	if (isUse && Date.parse(atUtc) - Date.parse(row.lastSeenAtUtc) >= noteEveryMs) {
		await database.write([
			database.orm
				.update(sessions)
				.set({ lastSeenAtUtc: atUtc })
				.where(eq(sessions.secretHash, secretHash))
		]);
	}
	return { accountId: row.accountId, name: row.name, role: row.role };
};

/** Ends a session; nothing where there is none. Returns what signing out at the identity provider takes; null where somebody had signed in without one. */
export const endSession = async (
	database: Database,
	secret: string
): Promise<ProviderSession | null> => {
	const isTheirs = eq(sessions.secretHash, hashOfSecret(secret));
	const [row] = await database.read(() =>
		database.orm.select({ sealed: sessions.providerSession }).from(sessions).where(isTheirs)
	);
	await database.write([database.orm.delete(sessions).where(isTheirs)]);
	return row?.sealed ? openProviderSession(row.sealed, secret) : null;
};

/** Browsers that are signed in now, by account, the one seen last at the end; nothing of an account without one. */
export const listSessions = (
	database: Database,
	atUtc: string
): Promise<{ accountId: string; createdAtUtc: string; lastSeenAtUtc: string }[]> =>
	database.read(() =>
		database.orm
			.select({
				accountId: sessions.accountId,
				createdAtUtc: sessions.createdAtUtc,
				lastSeenAtUtc: sessions.lastSeenAtUtc
			})
			.from(sessions)
			.where(
				and(
					gt(sessions.lastSeenAtUtc, before(atUtc, idleSessionMs)),
					gt(sessions.createdAtUtc, before(atUtc, longestSessionMs))
				)
			)
			.orderBy(asc(sessions.lastSeenAtUtc))
	);

/** Ends every session of an account, and returns how many there were. */
export const endSessionsOf = async (database: Database, accountId: string): Promise<number> => {
	const [ended = 0] = await database.write([
		database.orm.delete(sessions).where(eq(sessions.accountId, accountId))
	]);
	return ended;
};
