/** A link with which somebody without an account reads the report of one use case, without its secret. */
export interface GuestLink {
	id: string;
	useCaseId: string;
	/** For whom it is, in the words of who made it. */
	note: string;
	/** Name of the account, or what else has asked. */
	madeBy: string;
	createdAtUtc: string;
	expiresAtUtc: string;
	/** Null for a link that nobody has ended. */
	revokedAtUtc: string | null;
}

/** Most days that a guest link works. */
export const longestGuestDays = 90;
