/** Kills runs that write, while a dashboard reads and writes the same file. */
import { createRandom } from '#core/random.ts';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { startBench } from '../commands/support/bench-process.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const stages = 400;
/** Kills between two looks at the whole file. */
const killsBetweenChecks = 50;

/** Answers of the stages that a run has reported as stored. */
const reportedIn = (stderr: string): number =>
	[...stderr.matchAll(/^\[\d+\/\d+\] .*: (\d+)\/(\d+) answers/gm)].reduce(
		(sum, line) => sum + Number(line[1]),
		0
	);

export const killStorm: Trial = {
	name: 'kill-storm',
	what: 'SIGKILL at a random moment of runs that write, while the dashboard reads and writes the same file',
	wanted:
		'0 acknowledged rows lost, 0 integrity errors, 0 failed reads and writes of the dashboard',
	times: 300,
	run: async ({ times, seed, note }) => {
		const random = createRandom(seed, 'moments of killing');
		const loads = Array.from({ length: stages }, () => ({
			kind: 'closed',
			concurrency: 8,
			requests: 24
		}));
		await using site = await openSite({ loads }, { answerMs: 1 });
		const { workplace } = site;
		await (await openDatabase(workplace.databaseUrl)).close();
		const dashboard = startBench(['serve', '--port', '0', '--json'], { workplace });
		while (!dashboard.stdout().includes('"url"')) await pauseMs(20);
		const { url } = JSON.parse(dashboard.stdout()) as { url: string };
		let [badReads, reads, badWrites, writes] = [0, 0, 0, 0];
		const over = new AbortController();
		const isOver = (): boolean => over.signal.aborted;
		const reading = async (): Promise<void> => {
			for (; !isOver(); reads++) {
				const answer = await fetch(`${url}/api/runs`);
				await answer.arrayBuffer();
				if (answer.status !== 200) badReads++;
				// With the writer and the other reader below 50 requests a second, which the site lets one address ask for long.
				await pauseMs(100);
			}
		};
		const writing = async (): Promise<void> => {
			for (; !isOver(); writes++) {
				const answer = await fetch(`${url}/api/use-cases/colours/assumption-sets`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({
						name: `set ${String(writes)}`,
						values: { a: String(writes) },
						author: null
					})
				});
				await answer.arrayBuffer();
				if (answer.status !== 200) badWrites++;
				await pauseMs(40);
			}
		};
		const users = Promise.all([reading(), reading(), writing()]);
		let [lost, integrity, acknowledged, stored] = [0, 0, 0, 0];
		for (let kill = 1; kill <= times; kill++) {
			const bench = startBench(['run'], { workplace });
			await bench.untilStderr(/^\[1\/\d+\]/m);
			await pauseMs(random() * 400);
			bench.child.kill('SIGKILL');
			const { stderr } = await bench.ended;
			const reported = reportedIn(stderr);
			const database = await openDatabase(workplace.databaseUrl);
			const [run] = await listRuns(database, { limit: 1 });
			acknowledged += reported;
			stored += run?.attemptCount ?? 0;
			lost += Math.max(0, reported - (run?.attemptCount ?? 0));
			if (kill % killsBetweenChecks === 0 || kill === times) {
				const check = await checkDatabase(database);
				integrity += check.integrity.length + check.foreignKeys.length;
				if (check.counts.answers !== check.counts.attempts) integrity++;
			}
			await database.close();
			note(
				`${String(kill)} kills, ${String(lost)} rows lost, ${String(integrity)} integrity errors`
			);
		}
		over.abort();
		await users;
		dashboard.child.kill('SIGTERM');
		await dashboard.ended;
		return {
			seen: `${String(times)} kills: ${String(lost)} of ${acknowledged.toLocaleString('en-US')} acknowledged rows lost (${stored.toLocaleString('en-US')} stored), ${String(integrity)} integrity errors; dashboard: ${String(badReads)} of ${reads.toLocaleString('en-US')} reads and ${String(badWrites)} of ${writes.toLocaleString('en-US')} writes failed`,
			isMet: lost === 0 && integrity === 0 && badReads === 0 && badWrites === 0
		};
	}
};
