/** Accounts, tokens and the audit log as text. */
import type { StoredAuditEntry } from '#core/access/audit-entry.ts';
import type { Account } from '#core/access/account.ts';
import type { ApiToken } from '#core/access/api-token.ts';
import { missing, renderTable, type Column } from './format.ts';

const left = (title: string, dropOrder?: number): Column => ({
	title,
	align: 'left',
	...(dropOrder === undefined ? {} : { dropOrder })
});

/** `2026-11-26 10:00 UTC` */
const minute = (atUtc: string): string => `${atUtc.slice(0, 16).replace('T', ' ')} UTC`;

const stateOf = ({ hasPassword, hasOidc, disabledAtUtc, removedAtUtc }: Account): string => {
	if (removedAtUtc !== null) return `removed ${minute(removedAtUtc)}`;
	if (disabledAtUtc !== null) return `disabled ${minute(disabledAtUtc)}`;
	return hasPassword || hasOidc ? 'in use' : 'without a password yet';
};

/** A table of accounts; removed and disabled ones and those without a password say so. */
export const renderAccountList = (accounts: readonly Account[], columns: number | null): string =>
	renderTable(
		[left('name'), left('role'), left('added', 2), left('last sign-in', 1), left('state')],
		accounts.map((account) => [
			account.name,
			account.role,
			minute(account.createdAtUtc),
			account.lastSignedInAtUtc === null ? missing : minute(account.lastSignedInAtUtc),
			stateOf(account)
		]),
		{ maxWidth: columns }
	);

/** A table of tokens; `atUtc` is now. */
export const renderTokenList = (
	tokens: readonly ApiToken[],
	atUtc: string,
	columns: number | null
): string =>
	renderTable(
		[
			left('token'),
			left('account'),
			left('scope'),
			left('made', 1),
			left('last used', 2),
			left('state')
		],
		tokens.map(
			({ id, accountName, scope, createdAtUtc, lastUsedOn, expiresAtUtc, revokedAtUtc }) => [
				id.slice(0, 8),
				accountName,
				scope,
				minute(createdAtUtc),
				lastUsedOn ?? missing,
				revokedAtUtc !== null
					? `revoked ${minute(revokedAtUtc)}`
					: expiresAtUtc <= atUtc
						? `expired ${minute(expiresAtUtc)}`
						: `until ${minute(expiresAtUtc)}`
			]
		),
		{ maxWidth: columns }
	);

/** A table of the audit log. */
export const renderAuditLog = (
	entries: readonly StoredAuditEntry[],
	columns: number | null
): string =>
	renderTable(
		[left('when (UTC)'), left('who'), left('outcome'), left('from', 1), left('what')],
		entries.map(({ atUtc, who, outcome, address, action }) => [
			atUtc.slice(0, 19).replace('T', ' '),
			who,
			outcome,
			address ?? missing,
			action
		]),
		{ maxWidth: columns }
	);
