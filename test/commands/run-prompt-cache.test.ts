import { describe, it } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

const nonceOf = (request: string): string => /\[nonce-([0-9a-f]{16})\]/u.exec(request)?.[1] ?? '';

describe.concurrent('a target that no prompt cache may answer', () => {
	it('gets another nonce before every prompt, also where an item is asked again', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveRaw((socket) => {
			const headers = { 'content-type': 'text/event-stream' };
			socket.write(response('200 OK', headers, streamOf(['red'], {})));
		});
		const target = selfHosted(server.port, { parameters: { promptCache: 'defeat' } });
		const loads = [
			{ kind: 'closed', concurrency: 2, requests: 20 },
			{ kind: 'closed', concurrency: 1, requests: 5 }
		];
		writeConfig(workplace, coloursConfig([target], { loads }));
		const { stdout } = await runBench(['run', '--json'], { workplace });
		await server.close();
		expect(stagesOf(JSON.parse(stdout) as RunJson).map(({ outcomes }) => outcomes.ok)).toEqual([
			20, 5
		]);
		const nonces = server.requests().map(nonceOf);
		expect(nonces).toHaveLength(25);
		expect(new Set(nonces).size).toBe(25);
		expect(nonces).not.toContain('');
	});

	it('cannot be measured in batch mode, which the plan says before anything is sent', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const target = selfHosted(1, { parameters: { promptCache: 'defeat' } });
		const loads = [{ kind: 'batch', concurrency: 2 }];
		writeConfig(workplace, coloursConfig([target], { loads }));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toContain('each of its requests gets a nonce as it is sent');
	});

	it('is refused with its line where the protocol keeps nothing for so long', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const target = selfHosted(1, { parameters: { promptCache: '1h' } });
		writeConfig(workplace, coloursConfig([target]));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/bench\.yaml:\d+ targets\[0\]\.parameters\.promptCache: openai-chat knows no time in the prompt cache "1h"; expected 30m or defeat/
		);
	});
});
