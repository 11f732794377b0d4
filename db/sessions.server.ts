/** Queries about sessions: browsers that are signed in. */
import { and, asc, eq, gt, lt, or } from 'drizzle-orm';
import type { Role } from '#core/access/role.ts';
import { idleSessionMs, longestSessionMs, sessionHolds } from '#core/access/session-life.ts';
import { isOpen } from './accounts.server.ts';
import type { Database } from './client.server.ts';
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

/** Begins a session, notes when, and returns the secret for its cookie; sessions that have ended by themselves are cleared away. */
export const beginSession = async (
	database: Database,
	accountId: string,
	atUtc: string
): Promise<string> => {
	const secret = newSecret();
	await database.write([
		database.orm
			.delete(sessions)
			.where(
				or(
					lt(sessions.lastSeenAtUtc, before(atUtc, idleSessionMs)),
					lt(sessions.createdAtUtc, before(atUtc, longestSessionMs))
				)
			),
		database.orm.insert(sessions).values({
			secretHash: hashOfSecret(secret),
			accountId,
			createdAtUtc: atUtc,
			lastSeenAtUtc: atUtc
		}),
		database.orm
			.update(accounts)
			.set({ lastSignedInAtUtc: atUtc })
			.where(eq(accounts.id, accountId))
	]);
	return secret;
};

/** A session is noted as used at most this often, ms. */
const noteEveryMs = 60_000;

/** Whose session a secret is, which counts as used from now on; null where it is unknown or has ended. */
export const useSession = async (
	database: Database,
	secret: string,
	atUtc: string
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
	if (Date.parse(atUtc) - Date.parse(row.lastSeenAtUtc) >= noteEveryMs) {
		await database.write([
			database.orm
				.update(sessions)
				.set({ lastSeenAtUtc: atUtc })
				.where(eq(sessions.secretHash, secretHash))
		]);
	}
	return { accountId: row.accountId, name: row.name, role: row.role };
};

/** Ends a session; nothing where there is none. */
export const endSession = async (database: Database, secret: string): Promise<void> => {
	await database.write([
		database.orm.delete(sessions).where(eq(sessions.secretHash, hashOfSecret(secret)))
	]);
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
