/** The disk of the database is full in the middle of a run, or cannot be written at all. */
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { runBench, type Ended } from '../commands/support/bench-process.ts';
import { storedRun } from '../commands/support/run-json.ts';
import { openSite } from './endpoint.ts';
import { mayMount, mountReadOnly, mountSmall, notMounted } from './mounted.ts';
import type { Trial } from './trial.ts';

const requests = 3_000;
const smallKib = 3_072;

/** An error of ours, in words, and no trace of the program. */
const isClear = ({ stderr, code }: Ended): boolean =>
	code !== 0 &&
	/^error E_[A-Z]+: /mu.test(stderr) &&
	/disk is full|read-only|no permission/u.test(stderr) &&
	!/internal error|^\s+at .*:\d+/mu.test(stderr);

export const diskFull: Trial = {
	name: 'disk-full',
	what: `the disk of the database (tmpfs of ${String(smallKib / 1_024)} MiB) is full in the middle of a run of ${String(requests)} requests, then larger, then bench resume`,
	wanted: 'a clear error, the attempts that were said to be safe stored, the rest measured once',
	times: 1,
	run: async () => {
		if (!mayMount) return notMounted;
		await using site = await openSite({ loads: [{ kind: 'closed', concurrency: 4, requests }] });
		const { workplace } = site;
		const disk = workplace.file('disk');
		using small = mountSmall(disk, smallKib);
		const db = `file:${disk}/bench.db`;
		const run = await runBench(['run', '--json', '--db', db], { workplace });
		const [, said = '0'] = /safe in the database: ([\d,]+)/u.exec(run.stderr) ?? [];
		const safe = Number(said.replaceAll(',', ''));
		const full = /the disk is full/u.test(run.stderr);
		small.resize(smallKib * 32);
		const database = await openDatabase(db);
		const { ok, counts } = await checkDatabase(database);
		const resumed = await runBench(['resume', '--db', db], { workplace });
		const [overview] = await listRuns(database, { limit: 1 });
		const cells = await storedRun(database, overview?.id ?? '');
		const places = cells
			.flatMap(({ stages }) => stages.flatMap(({ attempts }) => attempts))
			.map(({ ordinal }) => ordinal);
		const after = await checkDatabase(database);
		await database.close();
		const isOnce = places.length === requests && new Set(places).size === requests;
		return {
			seen: `${full ? 'said that the disk is full' : 'did not say why'}, exit ${String(run.code)}; ${String(safe)} said to be safe, ${String(counts.attempts)} stored, database ${ok && after.ok ? 'whole' : 'NOT whole'}; resumed (exit ${String(resumed.code)}): ${String(places.length)} of ${String(requests)} requests stored, ${isOnce ? 'once each' : 'NOT once each'}, run ${overview?.state ?? '?'}`,
			isMet:
				full &&
				isClear(run) &&
				ok &&
				after.ok &&
				safe > 0 &&
				counts.attempts !== null &&
				counts.attempts >= safe &&
				isOnce &&
				overview?.state === 'complete'
		};
	}
};

/** Nobody in particular. */
const otherUser = 65_534;

export const readOnly: Trial = {
	name: 'read-only',
	what: 'the folder of the database, of a copy or of an export cannot be written: a read-only mount, and a folder of somebody else (another user id)',
	wanted: 'a clear error each, nothing sent to the endpoint',
	times: 1,
	run: async ({ note }) => {
		if (!mayMount) return notMounted;
		await using site = await openSite({
			loads: [{ kind: 'closed', concurrency: 2, requests: 8 }]
		});
		const { workplace, server } = site;
		await runBench(['run'], { workplace });
		const before = server.requests().length;
		const folder = workplace.file('read-only');
		mkdirSync(folder);
		await runBench(['run', '--db', `file:${folder}/old.db`], { workplace });
		const sentBefore = server.requests().length;
		using mounted = new DisposableStack();
		mounted.use(mountReadOnly(folder));
		const on = (...args: string[]): Promise<Ended> => runBench(args, { workplace });
		const tries: Record<string, Ended> = {
			'run, new file': await on('run', '--db', `file:${folder}/new.db`),
			'run, file that is there': await on('run', '--db', `file:${folder}/old.db`),
			encrypt: await on('db', 'encrypt', '--db', `file:${folder}/old.db`),
			backup: await on('db', 'backup', `${folder}/copy.db`),
			scenario: await on(
				'scenario',
				'export',
				'./colours',
				'--to',
				'promptfoo',
				'--out',
				`${folder}/colours`
			),
			vacuum: await on('db', 'vacuum', '--db', `file:${folder}/old.db`)
		};
		const theirs = workplace.file('theirs');
		mkdirSync(theirs, { mode: 0o755 });
		chownSync(theirs, 0, 0);
		chmodSync(workplace.path, 0o755);
		tries['run, folder of somebody else'] = await runBench(
			['run', '--db', `file:${theirs}/bench.db`],
			{ workplace, as: otherUser }
		);
		const unclear = Object.entries(tries).filter(([, ended]) => !isClear(ended));
		for (const [name, { stderr }] of Object.entries(tries)) {
			note(`${name}: ${/^error .*$/mu.exec(stderr)?.[0] ?? stderr}`);
		}
		const sent = server.requests().length - sentBefore;
		const n = Object.keys(tries).length;
		return {
			seen: `${String(n - unclear.length)} of ${String(n)} commands ended with a clear error, ${String(sent)} requests were sent`,
			isMet: unclear.length === 0 && sent === 0 && before > 0
		};
	}
};
