/** The state of an account and of a token in words. */
import type { Account } from '#core/access/account.ts';
import type { ApiToken } from '#core/access/api-token.ts';
import { formatTime } from '#lib/format.ts';

interface State {
	tone: 'plain' | 'good' | 'warn' | 'bad';
	text: string;
}

type Known = Pick<Account, 'hasPassword' | 'hasOidc' | 'disabledAtUtc' | 'removedAtUtc'> & {
	invitedUntilUtc: string | null;
};

/** Whether the owner of an account can come in, or what keeps them out. */
export const accountState = ({
	hasPassword,
	hasOidc,
	disabledAtUtc,
	removedAtUtc,
	invitedUntilUtc
}: Known): State => {
	if (removedAtUtc !== null) return { tone: 'plain', text: `removed ${formatTime(removedAtUtc)}` };
	if (disabledAtUtc !== null) return { tone: 'bad', text: `disabled ${formatTime(disabledAtUtc)}` };
	if (hasPassword || hasOidc) return { tone: 'good', text: 'in use' };
	return invitedUntilUtc === null
		? { tone: 'warn', text: 'no password, no invitation' }
		: { tone: 'plain', text: `invited until ${formatTime(invitedUntilUtc)}` };
};

/** How somebody signs in: `password`, the name of the provider, both; null for neither. */
export const signsInBy = (
	{ hasPassword, hasOidc }: Pick<Account, 'hasPassword' | 'hasOidc'>,
	provider: string | null
): string | null => {
	const ways = [
		...(hasPassword ? ['password'] : []),
		...(hasOidc ? [provider ?? 'identity provider'] : [])
	];
	return ways.length === 0 ? null : ways.join(', ');
};

/** Whether a token can be used, and until when. */
export const tokenState = (
	{ revokedAtUtc, expiresAtUtc }: Pick<ApiToken, 'revokedAtUtc' | 'expiresAtUtc'>,
	nowUtc: string
): State & { works: boolean } => {
	if (revokedAtUtc !== null) {
		return { tone: 'plain', text: `revoked ${formatTime(revokedAtUtc)}`, works: false };
	}
	return expiresAtUtc <= nowUtc
		? { tone: 'plain', text: `expired ${formatTime(expiresAtUtc)}`, works: false }
		: { tone: 'good', text: `until ${formatTime(expiresAtUtc)}`, works: true };
};
