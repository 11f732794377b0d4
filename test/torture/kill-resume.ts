/** Kills a run, and whoever goes on with it, at random moments, until the last one is let through. */
import { createRandom } from '#core/random.ts';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { runBench, startBench } from '../commands/support/bench-process.ts';
import { storedRun } from '../commands/support/run-json.ts';
import { openSite, type Site } from './endpoint.ts';
import { endOf, pauseMs, type Trial } from './trial.ts';

const loads = [
	{ kind: 'closed', concurrency: 4, requests: 80 },
	{ kind: 'poisson', ratePerS: 80, durationS: 1 },
	{ kind: 'closed', concurrency: 2, requests: 40 }
];
/** Kills of one run before it is let through. */
const killsOfRun = 5;
/** Answers that the disk has not got yet, beside those in flight: 50 ms of them at most, at 160 a second. */
const unstored = 16;

interface Run {
	places: number[][];
	ok: boolean;
}

const lookAt = async ({ workplace }: Site): Promise<Run> => {
	const database = await openDatabase(workplace.databaseUrl);
	try {
		const [run] = await listRuns(database, { limit: 1 });
		const cells = await storedRun(database, run?.id ?? '');
		const byRoot = new Map<string, number[]>();
		for (const { stage, attempts } of cells.flatMap(({ stages }) => stages)) {
			const root = stage.continuesStageId ?? stage.id;
			const known = byRoot.get(root) ?? [];
			byRoot.set(root, [...known, ...attempts.map(({ ordinal }) => ordinal)]);
		}
		const { ok } = await checkDatabase(database);
		return {
			places: [...byRoot.values()].map((each) => each.toSorted((a, b) => a - b)),
			ok: ok && run?.state === 'complete'
		};
	} finally {
		await database.close();
	}
};

const isOnceEach = (places: readonly number[]): boolean =>
	places.every((place, index) => place === index);

export const killResume: Trial = {
	name: 'kill-resume',
	what: 'SIGKILL at a random moment of a run, then bench resume, which is killed as well, until one is let through',
	wanted: 'the planned requests stored exactly once, the database whole',
	times: 100,
	run: async ({ times, seed, note }) => {
		const random = createRandom(seed, 'moments of killing');
		let [kills, runs, wrong, repeated, planned] = [0, 0, 0, 0, 0];
		while (kills < times) {
			await using site = await openSite({ loads }, { answerMs: 40 });
			const { server, workplace } = site;
			let isDone = false;
			for (let kill = 0; kill < killsOfRun && kills < times && !isDone; kill++) {
				const wanted = server.requests().length + 1 + Math.floor(random() * 60);
				const bench = startBench([kill === 0 ? 'run' : 'resume'], { workplace });
				const end = endOf(bench);
				while (server.requests().length < wanted && !end.isEnded()) await pauseMs(1);
				await pauseMs(random() * 8);
				if (end.isEnded()) isDone = true;
				else kills++;
				bench.child.kill('SIGKILL');
				await bench.ended;
			}
			if (!isDone) await runBench(['resume'], { workplace });
			const { places, ok } = await lookAt(site);
			runs++;
			const sizes = places.map(({ length }) => length);
			const stored = sizes.reduce((sum, size) => sum + size, 0);
			repeated += server.requests().length - stored;
			planned += stored;
			if (
				!ok ||
				places.length !== loads.length ||
				!places.every(isOnceEach) ||
				sizes[0] !== 80 ||
				sizes[2] !== 40
			)
				wrong++;
			note(`${String(kills)} kills, ${String(runs)} runs, ${String(wrong)} wrong`);
		}
		const mostInFlight = kills * (4 + unstored);
		return {
			seen: `${String(kills)} kills in ${String(runs)} runs of ${String(planned)} requests: ${String(wrong)} runs with a request missing or twice; ${String(repeated)} requests sent again (${(repeated / kills).toFixed(1)} a kill, of those in flight and of the last 50 ms)`,
			isMet: wrong === 0 && repeated <= mostInFlight
		};
	}
};
