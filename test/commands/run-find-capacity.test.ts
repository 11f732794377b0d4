/** A config that searches the capacity: every item once, then the search, whose stages are stages of the cell. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { coloursConfig, fastPerformance, writeScenario } from './support/small-scenario.ts';

const workplace = createWorkplace();
afterAll(() => {
	workplace[Symbol.dispose]();
});

interface RunJson {
	run: { id: string; state: string };
	cells: {
		capacity: { state: string; capacityPerS: number | null; ended: { why: string } } | null;
		stages: {
			load: { kind: string; requests?: number };
			capacitySearch: { purpose: string } | null;
			batches: unknown[] | null;
		}[];
	}[];
}

it('measures every item once and then searches, prints what was found, and shows it again', async () => {
	writeScenario(workplace);
	const config = coloursConfig([
		{
			id: 'queue',
			kind: 'emulated',
			protocol: 'openai-chat',
			model: 'm',
			performance: { ...fastPerformance, decodeStepMs: 40 },
			quality: 1,
			findCapacity: { startRatePerS: 40, maxRatePerS: 60, maxStages: 2 }
		}
	]);
	writeFileSync(workplace.file('bench.yaml'), JSON.stringify({ ...config, loads: undefined }));
	const ended = await runBench(['run', '--json'], { workplace });
	const json = JSON.parse(ended.stdout) as RunJson;
	const [cell] = json.cells;
	expect(json.run.state).toBe('complete');
	expect(
		cell!.stages.map(({ load, capacitySearch }) => [load.kind, capacitySearch?.purpose])
	).toStrictEqual([
		['closed', undefined],
		['poisson', 'bracket'],
		['poisson', 'bracket']
	]);
	expect(cell!.stages[0]!.load.requests).toBe(12);
	expect(cell!.stages[1]!.batches).toHaveLength(20);
	expect(cell!.capacity?.ended.why).toBe('max-stages');
	const shown = await runBench(['runs', 'show', json.run.id], { workplace });
	expect(shown.stdout).toContain('Capacity: the highest rate at which the objective holds');
	expect(shown.stdout).toContain('the 2 stages of the search were used up');
});
