/** The state of an account and of a token in words. */
import type { Account } from '#core/access/account.ts';
import type { ApiToken } from '#core/access/api-token.ts';
import type { TokenScope } from '#core/access/token-scope.ts';
import { formatTime } from '#lib/format.ts';

export interface State {
	tone: 'plain' | 'good' | 'warn' | 'bad';
	text: string;
	/** Since when, or until when; null where the state has no such moment. */
	when: string | null;
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
	if (removedAtUtc !== null) {
		return { tone: 'plain', text: 'removed', when: formatTime(removedAtUtc) };
	}
	if (disabledAtUtc !== null) {
		return { tone: 'bad', text: 'disabled', when: `since ${formatTime(disabledAtUtc)}` };
	}
	if (hasPassword || hasOidc) return { tone: 'good', text: 'in use', when: null };
	return invitedUntilUtc === null
		? { tone: 'warn', text: 'not set up', when: 'no password, no invitation' }
		: { tone: 'plain', text: 'invited', when: `until ${formatTime(invitedUntilUtc)}` };
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
		return { tone: 'plain', text: 'revoked', when: formatTime(revokedAtUtc), works: false };
	}
	return expiresAtUtc <= nowUtc
		? { tone: 'plain', text: 'expired', when: formatTime(expiresAtUtc), works: false }
		: { tone: 'good', text: 'works', when: `until ${formatTime(expiresAtUtc)}`, works: true };
};

export const scopeInWords: Readonly<Record<TokenScope, string>> = {
	read: 'read',
	write: 'read and change'
};
