/** A token with which a program asks the API, without the token itself. */
import type { TokenScope } from './token-scope.ts';

export interface ApiToken {
	id: string;
	accountId: string;
	/** For whom it asks, with no more than their role. */
	accountName: string;
	scope: TokenScope;
	createdAtUtc: string;
	expiresAtUtc: string;
	/** Null for a token that nobody has ended. */
	revokedAtUtc: string | null;
	/** Day of the last request, YYYY-MM-DD; null before the first. */
	lastUsedOn: string | null;
}
