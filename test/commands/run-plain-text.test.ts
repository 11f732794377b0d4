/** A target that continues a plain text, through a whole run over real sockets. */
import { describe, expect, it } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	itemCount,
	writeScenario
} from './support/small-scenario.ts';

const emulated = {
	id: 'base',
	kind: 'emulated',
	protocol: 'tgi',
	model: 'm',
	quality: 1,
	performance: fastPerformance
};

describe('a target of tgi', () => {
	it('is measured and graded like any other, streamed and whole', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const whole = { ...emulated, id: 'whole', parameters: { stream: false } };
		const loads = [{ kind: 'closed', concurrency: 2, requests: itemCount }];
		writeConfig(workplace, coloursConfig([emulated, whole], { loads }));
		const { stdout, stderr } = await runBench(['run', '--json'], { workplace });
		expect(stdout, stderr).not.toBe('');
		const [streamed, inOne] = stagesOf(JSON.parse(stdout) as RunJson);
		const all = { completed: itemCount, passRate: { share: 1 } };
		expect(streamed).toMatchObject({ ...all, ttftMs: { n: itemCount } });
		expect(inOne).toMatchObject({ ...all, ttftMs: { n: 0 }, outputTokens: streamed?.outputTokens });
		expect(inOne?.inputTokens).toBe(streamed?.inputTokens);
	});

	it('is said to get no chat template before anything is sent', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		writeConfig(workplace, coloursConfig([emulated]));
		const { stdout, error } = await callCommand('plan', [workplace.file('bench.yaml'), '--json']);
		expect(error).toBeNull();
		expect(JSON.parse(stdout)).toMatchObject({
			notes: [
				'tgi has "base" continue a plain text: the system prompt stands before that of the user, and no chat template is applied; a model that was trained to chat is better asked through openai-chat'
			]
		});
	});

	it('is refused with its line what the protocol has no word for', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		writeConfig(workplace, coloursConfig([{ ...emulated, parameters: { imageDetail: 'low' } }]));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/bench\.yaml:\d+ targets\[0\]\.parameters\.imageDetail: tgi takes no detail of images; leave it out/u
		);
	});
});
