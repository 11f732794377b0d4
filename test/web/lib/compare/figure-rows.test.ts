import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { figureRows, outcomeNotes } from '#lib/compare/figure-rows.ts';
import { comparedStage, stageComparison, validSummary } from './support/comparisons.ts';

const rowsOf = (changes: Parameters<typeof validSummary>[0]) => {
	const stages = stageComparison({
		b: { ...comparedStage(0, 'closed ×2'), summary: validSummary(changes) }
	});
	return new Map(figureRows(stages).map((row) => [row.name, row]));
};

describe('the figures of two stages', () => {
	it('stand beside each other with their unit and how they compare', () => {
		const rows = rowsOf({ requestsPerS: 1.44, outputTokens: 900 });
		expect(rows.get('Throughput')).toMatchObject({ a: '0.72/s', b: '1.44/s', ratio: '0.50' });
		expect(rows.get('Output tokens')).toMatchObject({ a: '50', b: '100', ratio: '0.50' });
		expect(rows.get('Without a whole answer')).toMatchObject({ a: '1 of 10 (10 %)', ratio: null });
		expect(rows.get('Outcomes other than ok')).toMatchObject({ a: '1 error' });
		expect(rows.get('Cost of an answer')).toMatchObject({
			a: '$0.001',
			b: '$0.004',
			ratio: '0.25'
		});
		expect(rows.get('Cost of a right answer')).toMatchObject({ a: '$0.00125', ratio: '0.25' });
		expect(rows.get('Right')).toMatchObject({ a: '89 % (56–98)', ratio: '1.00' });
	});

	it('say what was not measured, never 0', () => {
		const rows = rowsOf({
			outputTokensPerS: null,
			goodputPerS: null,
			sloMetShare: null,
			inputTokens: null,
			passRate: null
		});
		expect(rows.get('Output')).toMatchObject({ b: 'not reported', ratio: null });
		expect(rows.get('Goodput')).toMatchObject({ b: 'no objective', ratio: null });
		expect(rows.get('Met the objective')).toMatchObject({ b: 'no objective' });
		expect(rows.get('Input tokens')).toMatchObject({ b: 'not reported' });
		expect(rows.get('Right')).toMatchObject({ b: 'nothing graded', ratio: null });
	});

	it('say why a right answer has no cost', () => {
		const none = { usdPerAnswer: null, usdPerAcceptedAnswer: null, basis: null, monthly: null };
		const paid = { ...none, usdPerAnswer: '0.001', basis: 'per-token' } as const;
		const noneRight = validSummary({ passRate: wilsonInterval(0, 40) });
		const rows = figureRows(
			stageComparison({
				b: { ...comparedStage(0, 'closed ×2'), summary: noneRight },
				costs: { a: none, b: paid }
			})
		);
		expect(rows.at(-1)).toMatchObject({
			a: 'no price, or no usage reported',
			b: 'no answer was right'
		});
	});

	it('tell what an answer costs over the month beside what it costs while busy', () => {
		const { costs } = stageComparison();
		const monthly = { servers: 1, usdPerAnswer: '0.0152', usdPerAcceptedAnswer: '0.016' };
		const stages = stageComparison({
			costs: { ...costs, a: { ...costs.a, basis: 'per-hour', monthly } },
			requestsPerMonth: 120_000
		});
		const rows = new Map(figureRows(stages).map((row) => [row.name, row]));
		expect(rows.get('Cost of an answer')).toMatchObject({ a: '$0.001', b: '$0.004' });
		expect(rows.get('Standing all month')).toMatchObject({ a: '1 server', b: 'none' });
		expect(rows.get('Cost of an answer over the month')).toMatchObject({
			a: '$0.0152',
			b: '$0.004',
			ratio: '3.80'
		});
		expect(rows.get('Cost of a right answer over the month')).toMatchObject({
			a: '$0.016',
			b: '$0.005'
		});
	});

	it('explain the outcomes that there were', () => {
		expect(outcomeNotes(stageComparison())).toStrictEqual(['error: failed']);
	});
});
