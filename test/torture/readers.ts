/** Many readers of the dashboard while a run writes to the same file. */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { startBench } from '../commands/support/bench-process.ts';
import { stagesOf, type RunJson } from '../commands/support/run-json.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const connections = 200;
/** Requests of each reader a second: somebody who looks at a page, not a load test. */
const perReaderPerS = 0.5;

/** Ticks of the clock of Linux in a second (`man 5 proc`, /proc/PID/stat). */
const ticksPerS = 100;

/** Time of the processor that a process has taken, user and system, ms; null where there is no /proc. */
const cpuMsOf = (pid: number | undefined): number | null => {
	try {
		const [, after = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ');
		const fields = after.split(' ');
		return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerS;
	} catch {
		return null;
	}
};

export const readers: Trial = {
	name: 'readers',
	what: `${String(connections)} readers of the dashboard at once, ${String(connections * perReaderPerS)} requests a second in all, while a run writes`,
	wanted: 'p99 ≤ 500 ms, 0 errors, the run still valid',
	times: 1,
	run: async () => {
		await using site = await openSite(
			{ loads: [{ kind: 'constant', ratePerS: 20, durationS: 30 }] },
			{ answerMs: 200 }
		);
		const { workplace } = site;
		// Something to read from the first moment on.
		await startBench(['run'], { workplace }).ended;
		const dashboard = startBench(['serve', '--port', '0', '--json'], { workplace });
		while (!dashboard.stdout().includes('"url"')) await pauseMs(20);
		const { url } = JSON.parse(dashboard.stdout()) as { url: string };
		for (const path of ['/runs', '/api/runs']) await (await fetch(`${url}${path}`)).text();
		const bench = startBench(['run', '--json'], { workplace });
		await bench.untilStderr(/0\/600|in flight|poisson|constant/m);
		const beforeMs = cpuMsOf(dashboard.child.pid);
		const result = await autocannon({
			url,
			connections,
			overallRate: connections * perReaderPerS,
			duration: 25,
			requests: [{ path: '/runs' }, { path: '/api/runs' }]
		});
		const afterMs = cpuMsOf(dashboard.child.pid);
		const cpuMs =
			beforeMs === null || afterMs === null ? null : (afterMs - beforeMs) / result.requests.total;
		const { stdout } = await bench.ended;
		dashboard.child.kill('SIGTERM');
		await dashboard.ended;
		const json = JSON.parse(stdout) as RunJson;
		const verdicts = stagesOf(json).map(({ validity }) => validity.verdict);
		const errors = result.errors + result.non2xx + result.timeouts;
		return {
			seen: `${String(result.requests.total)} answers: p50 ${String(result.latency.p50)} ms, p99 ${String(result.latency.p99)} ms, ${String(errors)} errors${cpuMs === null ? '' : `, ${cpuMs.toFixed(1)} ms of the server's processor time each`}; the run is ${verdicts.join(', ')}`,
			isMet:
				result.latency.p99 <= 500 &&
				errors === 0 &&
				verdicts.every((verdict) => verdict === 'valid')
		};
	}
};
