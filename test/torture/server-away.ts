/** The server of the database is killed in the middle of a run, and comes back after a minute. */
import { mkdirSync, readdirSync } from 'node:fs';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { startBench } from '../commands/support/bench-process.ts';
import type { RunJson } from '../commands/support/run-json.ts';
import { hasSqld, startSqld } from '../db/support/sqld-process.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const awayMs = 60_000;
const loads = Array.from({ length: 8 }, () => ({ kind: 'constant', ratePerS: 20, durationS: 12 }));

export const serverAway: Trial = {
	name: 'server-away',
	what: `the server of the database is killed in a run, and is back after ${String(awayMs / 1_000)} s`,
	wanted: 'the run goes on and nothing is lost, nothing stored twice',
	times: 1,
	run: async () => {
		if (!hasSqld) return { seen: 'there is no libSQL server for this platform', isMet: false };
		await using site = await openSite({ loads });
		const { workplace, server } = site;
		const folder = workplace.file('server');
		mkdirSync(folder);
		const database = await startSqld(folder);
		const bench = startBench(['run', '--json', '--db', database.url], { workplace });
		await bench.untilStderr(/^\[1\/8\]/m);
		await database.kill();
		await pauseMs(awayMs);
		await database.start();
		const { stdout, stderr, code } = await bench.ended;
		const { run, storedAttempts } = JSON.parse(stdout) as RunJson;
		const opened = await openDatabase(database.url);
		const check = await checkDatabase(opened);
		await opened.close();
		await database.kill();
		const waiting = readdirSync(workplace.path).filter((name) => name.startsWith('bench-spool'));
		const sent = server.requests().length;
		const said = stderr.includes('the database is back');
		return {
			seen: `run ${run.state}, exit ${String(code)}: ${String(sent)} requests sent, ${String(storedAttempts)} counted as stored, ${String(check.counts.attempts)} in the database, ${said ? 'said that it was away and back' : 'said nothing'}, ${String(waiting.length)} files left`,
			isMet:
				run.state === 'complete' &&
				check.ok &&
				check.counts.attempts === sent &&
				waiting.length === 0 &&
				said
		};
	}
};
