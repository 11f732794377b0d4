/** Somebody who may sign in, or could. */
import type { Role } from './role.ts';

export interface Account {
	id: string;
	/** In small letters. */
	name: string;
	role: Role;
	createdAtUtc: string;
	/** Whether a password has been set, so that its owner can sign in. */
	hasPassword: boolean;
	/** Null for an account that is in use. */
	removedAtUtc: string | null;
}
