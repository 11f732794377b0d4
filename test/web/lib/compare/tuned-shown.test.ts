/** What stands on the page of a tuned model: each number rounded once, with its interval beside it. */
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { shownPairs, shownTargets } from '#lib/compare/tuned-shown.ts';
import {
	tunedPairsTable,
	tunedTargetsTable,
	type TabledComparison
} from '#lib/compare/tuned-tables.ts';

const side = (targetId: string) => ({
	runId: 'run',
	targetId,
	targetTitle: null,
	emulated: false
});

const figures = (targetId: string, right: number): TabledComparison['targets'][number] => ({
	cell: side(targetId),
	right: wilsonInterval(right, 272),
	load: 'closed ×16',
	ttftP50Ms: 185,
	ttftP95Ms: 208,
	e2eP95Ms: 236,
	validity: 'valid',
	usdPerRequest: '0.0152',
	costBasis: 'per-month',
	usdPerRightAnswer: '0.016'
});

const found: TabledComparison = {
	scenarioId: 'mails',
	commonItems: 272,
	volume: { requestsPerMonth: 120_000, from: 'scenario' },
	targets: [figures('tuned', 258), figures('base', 218)],
	pairs: [
		{
			b: side('base'),
			n: 272,
			counts: { onlyA: 40, onlyB: 0 },
			difference: { value: 40 / 272, low: 0.11, high: 0.194 },
			exactP: 1.82e-12,
			holmP: 0.031,
			gate: { state: 'non-inferior' } as TabledComparison['pairs'][number]['gate'],
			sequential: null
		}
	],
	tuning: {
		spread: { usdPerRightAnswer: '0.0174' },
		paybacks: [
			{
				isBase: true,
				months: 0.416,
				monthsInterval: { low: 0.4, high: 0.44 },
				payback: {
					requests: 49_961,
					requestsInterval: { low: 48_000, high: 52_500 },
					saving: { usdPerRequest: '0.4', low: 0.38, high: 0.42 },
					reason: null
				}
			}
		]
	}
};

describe('the tables of a tuned model on its page', () => {
	it('round shares once: 218 of 272 is 80.1 %, and 94.9 % begins at 91.5', () => {
		const { columns, rows } = shownTargets(tunedTargetsTable(found));
		expect(columns.map(({ label }) => label).slice(0, 5)).toEqual([
			'Target',
			'Right (95 %)',
			'Right answer',
			'with tuning',
			'Request'
		]);
		expect(rows.map((row) => row.slice(0, 2))).toEqual([
			['tuned, A, tuned', '94.9 % (91.5–96.9)'],
			['base, its base', '80.1 % (75.0–84.5)']
		]);
	});

	it('have p-values as they are read, and what was saved with its interval', () => {
		const { columns, rows } = shownPairs(tunedPairsTable(found));
		const row = new Map(columns.map(({ label }, index) => [label, rows[0]?.[index]]));
		expect(row.get('p of this pair')).toBe('< 0.0001');
		expect(row.get('p over all pairs')).toBe('0.031');
		expect(row.get('A − other, points (95 %)')).toBe('+14.7 (+11.0 to +19.4)');
		expect(row.get('A request saves (95 %)')).toBe('$0.40 ($0.38 to $0.42)');
		expect(row.get('Tuning paid after, requests (95 %)')).toBe('49,961 (48,000 to 52,500)');
	});

	it('have no columns of a payback where there is none', () => {
		const { columns } = shownPairs(tunedPairsTable({ ...found, tuning: null }));
		expect(columns.map(({ label }) => label)).toEqual([
			'Against',
			'A − other, points (95 %)',
			'A not worse',
			'Only A right',
			'Only the other',
			'p of this pair',
			'p over all pairs'
		]);
	});
});
