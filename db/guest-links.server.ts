/** Queries about guest links: whoever has one reads the report of one use case, until it is revoked or too old. */
import { randomUUID } from 'node:crypto';
import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { GuestLink } from '#core/access/guest-link.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { guestLinks } from './schema.ts';
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

/** All links, the newest first; ended ones too. */
export const listGuestLinks = (database: Database): Promise<GuestLink[]> =>
	database.read(() =>
		database.orm
			.select(columns)
			.from(guestLinks)
			.orderBy(desc(guestLinks.createdAtUtc), desc(guestLinks.id))
	);

/** Which report a secret lets read; null where it is unknown, revoked or too old. */
export const useGuestLink = async (
	database: Database,
	secret: string,
	atUtc: string
): Promise<{ id: string; useCaseId: string } | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: guestLinks.id, useCaseId: guestLinks.useCaseId })
			.from(guestLinks)
			.where(
				and(
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
