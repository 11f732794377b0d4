/** Queries about invitations: links that work once, with which the owner of an account sets its password. */
import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { invitationMs } from '#core/access/session-life.ts';
import { isOpen } from './accounts.server.ts';
import type { Database } from './client.server.ts';
import { accounts, invitations, sessions } from './schema.ts';
import { hashOfSecret, newSecret } from './secret.server.ts';

export interface Invitation {
	/** What stands in the link; kept nowhere. */
	secret: string;
	expiresAtUtc: string;
}

/**
 * Makes an invitation, and ends the earlier ones of the account. With `reset` its password and sessions end too, and whoever signs in by the
 * identity provider next with its address is taken for its owner.
 */
export const invite = async (
	database: Database,
	accountId: string,
	atUtc: string,
	{ reset = false }: { reset?: boolean } = {}
): Promise<Invitation> => {
	const secret = newSecret();
	const expiresAtUtc = new Date(Date.parse(atUtc) + invitationMs).toISOString();
	await database.write([
		database.orm.delete(invitations).where(eq(invitations.accountId, accountId)),
		database.orm
			.insert(invitations)
			.values({ secretHash: hashOfSecret(secret), accountId, expiresAtUtc }),
		...(reset
			? [
					database.orm
						.update(accounts)
						.set({ passwordHash: null, oidcIssuer: null, oidcSubject: null })
						.where(eq(accounts.id, accountId)),
					database.orm.delete(sessions).where(eq(sessions.accountId, accountId))
				]
			: [])
	]);
	return { secret, expiresAtUtc };
};

const isUnused = (secret: string, atUtc: string) =>
	and(
		eq(invitations.secretHash, hashOfSecret(secret)),
		isNull(invitations.usedAtUtc),
		gt(invitations.expiresAtUtc, atUtc)
	);

/** Whom an invitation is for; null where it is unknown, used or too old. */
export const invitedAccount = async (
	database: Database,
	secret: string,
	atUtc: string
): Promise<{ id: string; name: string } | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: accounts.id, name: accounts.name })
			.from(invitations)
			.innerJoin(accounts, eq(accounts.id, invitations.accountId))
			.where(and(isUnused(secret, atUtc), isOpen))
	);
	return row ?? null;
};

/** Uses an invitation to set a password; earlier sessions end. False where somebody else was first, or it is too old. */
export const acceptInvitation = async (
	database: Database,
	secret: string,
	passwordHash: string,
	atUtc: string
): Promise<boolean> => {
	const invited = database.orm
		.select({ id: invitations.accountId })
		.from(invitations)
		.where(isUnused(secret, atUtc));
	const [changed] = await database.write([
		database.orm
			.update(accounts)
			.set({ passwordHash })
			.where(and(inArray(accounts.id, invited), isOpen)),
		database.orm.delete(sessions).where(inArray(sessions.accountId, invited)),
		// Last, since the others look whether it is still open.
		database.orm
			.update(invitations)
			.set({ usedAtUtc: sql`${atUtc}` })
			.where(isUnused(secret, atUtc))
	]);
	return changed === 1;
};

/** Invitations that still work, by account. */
export const listInvitations = (
	database: Database,
	atUtc: string
): Promise<{ accountId: string; expiresAtUtc: string }[]> =>
	database.read(() =>
		database.orm
			.select({ accountId: invitations.accountId, expiresAtUtc: invitations.expiresAtUtc })
			.from(invitations)
			.where(and(isNull(invitations.usedAtUtc), gt(invitations.expiresAtUtc, atUtc)))
	);

/** Ends the invitations of an account, and returns how many still worked. */
export const withdrawInvitations = async (
	database: Database,
	accountId: string,
	atUtc: string
): Promise<number> => {
	const [ended = 0] = await database.write([
		database.orm
			.delete(invitations)
			.where(
				and(
					eq(invitations.accountId, accountId),
					isNull(invitations.usedAtUtc),
					gt(invitations.expiresAtUtc, atUtc)
				)
			)
	]);
	return ended;
};
