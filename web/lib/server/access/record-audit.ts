/** Adds what a request did to the audit log, where there is a database to keep it in. */
import type { AuditOutcome } from '#core/access/audit-entry.ts';
import { addAuditEntry } from '#db/audit-log.server.ts';
import { databaseIfAny } from '../database-if-any.ts';
import type { Site } from '../site.ts';

export interface Audited {
	who: string;
	accountId: string | null;
	outcome: AuditOutcome;
	/** What was changed or why it was refused, where method and address do not say it. */
	reason?: string;
}

export const outcomeOfStatus = (status: number): AuditOutcome =>
	status < 400 ? 'done' : status === 401 || status === 403 ? 'refused' : 'failed';

export const recordAudit = async (
	{ database }: Pick<Site, 'database'>,
	{ reason, ...audited }: Audited,
	{ action, address, atUtc }: { action: string; address: string | null; atUtc: string }
): Promise<void> => {
	const opened = await databaseIfAny(database);
	if (!opened) return;
	const said = reason === undefined ? action : `${action}: ${reason}`;
	await addAuditEntry(opened, { ...audited, action: said, address, atUtc });
};
