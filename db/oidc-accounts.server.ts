/** Queries about accounts whose owners sign in by an identity provider: found by who they are there, and by their address the first time. */
import { randomUUID } from 'node:crypto';
import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { GivenRole } from '#core/access/role.ts';
import type { Database } from './client.server.ts';
import { accounts } from './schema.ts';

/** Somebody as the provider knows them. */
export interface OidcIdentity {
	/** Claim `iss`. */
	issuer: string;
	/** Claim `sub`: never given to another person of this issuer (OpenID Connect Core 1.0, 5.7). */
	subject: string;
	/** A verified e-mail address in small letters, which is the name of the account. */
	email: string;
}

export type OidcEntry =
	| { state: 'in'; accountId: string; name: string }
	/**
	 * `unknown`: there is no account of this address, and none was to be made; `other-person`: the account of this address belongs to another
	 * subject; `disabled` and `removed`: the account is.
	 */
	| {
			state: 'refused';
			why: 'unknown' | 'other-person' | 'disabled' | 'removed';
			accountId: string | null;
	  };

type Row = typeof accounts.$inferSelect;

const find = async (database: Database, which: SQL | undefined): Promise<Row | null> => {
	const [row] = await database.read(() => database.orm.select().from(accounts).where(which));
	return row ?? null;
};

const entryOf = ({ id, name, removedAtUtc, disabledAtUtc }: Row): OidcEntry =>
	removedAtUtc !== null
		? { state: 'refused', why: 'removed', accountId: id }
		: disabledAtUtc !== null
			? { state: 'refused', why: 'disabled', accountId: id }
			: { state: 'in', accountId: id, name };

/**
 * The account of somebody whom the provider has signed in. From the first time on it is theirs by their subject: an address that goes to
 * another person later, or that they change, changes nothing. Where there is no account of the address, one is made with the role `newRole`;
 * with null nobody new gets in.
 */
export const enterByOidc = async (
	database: Database,
	{ issuer, subject, email }: OidcIdentity,
	newRole: GivenRole | null,
	atUtc: string
): Promise<OidcEntry> => {
	const isTheirs = and(eq(accounts.oidcIssuer, issuer), eq(accounts.oidcSubject, subject));
	const known = await find(database, isTheirs);
	if (known) return entryOf(known);
	const named = await find(database, eq(accounts.name, email));
	if (named === null && newRole === null) {
		return { state: 'refused', why: 'unknown', accountId: null };
	}
	if (named && entryOf(named).state === 'refused') return entryOf(named);
	const identity = { oidcIssuer: issuer, oidcSubject: subject };
	await database.write([
		named === null && newRole !== null
			? database.orm
					.insert(accounts)
					.values({
						...identity,
						id: randomUUID(),
						name: email,
						role: newRole,
						createdAtUtc: atUtc
					})
					.onConflictDoNothing()
			: database.orm
					.update(accounts)
					.set(identity)
					.where(and(eq(accounts.name, email), isNull(accounts.oidcSubject)))
	]);
	// Somebody else may have been first, the same person in another window too.
	const now = await find(database, isTheirs);
	return now
		? entryOf(now)
		: { state: 'refused', why: 'other-person', accountId: named?.id ?? null };
};
