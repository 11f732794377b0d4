import { describe, expect, it } from 'vitest';
import { setupDifferences, type MeasuredSetup } from '#lib/compare/setup-difference.ts';
import { sampleCell, sampleRun, sampleStage } from '../../../db/support/samples.ts';

const setup = (changes: Partial<MeasuredSetup> = {}): MeasuredSetup => ({
	run: sampleRun('one'),
	cell: sampleCell('one/0', 'one'),
	stages: [sampleStage('one/0/0', 'one/0')],
	...changes
});

describe('the differences of two setups', () => {
	it('are none between a setup and itself, and every setting is counted', () => {
		const { differences, sameCount } = setupDifferences(setup(), setup());
		expect(differences).toStrictEqual([]);
		expect(sameCount).toBeGreaterThan(25);
	});

	it('name a setting by its path in the config, and say where one has none', () => {
		const { target } = sampleCell('one/0', 'one');
		const other = setup({
			cell: sampleCell('one/1', 'one', {
				target: { ...target, parameters: { temperature: 0.7, stream: true, extraBody: {} } }
			})
		});
		expect(setupDifferences(setup(), other).differences).toStrictEqual([
			{ group: 'Target', name: 'parameters.temperature', a: null, b: '0.7' }
		]);
	});

	it('hold items, limits and loads of the runs, and the machine that measured', () => {
		const run = sampleRun('two', { seed: 2 });
		const other = setup({
			run: {
				...run,
				config: {
					...run.config,
					scenarios: [{ use: './scenarios/ticket-triage/' }],
					limits: { ...run.config.limits, idleTimeoutS: 5 }
				},
				host: { ...run.host, cpuCount: 8, gitCommit: 'abc' }
			},
			stages: [
				sampleStage('two/0/0', 'two/0', { load: { kind: 'poisson', ratePerS: 4, durationS: 9 } })
			]
		});
		const { differences } = setupDifferences(setup(), other);
		expect(differences.map(({ name, a, b }) => [name, a, b])).toStrictEqual([
			['items', '5', 'all'],
			['run', 'one', 'two'],
			['seed', '1', '2'],
			['loads', 'closed ×2', 'poisson 4/s'],
			['limits.idleTimeoutS', '60', '5'],
			['cpuCount', '2', '8'],
			['gitCommit', null, 'abc']
		]);
	});
});
