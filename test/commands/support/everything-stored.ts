/** All that a run has left in its database, as text: for a secret that must not be there. */
import { readFileSync } from 'node:fs';
import { answersOfCell } from '#db/answers.server.ts';
import { evidenceOf } from '#db/attempts.server.ts';
import { openDatabase } from '#db/client.server.ts';
import type { Workplace } from './bench-process.ts';
import { storedRun } from './run-json.ts';

/** Every form in which the database has anything of a run: as bytes of the file, and unpacked. */
export const everythingStored = async (workplace: Workplace, runId: string): Promise<string> => {
	const parts = [readFileSync(workplace.file('bench.db'), 'latin1')];
	const database = await openDatabase(workplace.databaseUrl);
	for (const { cell, stages } of await storedRun(database, runId)) {
		parts.push(JSON.stringify([cell, stages, await answersOfCell(database, cell.id)]));
		for (const { id } of stages.flatMap(({ attempts }) => attempts)) {
			const kept = await evidenceOf(database, id);
			parts.push(JSON.stringify(kept?.headers), Buffer.from(kept?.body ?? []).toString('latin1'));
		}
	}
	await database.close();
	return parts.join('\n');
};
