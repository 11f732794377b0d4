import { describe, expect, it } from 'vitest';
import { findCrossovers } from '#bench/economics/crossover/crossover.ts';
import { plainCurves } from '#bench/economics/crossover/plain-spec.ts';
import { plainCostSpecSchema } from '#core/plain-cost-spec.ts';
import { renderCrossover, renderIntervals } from '#bench/report/crossover-report.ts';

const resultOf = (
	changes: { buy?: object; make?: object; max?: number } = {},
	maxIntervals = 10_000
) => {
	const { make, buy, maxRequestsPerMonth } = plainCurves(
		plainCostSpecSchema.parse({
			buy: { usdPerRequest: 0.004, ...changes.buy },
			make: {
				fixedUsdPerMonth: 1_000,
				nodeUsdPerMonth: 500,
				requestsPerNodeMonth: 400_000,
				spareNodes: 0,
				marginalUsdPerRequest: 0,
				...changes.make
			},
			maxRequestsPerMonth: changes.max ?? 1_000_000
		})
	);
	return findCrossovers(make, buy, { maxRequestsPerMonth, maxIntervals });
};

const manySteps = { make: { nodeUsdPerMonth: 1_590, fixedUsdPerMonth: 3_000 }, max: 1_000_000_000 };

describe('a crossover on screen', () => {
	it('has the reason, both points and a row for every range', () => {
		const text = renderCrossover(resultOf(), { make: 'make', buy: 'buy' }, null);
		expect(text).toContain('first crossover: 375,000 requests a month');
		expect(text.split('\n').filter((line) => /\$.+→/u.test(line))).toHaveLength(6);
		expect(text).not.toContain('make: make');
	});

	it('says what the sides are called where they have names', () => {
		const names = { make: 'our GPUs', buy: 'the API' };
		expect(renderCrossover(resultOf(), names, null)).toMatch(/^make: our GPUs; buy: the API\n/u);
	});

	it('says that there is none', () => {
		const text = renderCrossover(
			resultOf({ buy: { usdPerRequest: 0.000001 } }),
			{ make: 'make', buy: 'buy' },
			null
		);
		expect(text).toContain('first crossover: none\npermanent crossover: none');
	});

	it('leaves out the middle of a long list and counts it', () => {
		const result = resultOf(manySteps);
		const text = renderIntervals(result, null);
		const wins = result.intervals.filter(({ winner }) => winner !== 'tie');
		expect(text).toContain(`… ${String(wins.length - 12)} more; --json lists them`);
		expect(text.split('\n')).toHaveLength(14);
	});

	it('tells many single volumes at which both cost the same in one line', () => {
		const result = resultOf(manySteps);
		const ties = result.intervals.filter(({ winner }) => winner === 'tie');
		const text = renderCrossover(result, { make: 'make', buy: 'buy' }, 100);
		expect(text).toContain(`equal at ${String(ties.length)} volumes, the first at 120,000,000\n`);
		expect(text).not.toMatch(/ equal /u);
		const one = resultOf({ make: { nodeUsdPerMonth: 0 } });
		expect(one.intervals.map(({ winner }) => winner)).toEqual(['buy', 'tie', 'make']);
		expect(renderCrossover(one, { make: 'make', buy: 'buy' }, null)).toMatch(
			/250,000 +250,000 +equal/u
		);
	});

	it('says how many ranges the data leave out as well', () => {
		const text = renderIntervals(resultOf(manySteps, 4), null);
		expect(text).toMatch(/… [\d,]+ more of the same kind are not listed|… more of the same kind/u);
	});

	it.each([50, 60, 80])('fits %i columns with both costs in it', (columns) => {
		const text = renderCrossover(
			resultOf({ ...manySteps, max: 1_000_000_000_000 }),
			{ make: 'make', buy: 'buy' },
			columns
		);
		expect(text).toContain('make, $/month');
		if (columns >= 80) {
			const widths = text.split('\n').map(({ length }) => length);
			expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
			expect(text).toContain('buy, $/month');
		}
	});
});
