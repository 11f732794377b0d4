/** `bench plan`: what it foretells, against what is counted by hand. */
import { describe, expect, it } from 'vitest';
import { createWorkplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { writeConfig } from './support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from './support/small-scenario.ts';

interface Planned {
	cells: {
		targetId: string;
		items: number;
		requests: number | null;
		inputTokensPerRequest: number;
		outputTokensPerRequest: number;
		durationS: number | null;
		isOpenEnded: boolean;
		expectedUsd: string | null;
	}[];
	scenarios: {
		items: number;
		detectable: { differingShare: number; difference: number | null }[];
		itemsForNonInferiority: number;
	}[];
	paid: { paidRequests: number; worstUsd: string };
}

const price = {
	kind: 'per-token',
	inputUsdPerMtok: '1000',
	outputUsdPerMtok: '4000',
	source: 'a test',
	checkedOn: '2026-11-01'
};

const planOf = async (config: Record<string, unknown>, ...args: string[]): Promise<Planned> => {
	using workplace = createWorkplace();
	writeScenario(workplace);
	writeConfig(workplace, config);
	const { stdout, error } = await callCommand('plan', [
		workplace.file('bench.yaml'),
		'--json',
		...args
	]);
	if (error) throw error;
	return JSON.parse(stdout) as Planned;
};

describe('bench plan', () => {
	it('counts requests, tokens, time and money of every cell', async () => {
		const { cells, paid } = await planOf(
			coloursConfig(
				[
					selfHosted(1, { price }),
					selfHosted(1, {
						id: 'hours',
						price: {
							kind: 'per-hour',
							usdPerHour: '3.60',
							source: 'a test',
							checkedOn: '2026-11-01'
						}
					})
				],
				{
					loads: [
						{ kind: 'closed', concurrency: 2, requests: 4 },
						{ kind: 'constant', ratePerS: 2, durationS: 10 }
					]
				}
			)
		);
		// "Answer with one colour." and "Which colour has thing 0?", two of the items with one character more.
		const characters = 23 + 25 + 2 / itemCount;
		expect(cells[0]).toMatchObject({
			items: itemCount,
			requests: 24,
			durationS: 10,
			isOpenEnded: true
		});
		expect(cells[0]!.inputTokensPerRequest).toBeCloseTo(characters / 4, 9);
		// "red" and "green" by turns.
		expect(cells[0]!.outputTokensPerRequest).toBeCloseTo((1 + 1.25) / 2, 9);
		// 12 and 1 whole tokens a request.
		expect(Number(cells[0]!.expectedUsd)).toBeCloseTo(24 * (12e-3 + 4e-3), 9);
		expect(cells[1]).toMatchObject({ expectedUsd: null });
		expect(paid).toEqual({ paidRequests: 0, worstUsd: '0' });
	});

	it('prices hours where time ends every stage, and counts items that are really asked', async () => {
		const { cells, scenarios } = await planOf(
			coloursConfig(
				[
					selfHosted(1, {
						price: {
							kind: 'per-hour',
							usdPerHour: '3.60',
							source: 'a test',
							checkedOn: '2026-11-01'
						}
					})
				],
				{ loads: [{ kind: 'constant', ratePerS: 0.5, durationS: 10 }] }
			),
			'--delta',
			'5'
		);
		expect(cells[0]).toMatchObject({ items: 5, requests: 5, isOpenEnded: false });
		expect(Number(cells[0]!.expectedUsd)).toBeCloseTo(0.01, 9);
		expect(scenarios[0]).toMatchObject({ items: 5 });
		expect(scenarios[0]!.detectable.every(({ difference }) => difference === null)).toBe(true);
		expect(scenarios[0]!.itemsForNonInferiority).toBeLessThan(500);
	});

	it('prints words for a reader, and refuses what is no config', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		writeConfig(workplace, coloursConfig([selfHosted(1)]));
		const { stdout } = await callCommand('plan', [workplace.file('bench.yaml')]);
		expect(stdout).toContain('nothing was sent');
		expect(stdout).toContain('Nothing of it is paid by the token.');
		const hourly = { kind: 'per-hour', usdPerHour: '3', source: 'test', checkedOn: '2026-11-01' };
		writeConfig(
			workplace,
			coloursConfig([{ ...selfHosted(1), price: hourly }], {
				loads: [{ kind: 'closed', concurrency: 2, durationS: 60 }]
			}),
			'hourly.yaml'
		);
		const rented = await callCommand('plan', [workplace.file('hourly.yaml')]);
		expect(rented.stdout.replaceAll(/\s+/gu, ' ')).toContain(
			'paid by the token; what is expected is the price of the hours that it takes.'
		);
		expect(stdout).toMatch(/colours: 4 items show a difference/u);
		const { error } = await callCommand('plan', [workplace.file('absent.yaml')]);
		expect(error).toMatchObject({ exitCode: 2 });
	});
});
