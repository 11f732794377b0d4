/** Who asks: found out once for each request, and held against what the request needs. */
import { roleMay, type GivenRole, type Permission, type Role } from '#core/access/role.ts';

export interface Reader {
	/**
	 * `local`: whoever sits at this machine, where nothing asks them to sign in; `access-token`: whoever knows the token that the site was
	 * started with; `account`: somebody signed in; `api-token`: a program with a token of an account; `guest`: whoever has a link to one report.
	 */
	kind: 'local' | 'access-token' | 'account' | 'api-token' | 'guest';
	/** Name of the account, or what stands in its place in the audit log. */
	name: string;
	/** Null where there is no account. */
	accountId: string | null;
	role: Role;
	/** Whether nothing may be changed, whatever the role: a token for reading. */
	readsOnly: boolean;
	/** The one use case whose report a guest may read; null for everybody else. */
	guestOf: string | null;
}

/** Without accounts and on loopback, whoever asks could read the database file itself. */
export const localReader: Reader = {
	kind: 'local',
	name: 'this machine',
	accountId: null,
	role: 'admin',
	readsOnly: false,
	guestOf: null
};

/** Several people may know the token, so that nobody can say who of them has done what. */
export const accessTokenReader = (role: GivenRole): Reader => ({
	kind: 'access-token',
	name: 'access token',
	accountId: null,
	role,
	readsOnly: false,
	guestOf: null
});

/** The name under which a reader says something of their own: that of their account, however they call themselves; null for who has none, and types one. */
export const accountNameOf = (reader: Reader | null): string | null =>
	reader?.kind === 'account' || reader?.kind === 'api-token' ? reader.name : null;

/** Names of other readers than accounts whose guest links do not work now: of the token of the site, where it may make none or there is none. */
export const guestMakersShutOut = (settings: {
	accessToken: string | null;
	accessTokenRole: GivenRole;
}): string[] => {
	const reader = accessTokenReader(settings.accessTokenRole);
	return settings.accessToken !== null && readerMay(reader, 'quotes') ? [] : [reader.name];
};

export const readerMay = ({ role }: Reader, permission: Permission): boolean =>
	roleMay(role, permission);
