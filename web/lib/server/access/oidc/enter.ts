/** Lets in whom the identity provider has signed in: an account that there is, or one that is made; and says why not. */
import { roleForNew, verifiedEmail } from '#core/access/oidc.ts';
import { enterByOidc } from '#db/oidc-accounts.server.ts';
import { beginSession } from '#db/sessions.server.ts';
import { databaseIfAny } from '../../database-if-any.ts';
import type { Site } from '../../site.ts';
import type { OidcProvider, ProvenPerson } from './provider.ts';

/** Why somebody does not get in; `Unproven` is what the provider's answer itself lacks. */
export type OidcRefusal =
	| 'absent'
	| 'unusable'
	| 'unverified'
	| 'unknown'
	| 'other-person'
	| 'disabled'
	| 'removed'
	/** Reset, disabled or removed while they signed in. */
	| 'changed';

export type EnteredByOidc =
	| { state: 'in'; who: string; accountId: string; secret: string }
	| { state: 'refused'; who: string; accountId: string | null; why: OidcRefusal };

/** A longer ID token is not sent back when somebody signs out, characters: servers take addresses of 8,000 at least, not all of them more (RFC 9110, 4.1). */
const longestIdToken = 6_000;

export const enter = async (
	{ database, createDatabase }: Pick<Site, 'database' | 'createDatabase'>,
	{ settings }: OidcProvider,
	{ issuer, subject, idToken, claims }: ProvenPerson,
	atUtc: string
): Promise<EnteredByOidc> => {
	const stated = verifiedEmail(claims);
	if (stated.state !== 'verified') {
		const who = `somebody of ${settings.label}`;
		return { state: 'refused', who, accountId: null, why: stated.state };
	}
	const { email } = stated;
	const newRole = roleForNew(settings, email, claims);
	const opened = newRole === null ? await databaseIfAny(database) : await createDatabase();
	if (!opened) return { state: 'refused', who: email, accountId: null, why: 'unknown' };
	const entry = await enterByOidc(opened, { issuer, subject, email }, newRole, atUtc);
	if (entry.state === 'refused') return { ...entry, who: email };
	const { accountId, name } = entry;
	const secret = await beginSession(opened, { accountId, issuer, subject }, atUtc, {
		issuer,
		clientId: settings.clientId,
		idToken: idToken.length <= longestIdToken ? idToken : null,
		email
	});
	if (secret === null) return { state: 'refused', who: name, accountId, why: 'changed' };
	return { state: 'in', who: name, accountId, secret };
};
