/** Somebody who may sign in, or could. */
import type { Role } from './role.ts';

export interface Account {
	id: string;
	/** In small letters. */
	name: string;
	role: Role;
	createdAtUtc: string;
	/** Whether a password has been set with which its owner can sign in. */
	hasPassword: boolean;
	/** Whether its owner has signed in by the identity provider, and does so from then on as the same person there. */
	hasOidc: boolean;
	/** When a session last began, ISO 8601 in UTC; null before the first. */
	lastSignedInAtUtc: string | null;
	/** Since when its owner is kept out until it is enabled again; null for one that is not disabled. */
	disabledAtUtc: string | null;
	/** Since when it has ended for good; null for one that has not. */
	removedAtUtc: string | null;
}
