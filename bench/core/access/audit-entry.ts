/** What the audit log keeps of a change, an export, a sign-in or a refusal. */

/**
 * How it ended: `done`; `refused`, where it was not allowed or the password was wrong; `failed`, where it was allowed and something
 * else kept it from being done.
 */
export const auditOutcomes = ['done', 'refused', 'failed'] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];

export interface AuditEntry {
	/** When it ended, ISO 8601 in UTC. */
	atUtc: string;
	/** Name of the account, or what else has asked, such as `access token`. */
	who: string;
	/** Null where no account has asked. */
	accountId: string | null;
	/** Such as `POST /api/decisions`. */
	action: string;
	/** From which network address; null for the command line. */
	address: string | null;
	outcome: AuditOutcome;
}

/** An entry as it is stored; ids grow with time. */
export interface StoredAuditEntry extends AuditEntry {
	id: number;
}
