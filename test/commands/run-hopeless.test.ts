import { describe, it } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { response, serveRaw } from './support/raw-server.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

const reason = 'HTTP 404 model_not_found: no such model';

describe('an endpoint that refuses every request', () => {
	it('ends the stage after a few of them and says why in text, data and exit code', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const body = JSON.stringify({ error: { code: 'model_not_found', message: 'no such model' } });
		const server = await serveRaw((socket) => {
			socket.write(response('404 Not Found', { 'content-type': 'application/json' }, body));
		});
		writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port)], {
				loads: [{ kind: 'constant', ratePerS: 100, durationS: 30 }]
			})
		);
		const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
		await server.close();
		expect(code).toBe(4);
		const [stage] = stagesOf(JSON.parse(stdout) as RunJson);
		expect(stage?.offered).toBeGreaterThanOrEqual(20);
		expect(stage?.offered).toBeLessThan(1_000);
		expect(stage?.failures).toStrictEqual([{ message: reason, count: stage?.outcomes.error }]);
		expect(stderr).toContain(`refuses every request, so the stage ends here: ${reason}`);
	});
});
