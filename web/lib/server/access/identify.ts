/** Finds out who asks, from a token or a session; nobody gets in by the lack of both once there is an account or a token. */
import { hasAccounts } from '#db/accounts.server.ts';
import { useApiToken } from '#db/api-tokens.server.ts';
import type { Database } from '#db/client.server.ts';
import { useGuestLink } from '#db/guest-links.server.ts';
import { useSession } from '#db/sessions.server.ts';
import { cookieValueOf, isToken } from '../access.ts';
import { databaseIfAny } from '../database-if-any.ts';
import type { Settings } from '../settings.ts';
import { createVersionCache } from '../version-cache.ts';
import { accessTokenReader, guestMakersShutOut, localReader, type Reader } from './reader.ts';

export interface Credentials {
	/** What follows `Bearer` in the header `Authorization`. */
	bearer: string | undefined;
	/** The cookie that stands for the token of the site. */
	accessCookie: string | undefined;
	/** The secret of a session. */
	session: string | undefined;
	/** The secret of a guest link. */
	guest: string | undefined;
}

export interface Readers {
	/** Who asks; null where somebody must sign in first. `isUse`: whether their session counts as used by that; it does if not told otherwise. */
	identify: (
		credentials: Credentials,
		atUtc: string,
		options?: { isUse: boolean }
	) => Promise<Reader | null>;
	/** Whether there are accounts to sign in with. */
	haveAccounts: () => Promise<boolean>;
}

const guestOf = async (
	database: Database | null,
	secret: string | undefined,
	atUtc: string,
	shutOut: readonly string[]
): Promise<Reader | null> => {
	const link =
		database && secret !== undefined ? await useGuestLink(database, secret, atUtc, shutOut) : null;
	return (
		link && {
			kind: 'guest',
			name: `guest link ${link.id.slice(0, 8)}`,
			accountId: null,
			role: 'viewer',
			readsOnly: true,
			guestOf: link.useCaseId
		}
	);
};

export const createReaders = (
	{ accessToken, accessTokenRole, accountsOnly }: Settings,
	database: () => Promise<Database>
): Readers => {
	const shutOut = guestMakersShutOut({ accessToken, accessTokenRole });
	// Rows of accounts are never deleted, so that a yes stays one.
	let known = false;
	const remembered = createVersionCache<boolean>(2);
	const among = async (opened: Database | null): Promise<boolean> => {
		known ||= opened !== null && (await remembered(opened, '', () => hasAccounts(opened)));
		return known;
	};
	const bySiteToken = (text: string | undefined, wanted: string | null): Reader | null =>
		text !== undefined && wanted !== null && isToken(text, wanted)
			? accessTokenReader(accessTokenRole)
			: null;
	const cookieOfToken = accessToken === null ? null : cookieValueOf(accessToken);
	return {
		identify: async (
			{ bearer, accessCookie, session, guest },
			atUtc,
			{ isUse } = { isUse: true }
		) => {
			const byBearer = bySiteToken(bearer, accessToken);
			if (byBearer) return byBearer;
			// What the request itself says goes before cookies, and a person before the token that several may know.
			const byCookie = bearer === undefined ? bySiteToken(accessCookie, cookieOfToken) : null;
			if (byCookie && session === undefined) return byCookie;
			const opened = await databaseIfAny(database);
			if (!(await among(opened)) || !opened) {
				if (accessToken === null && !accountsOnly) return localReader;
				return bearer === undefined ? (byCookie ?? guestOf(opened, guest, atUtc, shutOut)) : null;
			}
			// A program that shows a wrong token is told so, whatever else it sends.
			if (bearer !== undefined) {
				const found = await useApiToken(opened, bearer, atUtc);
				if (!found) return null;
				const { accountId, name, role, scope } = found;
				return {
					kind: 'api-token',
					name,
					accountId,
					role,
					readsOnly: scope === 'read',
					guestOf: null
				};
			}
			const found =
				session === undefined ? null : await useSession(opened, session, atUtc, { isUse });
			return found
				? { kind: 'account', ...found, readsOnly: false, guestOf: null }
				: (byCookie ?? guestOf(opened, guest, atUtc, shutOut));
		},
		haveAccounts: async () => among(await databaseIfAny(database))
	};
};
