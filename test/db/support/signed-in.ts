/** A session of an account, however its owner would have signed in. */
import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.server.ts';
import type { ProviderSession } from '#db/provider-session.server.ts';
import { accounts } from '#db/schema.ts';
import { beginSession } from '#db/sessions.server.ts';

/** Returns the secret of its cookie. An account without a password gets one that nobody can enter. Throws where the account is not open. */
export const signedIn = async (
	database: Database,
	accountId: string,
	atUtc: string,
	providerSession: ProviderSession | null = null
): Promise<string> => {
	const isTheirs = eq(accounts.id, accountId);
	const [row] = await database.read(() =>
		database.orm.select({ passwordHash: accounts.passwordHash }).from(accounts).where(isTheirs)
	);
	const passwordHash = row?.passwordHash ?? 'the hash of no password';
	await database.write([database.orm.update(accounts).set({ passwordHash }).where(isTheirs)]);
	const owner = { accountId, passwordHash };
	const secret = await beginSession(database, owner, atUtc, providerSession);
	if (secret === null) throw new Error(`account ${accountId} is not open`);
	return secret;
};
