/** Stores what waits in a spool that its own command could not send. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { requireDataKey } from './data-key-mark.server.ts';
import { encryptTexts } from './encrypt-texts.server.ts';
import { compactDatabase } from './maintenance.server.ts';
import { spooledBatches, spoolHeader, type SpooledBatch } from './spool-lines.server.ts';
import { isWriting } from './spool-owner.server.ts';

/** What was stored. */
export interface ReplayedSpool {
	transactions: number;
	/** Texts that had come as they were, and were encrypted as this database wants it. */
	encrypted: number;
}

const takesPlain = (is: 0 | 1): string => `UPDATE data_keys SET takes_plain = ${String(is)}`;

/** The same transaction, whose texts may be as they are though a key holds; nobody sees it while it is so. Only for who encrypts them afterwards. */
const takingPlain = ({ id, statements }: SpooledBatch): SpooledBatch => ({
	id,
	statements: [takesPlain(1), ...statements, takesPlain(0)]
});

/** Throws E_USAGE where the process that writes the file still runs here. */
const refuseLiving = async (file: string): Promise<void> => {
	const header = await spoolHeader(file);
	if (!header || !isWriting(header.owner)) return;
	throw new BenchError(
		'E_USAGE',
		`${file} is still being written by process ${String(header.owner.processId)}`,
		{
			hint: 'That run sends it by itself when the server is back. Once it has ended, call this again where the file is still there.'
		}
	);
};

/**
 * Sends every transaction of a file, each stored once however often it is sent, encrypts what has come as plain text where texts are encrypted, then deletes
 * the file: while it is there, something may be left to do. Throws E_FILE where there is none or a line is damaged, E_USAGE while a process writes it, E_AUTH
 * where the database wants a key that is not given, and E_DATABASE where it cannot take a transaction; the file is left as it is then.
 */
export const replaySpool = async (
	database: Database,
	file: string,
	{ atUtc }: { atUtc: string }
): Promise<ReplayedSpool> => {
	if (!existsSync(file)) {
		throw new BenchError('E_FILE', `there is no file ${file}`, {
			hint: 'It lies in the folder in which the run was started, as bench-spool-….jsonl.'
		});
	}
	await refuseLiving(file);
	await requireDataKey(database, atUtc);
	const { size } = statSync(file);
	let transactions = 0;
	for await (const batch of spooledBatches(file)) {
		await database.writeOnce(database.texts.keyId === null ? batch : takingPlain(batch));
		transactions++;
	}
	const encrypted = database.texts.keyId === null ? 0 : (await encryptTexts(database)).encrypted;
	// What was readable may still stand in free pages. A server looks after its own.
	if (encrypted > 0 && database.kind === 'file') await compactDatabase(database);
	// Whether a process of another machine still writes cannot be asked.
	if (statSync(file).size !== size) {
		throw new BenchError('E_USAGE', `${file} has been written to meanwhile`, {
			hint: 'Its run still goes on, and sends it by itself when the server is back. What was in it before is stored, once.'
		});
	}
	rmSync(file);
	return { transactions, encrypted };
};
