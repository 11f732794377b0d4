/**
 * Queries about guest links: whoever has one reads the report of one use case, until it is revoked or too old, and for as long as who made it
 * might make another.
 */
import { randomUUID } from 'node:crypto';
import { and, desc, eq, gt, inArray, isNull, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { GuestLink } from '#core/access/guest-link.ts';
import { roleMay, roles } from '#core/access/role.ts';
import { BenchError } from '#core/errors.ts';
import { isOpen } from './accounts.server.ts';
import type { Database } from './client.server.ts';
import { accounts, guestLinks } from './schema.ts';
import { hashOfSecret, newSecret } from './secret.server.ts';

const columns = {
	id: guestLinks.id,
	useCaseId: guestLinks.useCaseId,
	note: guestLinks.note,
	madeBy: guestLinks.madeBy,
	createdAtUtc: guestLinks.createdAtUtc,
	expiresAtUtc: guestLinks.expiresAtUtc,
	revokedAtUtc: guestLinks.revokedAtUtc
};

/** Makes a link and returns its secret, which is kept nowhere. */
export const addGuestLink = async (
	database: Database,
	link: Pick<GuestLink, 'useCaseId' | 'note' | 'madeBy' | 'createdAtUtc' | 'expiresAtUtc'>
): Promise<{ id: string; secret: string }> => {
	const secret = newSecret();
	const id = randomUUID();
	await database.write([
		database.orm.insert(guestLinks).values({ ...link, id, secretHash: hashOfSecret(secret) })
	]);
	return { id, secret };
};

/** Where links are read with it: an account has a name for good, so that the name tells which has made a link. */
const byMaker = eq(accounts.name, guestLinks.madeBy);

/**
 * Whether the maker of a link might make it now: an account in use with a role for it, or what is no account, but for the names in `shutOut`,
 * such as that of a token which may not any more.
 */
const mayStillMake = (shutOut: readonly string[]): SQL | undefined =>
	or(
		and(isNull(accounts.id), notInArray(guestLinks.madeBy, [...shutOut])),
		and(
			isOpen,
			inArray(
				accounts.role,
				roles.filter((role) => roleMay(role, 'quotes'))
			)
		)
	);

/** Ids of links that do not work because of who made them; see `useGuestLink`. */
export const idsOfStoppedLinks = async (
	database: Database,
	shutOut: readonly string[] = []
): Promise<string[]> => {
	const rows = await database.read(() =>
		database.orm
			.select({ id: guestLinks.id, mayWork: sql<number>`coalesce(${mayStillMake(shutOut)}, 0)` })
			.from(guestLinks)
			.leftJoin(accounts, byMaker)
	);
	return rows.filter(({ mayWork }) => mayWork === 0).map(({ id }) => id);
};

/** All links, the newest first; ended ones too. */
export const listGuestLinks = (database: Database): Promise<GuestLink[]> =>
	database.read(() =>
		database.orm
			.select(columns)
			.from(guestLinks)
			.orderBy(desc(guestLinks.createdAtUtc), desc(guestLinks.id))
	);

/**
 * Which report a secret lets read; null where it is unknown, revoked or too old, and while who made it may not make links: an account that is
 * disabled, removed or below procurement, or one of the other names in `shutOut`.
 */
export const useGuestLink = async (
	database: Database,
	secret: string,
	atUtc: string,
	shutOut: readonly string[] = []
): Promise<{ id: string; useCaseId: string } | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: guestLinks.id, useCaseId: guestLinks.useCaseId })
			.from(guestLinks)
			.leftJoin(accounts, byMaker)
			.where(
				and(
					mayStillMake(shutOut),
					eq(guestLinks.secretHash, hashOfSecret(secret)),
					isNull(guestLinks.revokedAtUtc),
					gt(guestLinks.expiresAtUtc, atUtc)
				)
			)
	);
	return row ?? null;
};

/** Ends a link by its id. Throws `E_NOT_FOUND` for none that still could be used. */
export const revokeGuestLink = async (
	database: Database,
	id: string,
	atUtc: string
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(guestLinks)
			.set({ revokedAtUtc: atUtc })
			.where(and(eq(guestLinks.id, id), isNull(guestLinks.revokedAtUtc)))
	]);
	if (changed === 1) return;
	throw new BenchError('E_NOT_FOUND', `there is no guest link "${id}" that could be revoked`, {
		hint: 'Somebody may have revoked it; load the page again.'
	});
};
