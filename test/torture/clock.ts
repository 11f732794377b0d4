/** The clock of the machine is set in the middle of a run: an hour ahead, then an hour behind. */
import { fileURLToPath } from 'node:url';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { runBench, startBench } from '../commands/support/bench-process.ts';
import { stagesOf, type RunJson } from '../commands/support/run-json.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const hook = fileURLToPath(new URL('./shift-clock.ts', import.meta.url));
const hourMs = 3_600_000;
const stageS = 6;
const answerMs = 50;

/** Figures that may be below 0: a correlation. */
const mayBeNegative = /neighbourCorrelation$/u;

/** Numbers below 0 in JSON, by their path. */
const negativeNumbers = (value: unknown, path = ''): string[] => {
	if (typeof value === 'number')
		return value < 0 && !mayBeNegative.test(path) ? [`${path} = ${String(value)}`] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, each]) => negativeNumbers(each, `${path}.${name}`));
};

export const clockJump: Trial = {
	name: 'clock-jump',
	what: 'the time of day jumps an hour ahead and then an hour behind in a run (Date of the process shifted by a hook, the monotonic clock left)',
	wanted: 'durations as they were, no figure below 0, nothing lost',
	times: 1,
	run: async ({ note }) => {
		const load = { kind: 'constant', ratePerS: 20, durationS: stageS };
		await using site = await openSite({ loads: [load, load] }, { answerMs });
		const { workplace } = site;
		const began = performance.now();
		const bench = startBench(['run', '--json'], {
			workplace,
			env: {
				NODE_OPTIONS: `--import ${hook}`,
				TORTURE_CLOCK: `${String(5_000)}:${String(hourMs)},${String(11_000)}:${String(-hourMs)}`
			}
		});
		const { stdout, stderr, code } = await bench.ended;
		const tookS = (performance.now() - began) / 1_000;
		const json = JSON.parse(stdout) as RunJson;
		const { run, storedAttempts } = json;
		const shown = await runBench(['runs', 'show', run.id, '--json'], { workplace });
		const listed = await runBench(['runs', 'list'], { workplace });
		const dashboard = startBench(['serve', '--port', '0', '--json'], { workplace });
		while (!dashboard.stdout().includes('"url"')) await pauseMs(20);
		const { url } = JSON.parse(dashboard.stdout()) as { url: string };
		const api = (await (await fetch(`${url}/api/runs/${run.id}`)).json()) as unknown;
		const page = await (await fetch(`${url}/runs/${run.id}`)).text();
		const list = await (await fetch(`${url}/runs`)).text();
		dashboard.child.kill('SIGTERM');
		await dashboard.ended;
		const database = await openDatabase(workplace.databaseUrl);
		const attempts = await database.readSql(
			'select min(ttft_ms, e2e_ms, due_ms, end_ms - sent_ms) as least, max(e2e_ms) as most from attempts'
		);
		const { ok } = await checkDatabase(database);
		await database.close();
		const least = Math.min(...attempts.map(({ least }) => Number(least)));
		const most = Math.max(...attempts.map(({ most }) => Number(most)));
		const words = [listed.stdout, stderr, page, list].join('\n').replaceAll(/<[^>]*>/gu, ' ');
		const negative = [
			...negativeNumbers(json, 'run'),
			...negativeNumbers(JSON.parse(shown.stdout), 'show'),
			...negativeNumbers(api, 'api'),
			...[...words.matchAll(/(?<![\w.–-])[-−]\d+(?:\.\d+)?\s*(?:ms|s|min|h)\b/gu)].map(
				([found]) => found
			)
		];
		for (const place of negative.slice(0, 10)) note(place);
		const moments = [run, ...json.cells.flatMap(({ stages }) => stages)].map(
			({ startedAtUtc, endedAtUtc }) => Date.parse(endedAtUtc ?? '') - Date.parse(startedAtUtc)
		);
		const hasWrongMoments = moments.some((ms) => !(ms >= 0 && ms < 120_000));
		const windows = stagesOf(json).map(({ windowS }) => windowS ?? NaN);
		const isLong = windows.every((windowS) => windowS >= stageS - 0.5 && windowS <= stageS + 5);
		const walls = `${run.startedAtUtc.slice(11, 19)} to ${run.endedAtUtc?.slice(11, 19) ?? '?'}`;
		return {
			seen: `run ${run.state}, exit ${String(code)}, ${String(storedAttempts)} of ${String(2 * 20 * stageS)} attempts; ${String(negative.length)} figures below 0, ${hasWrongMoments ? 'times of day that jump' : 'no time of day that jumps'}; windows ${windows.map((s) => s.toFixed(1)).join(' and ')} s, slowest answer ${most.toFixed(0)} ms; time of day ${walls} in ${tookS.toFixed(0)} s`,
			isMet:
				ok &&
				run.state === 'complete' &&
				storedAttempts === 2 * 20 * stageS &&
				negative.length === 0 &&
				least >= 0 &&
				!hasWrongMoments &&
				isLong &&
				most < 10_000
		};
	}
};
