/** Another process holds the database for half a minute in the middle of a run. */
import { createClient } from '@libsql/client';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { startBench } from '../commands/support/bench-process.ts';
import type { RunJson } from '../commands/support/run-json.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const lockedMs = 30_000;

export const locked: Trial = {
	name: 'locked',
	what: `another process holds the database locked for ${String(lockedMs / 1_000)} s while a run writes`,
	wanted: 'the run waits, says so, and loses nothing',
	times: 1,
	run: async () => {
		const loads = Array.from({ length: 6 }, () => ({
			kind: 'closed',
			concurrency: 4,
			requests: 60
		}));
		await using site = await openSite({ loads });
		const { workplace } = site;
		const bench = startBench(['run', '--json'], { workplace });
		await bench.untilStderr(/^\[1\/6\]/m);
		const client = createClient({ url: workplace.databaseUrl, timeout: 5_000, concurrency: 1 });
		const transaction = await client.transaction('write');
		await pauseMs(lockedMs);
		await transaction.rollback();
		client.close();
		const { stdout, stderr, code } = await bench.ended;
		const { run, storedAttempts } = JSON.parse(stdout) as RunJson;
		const database = await openDatabase(workplace.databaseUrl);
		const check = await checkDatabase(database);
		await database.close();
		const said = stderr.includes('is locked by another process; waiting');
		return {
			seen: `run ${run.state}, exit ${String(code)}, ${String(storedAttempts)} of 360 attempts stored, ${said ? 'said that it waits' : 'said nothing'}, database ${check.ok ? 'whole' : 'NOT whole'}`,
			isMet: run.state === 'complete' && storedAttempts === 360 && said && check.ok
		};
	}
};
