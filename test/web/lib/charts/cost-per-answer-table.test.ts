/** What an accepted answer costs: cheapest first, with its interval, and said where nobody knows how often an option is right. */
import { describe, expect, it } from 'vitest';
import { costPerAnswerTable, type CostPerAnswerData } from '#lib/charts/cost-per-answer-table.ts';

const entry = (id: string, usd: string, acceptShare: string | null) => ({
	option: { id, title: id, kind: 'buy' as const, emulated: false },
	series: 0,
	usdPerRequest: usd,
	usdPerRightAnswer: acceptShare === null ? null : String(Number(usd) / Number(acceptShare)),
	acceptShare,
	totalUsdPerMonth: String(1_000 * Number(usd)),
	band: { low: String(900 * Number(usd)), high: String(1_200 * Number(usd)) }
});
const data: CostPerAnswerData = {
	countsRework: false,
	requestsPerMonth: 1_000,
	options: [
		entry('dear', '0.2', '0.8'),
		entry('cheap', '0.1', '0.5'),
		entry('unknown', '0.01', null)
	]
};

describe('what an accepted answer costs', () => {
	it('is the bill of a request over the share of right answers, with the interval of the cost', () => {
		const { rows } = costPerAnswerTable(data);
		expect(rows.map(([name, usd]) => [name, usd])).toEqual([
			['cheap', 0.2],
			['dear', 0.25],
			['unknown', null]
		]);
		const [, , low, high, right] = rows[0] ?? [];
		expect([low, high, right]).toEqual([expect.closeTo(0.18, 9), expect.closeTo(0.24, 9), 50]);
	});

	it('is the cost of a request where rework puts every answer right', () => {
		const { rows, notes } = costPerAnswerTable({ ...data, countsRework: true });
		expect(rows[0]?.slice(0, 2)).toEqual(['unknown', 0.01]);
		expect(notes.join(' ')).toContain('has been put right');
	});

	it('names the options of which nobody knows how often they are right', () => {
		expect(costPerAnswerTable(data).caption).toContain('Not known how often it is right: unknown.');
	});
});
