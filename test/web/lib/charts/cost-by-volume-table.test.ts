/** The crossover chart as a table: a column for each option, bands of the compared pair, and the sentence in all of its forms. */
import { describe, expect, it } from 'vitest';
import {
	costByVolumeTable,
	crossoverInWords,
	type CostByVolumeData
} from '#lib/charts/cost-by-volume-table.ts';

const option = (id: string, emulated = false) =>
	({ id, title: `option ${id}`, kind: 'buy', emulated }) as const;
const data = (changes: Partial<CostByVolumeData> = {}): CostByVolumeData => ({
	volumes: [1, 10, 100],
	curves: [
		{
			option: option('own'),
			usdPerMonth: [100, 100.004, 200],
			band: { low: [90, 90, 180], high: [110, 110, 220] }
		},
		{ option: option('api', true), usdPerMonth: [10, null, 1_000], band: null }
	],
	compared: { makeId: 'own', buyId: 'api' },
	crossover: { verdict: 'crosses', first: 20, permanent: 20, reason: 'They cross.' },
	interval: { low: 15, high: 30 },
	requestsPerMonth: 10,
	forecast: [{ month: 12, requestsPerMonth: 14 }],
	draws: 200,
	...changes
});

describe('the crossover chart as a table', () => {
	it('has a row for each volume and cents, with bands only where there are some', () => {
		const table = costByVolumeTable(data());
		expect(table.columns.map(({ key }) => key)).toEqual([
			'requestsPerMonth',
			'own.usdPerMonth',
			'own.lowUsdPerMonth',
			'own.highUsdPerMonth',
			'api.usdPerMonth'
		]);
		expect(table.rows).toEqual([
			[1, 100, 90, 110, 10],
			[10, 100, 90, 110, null],
			[100, 200, 180, 220, 1_000]
		]);
		expect(table.columns[4]?.label).toBe('option api EMULATED');
	});

	it('says from where on the same one stays the cheaper, with interval, today and forecast', () => {
		expect(costByVolumeTable(data()).caption).toBe(
			'From 20 requests a month on (90 % interval 15 to 30) the same one of option own and option api EMULATED stays the cheaper. Today it is 10; forecast: 14 after 12 months.'
		);
	});

	it.each([
		[{ verdict: 'never', first: null, permanent: null }, 'costs more than'],
		[{ verdict: 'always', first: null, permanent: null }, 'costs less than'],
		[
			{ verdict: 'crosses', first: 20, permanent: null },
			'from 20 requests a month on, without an end'
		],
		[{ verdict: 'crosses', first: 5, permanent: 20 }, 'and in parts from 5 on']
	] as const)('has a sentence for %j', (crossover, text) => {
		expect(
			crossoverInWords(data({ crossover: { ...crossover, reason: '' }, interval: null }))
		).toContain(text);
	});

	it('says that some draws have no crossover, and what it takes where nothing is compared', () => {
		expect(crossoverInWords(data({ interval: { low: 15, high: null } }))).toContain(
			'(90 % interval 15 to none at all)'
		);
		expect(crossoverInWords(data({ compared: null, crossover: null }))).toContain(
			'it takes an option that is made and one that is bought'
		);
	});
});
