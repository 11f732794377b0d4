/** An account as the pages for admins show it: with its sessions and its invitation. */
import type { Account } from '#core/access/account.ts';
import { listAccounts } from '#db/accounts.server.ts';
import type { Database } from '#db/client.server.ts';
import { listInvitations } from '#db/invitations.server.ts';
import { listSessions } from '#db/sessions.server.ts';

export interface AccountRow extends Account {
	/** Browsers that are signed in now. */
	sessions: number;
	/** When one of them last asked for something, to the minute; null without one. */
	lastSeenAtUtc: string | null;
	/** Until when an invitation works that nobody has used; null for none. */
	invitedUntilUtc: string | null;
}

/** All accounts by name, removed ones at the end. */
export const accountRows = async (database: Database, atUtc: string): Promise<AccountRow[]> => {
	const [accounts, sessions, invitations] = [
		await listAccounts(database),
		await listSessions(database, atUtc),
		await listInvitations(database, atUtc)
	];
	const rows = accounts.map((account): AccountRow => {
		const own = sessions.filter(({ accountId }) => accountId === account.id);
		const invited = invitations.find(({ accountId }) => accountId === account.id);
		return {
			...account,
			sessions: own.length,
			lastSeenAtUtc: own.at(-1)?.lastSeenAtUtc ?? null,
			invitedUntilUtc: invited?.expiresAtUtc ?? null
		};
	});
	const isRemoved = ({ removedAtUtc }: AccountRow): boolean => removedAtUtc !== null;
	return [...rows.filter((row) => !isRemoved(row)), ...rows.filter(isRemoved)];
};
