/** A scenario held against its own grader. */
import { afterAll, describe, expect, it } from 'vitest';
import { checkScenario } from '#bench/graders/check-scenario.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { itemSchema, scenarioSchema, type LoadedScenario } from '#core/scenario.ts';

const tools = openGradingTools({ allowCommands: false });
afterAll(() => {
	tools.close();
});

const scenarioOf = (grader: unknown, references: unknown[]): LoadedScenario => ({
	scenario: scenarioSchema.parse({
		id: 'demo',
		version: 1,
		title: 'Demo',
		summary: 'A scenario for a test.',
		prompt: { system: '', user: 'Go.' },
		maxOutputTokens: 4,
		grader,
		slo: 'e2e<1s',
		traffic: { arrivals: 'poisson', peakToAverage: 1, source: 'test' },
		demand: { requestsPerMonth: 1, source: 'test' }
	}),
	items: references.map((reference, index) =>
		itemSchema.parse({ id: `item-${String(index)}`, input: {}, reference, language: 'en' })
	),
	images: new Map(),
	world: null,
	hash: ''
});
const code = (solution: string, wrong: string) => ({
	solution,
	tests: `test('is two', () => assert.equal(two(), 2));`,
	wrong: [wrong]
});

describe('the check of a scenario', () => {
	it('finds a reference that fails its own grader, and a wrong answer that passes', async () => {
		const right = 'const two = () => 2;';
		const wrong = 'const two = () => 3;';
		const found = await checkScenario(
			scenarioOf({ kind: 'unit-tests' }, [
				code(right, wrong),
				code(wrong, wrong),
				code(right, 'const two = () => 1 + 1;')
			]),
			{ tools, seed: 1 }
		);
		expect(found.map(({ itemId, message }) => `${itemId}: ${message}`)).toEqual([
			expect.stringMatching(/^item-1: its reference fails its own grader: .*got 3, expected 2/u),
			...Array.from(
				{ length: 3 },
				() => expect.stringMatching(/^item-2: a wrong answer passes: /u) as string
			)
		]);
	});

	it('finds nothing in a good one', async () => {
		const scenario = scenarioOf({ kind: 'number', tolerance: 0.5 }, [1, 2.5, -3]);
		expect(await checkScenario(scenario, { tools, seed: 1 })).toEqual([]);
	});
});
