/** Stores what waits in a spool that its own command could not send. */
import { existsSync, rmSync } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { spooledBatches } from './spool.server.ts';

/**
 * Sends every transaction of a file, each stored once however often it is sent, then deletes the file. Throws E_FILE where there is none, and
 * E_DATABASE, with the file left as it is, where the database cannot take one.
 */
export const replaySpool = async (
	database: Database,
	file: string
): Promise<{ transactions: number }> => {
	if (!existsSync(file)) {
		throw new BenchError('E_FILE', `there is no file ${file}`, {
			hint: 'It lies in the folder in which the run was started, as bench-spool-….jsonl.'
		});
	}
	let transactions = 0;
	for await (const batch of spooledBatches(file)) {
		await database.writeOnce(batch);
		transactions++;
	}
	rmSync(file);
	return { transactions };
};
