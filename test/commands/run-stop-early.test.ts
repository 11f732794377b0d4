/** A comparison that ends a stage as soon as it is decided, from the config to `bench compare`. */
import { describe, it } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { writeConfig, type ErrorJson, type RunJson } from './support/run-json.ts';
import { fastPerformance } from './support/small-scenario.ts';

const emulated = (id: string, quality: number): Record<string, unknown> => ({
	id,
	kind: 'emulated',
	protocol: 'openai-chat',
	model: `${id}-model`,
	quality,
	performance: fastPerformance
});

const config = (stopEarly: Record<string, unknown>): Record<string, unknown> => ({
	name: 'stops early',
	scenarios: [{ use: 'support-triage' }],
	targets: [emulated('weak', 0.3), emulated('alike', 0.95), emulated('api', 0.95)],
	loads: [{ kind: 'closed', concurrency: 4, requests: 272 }],
	stopEarly
});

const firstStage = (run: RunJson, target: string) =>
	run.cells.find((cell) => cell.target === target)?.stages[0];

describe('a run that may end a comparison early', () => {
	it('measures what the others are held against first, ends a stage once it is decided, and compare widens its interval', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeConfig(workplace, config({ against: 'api', looks: 4 }));
		const measured = await runBench(['run', '--json'], { workplace });
		const run = JSON.parse(measured.stdout) as RunJson;
		expect(run.cells.map(({ target }) => target)).toEqual(['api', 'weak', 'alike']);
		expect(firstStage(run, 'api')).toMatchObject({ offered: 272, sequential: null });

		const weak = firstStage(run, 'weak');
		expect(weak?.sequential).toMatchObject({
			against: 'api',
			deltaPoints: 2,
			plannedItems: 272,
			plannedLooks: 4,
			stoppedEarly: true
		});
		const last = weak?.sequential?.looks.at(-1);
		expect(last?.conclusion).toBe('worse');
		expect(last?.items).toBeLessThan(272);
		expect(weak?.offered).toBeGreaterThanOrEqual(last?.items ?? 272);
		expect(weak?.offered).toBeLessThan(272);
		expect(measured.stderr).toContain(
			`"weak" is shown to be worse than "api" by more than 2 points after ${String(last?.items)} of 272 items`
		);

		// Without any difference the interval ends at −z²/(n + z²): −1.5 points at the last look of 272 items, −2.5 at the one before.
		const alike = firstStage(run, 'alike');
		expect(alike?.offered).toBe(272);
		expect(alike?.sequential?.looks.map(({ conclusion }) => conclusion)).toEqual([
			null,
			null,
			null,
			'not-worse'
		]);
		expect(alike?.sequential?.stoppedEarly).toBe(false);

		const compared = await runBench(['compare', 'weak', 'api', '--json'], { workplace });
		const [comparison] = JSON.parse(compared.stdout) as {
			n: number;
			ciHigh: number;
			sequential: { lastZ: number };
			nonInferiority: { shown: boolean };
		}[];
		expect(comparison?.n).toBe(weak?.offered);
		expect(comparison?.sequential.lastZ).toBeCloseTo(last?.z ?? 0, 12);
		expect(comparison?.nonInferiority.shown).toBe(false);
		const text = await runBench(['compare', 'weak', 'api'], { workplace });
		expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(
			`A: Held against "api" at ${String(weak?.sequential?.looks.length)} of 4 planned looks: shown to be worse by more than 2 points`
		);
	});

	it('refuses to hold targets against one that is not there', async ({ expect }) => {
		using workplace = createWorkplace();
		writeConfig(workplace, config({ against: 'apj' }));
		const { code, stdout } = await runBench(['run', '--json'], { workplace });
		expect(code).toBe(2);
		const { error } = JSON.parse(stdout) as { error: ErrorJson };
		expect(error.problems).toMatchObject([
			{
				path: 'stopEarly.against',
				message: 'there is no target "apj"; did you mean "api"? expected one of weak, alike, api'
			}
		]);
	});
});
