/** Many readers of the dashboard while a run writes to the same file. */
import autocannon from 'autocannon';
import { startBench } from '../commands/support/bench-process.ts';
import { stagesOf, type RunJson } from '../commands/support/run-json.ts';
import { openSite } from './endpoint.ts';
import { pauseMs, type Trial } from './trial.ts';

const connections = 200;
/** Requests of each reader a second: somebody who looks at a page, not a load test. */
const perReaderPerS = 0.5;

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
		const result = await autocannon({
			url,
			connections,
			overallRate: connections * perReaderPerS,
			duration: 25,
			requests: [{ path: '/runs' }, { path: '/api/runs' }]
		});
		const { stdout } = await bench.ended;
		dashboard.child.kill('SIGTERM');
		await dashboard.ended;
		const json = JSON.parse(stdout) as RunJson;
		const verdicts = stagesOf(json).map(({ validity }) => validity.verdict);
		const errors = result.errors + result.non2xx + result.timeouts;
		return {
			seen: `${String(result.requests.total)} answers: p50 ${String(result.latency.p50)} ms, p99 ${String(result.latency.p99)} ms, ${String(errors)} errors; the run is ${verdicts.join(', ')}`,
			isMet:
				result.latency.p99 <= 500 &&
				errors === 0 &&
				verdicts.every((verdict) => verdict === 'valid')
		};
	}
};
