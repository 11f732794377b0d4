/** The sentences of a comparison say what its numbers say: which way, how much, how sure, and what they rest on. */
import { describe, expect, it } from 'vitest';
import {
	comparedSentence,
	comparisonFindings,
	costFinding,
	latencyFinding,
	qualityFinding
} from '#lib/compare/findings.ts';
import type { LatencyDifference } from '#lib/compare/comparison.ts';
import {
	comparedCell,
	comparedQuality,
	comparedStage,
	comparison,
	stageComparison,
	validSummary
} from './support/comparisons.ts';

const noneUngraded = { 'awaits-judging': 0, 'unreadable-judgement': 0 };

const latency = (
	metric: LatencyDifference['metric'],
	quantile: number,
	difference: LatencyDifference['difference']
): LatencyDifference => ({
	metric,
	quantile,
	aMs: 100,
	bMs: 100 - (difference?.ms ?? 0),
	aCount: 200,
	bCount: 200,
	needed: 130,
	difference
});

describe('the sentence of what is compared', () => {
	it('names both, their runs and the load', () => {
		expect(comparedSentence(comparison())).toBe(
			'A, ticket-triage on open model (run first run, 2026-11-20 10:00 UTC), against B, ticket-triage on frontier API (the same run), latencies and cost at closed ×2.'
		);
		const other = comparedCell({ runId: 'two', runName: 'second (again)', emulated: true });
		expect(comparedSentence(comparison({ b: other, stages: null }))).toContain(
			'B, ticket-triage on open model EMULATED (run second (again), 2026-11-20 10:00 UTC).'
		);
	});
});

describe('the finding of quality', () => {
	it('says who is right more often where that is shown', () => {
		expect(qualityFinding(comparison({ quality: comparedQuality(5, 30) }))).toMatch(
			/^A \(open model\) is 16\.1 points worse than B \(frontier API\): the share of right answers on 155 common items \(A − B: 95 % interval −\d+\.\d to −9\.\d points\)\.$/u
		);
		expect(qualityFinding(comparison({ quality: comparedQuality(30, 5) }))).toMatch(
			/^A .* is 16\.1 points better than B .* interval \+9\.\d to \+\d+\.\d points/u
		);
	});

	it('says that nothing is shown where the interval holds both ways', () => {
		expect(qualityFinding(comparison({ quality: comparedQuality(10, 12) }))).toMatch(
			/^No difference in quality is shown between A \(open model\) and B \(frontier API\): A − B is −1\.4 points on 142 common items/u
		);
	});

	it('says that nothing is shown where the exact test shows nothing, though the interval leaves 0 out', () => {
		expect(qualityFinding(comparison({ quality: comparedQuality(6, 0) }))).toMatch(/better than/u);
		expect(qualityFinding(comparison({ quality: comparedQuality(5, 0) }))).toMatch(
			/^No difference in quality is shown .* which leaves 0 out, but the exact test does not: p = 0\.063\)\.$/u
		);
	});

	it('names the interval of a comparison that was looked at while it was measured', () => {
		const look = {
			items: 100,
			pairs: 100,
			onlyCandidate: 5,
			onlyReference: 30,
			difference: -0.25,
			low: -0.4,
			high: -0.1,
			z: 2.4,
			conclusion: null
		};
		const sequential = {
			against: 'api',
			deltaPoints: 2,
			plannedItems: 200,
			plannedLooks: 5,
			looks: [look, { ...look, items: 155 }],
			stoppedEarly: true
		};
		const quality = { ...comparedQuality(5, 30), held: { side: 'a' as const, sequential } };
		expect(qualityFinding(comparison({ quality }))).toMatch(
			/95 % interval, over all 2 looks, −\d+\.\d to −9\.\d points/u
		);
	});

	it('is none where answers cannot be paired', () => {
		expect(qualityFinding(comparison())).toBeNull();
		expect(qualityFinding(comparison({ quality: { state: 'same-cell' } }))).toBeNull();
	});

	it('tells two of one name apart by their run', () => {
		const b = comparedCell({ runId: 'two' });
		expect(qualityFinding(comparison({ b, quality: comparedQuality(5, 30) }))).toContain(
			'A (open model, run one) is 16.1 points worse than B (open model, run two)'
		);
	});
});

describe('the finding of latency', () => {
	const stages = stageComparison({
		latencies: [
			latency('ttftMs', 0.5, { ms: -40, lowMs: -55, highMs: -20 }),
			latency('e2eMs', 0.95, { ms: 12, lowMs: -30, highMs: 61 })
		]
	});

	it('says which is faster, and where nothing is shown', () => {
		expect(latencyFinding(comparison({ quality: comparedQuality(), stages }))).toBe(
			'At closed ×2, A (open model) against B (frontier API): the median time to first token is 40 ms shorter (95 % interval −55 ms to −20 ms); no difference is shown in the 95th percentile of the whole answer (+12 ms, 95 % interval −30 ms to +61 ms).'
		);
	});

	it('says that a stage that is not valid is not to be relied on', () => {
		const summary = validSummary({ validity: { verdict: 'client-bound', reasons: [] } });
		const a = { ...comparedStage(0, 'closed ×2'), summary };
		const quality = comparedQuality();
		expect(latencyFinding(comparison({ quality, stages: { ...stages, a } }))).toMatch(
			/Not to be relied on: A is client-bound: the difference may be the client’s, not the target’s\.$/u
		);
	});

	it('is none where no percentile can be claimed', () => {
		const few = stageComparison({ latencies: [latency('ttftMs', 0.5, null)] });
		expect(latencyFinding(comparison({ stages: few }))).toBeNull();
		expect(latencyFinding(comparison({ stages: null }))).toBeNull();
	});
});

describe('the finding of cost', () => {
	it('compares right answers, or answers where nothing is right', () => {
		expect(costFinding(comparison())).toBe(
			'A right answer costs $0.00125 on A (open model) and $0.005 on B (frontier API): 4 times as much on B.'
		);
		const { costs } = stageComparison();
		const unright = stageComparison({
			costs: { a: { ...costs.b, usdPerAcceptedAnswer: null }, b: { ...costs.a, basis: 'per-hour' } }
		});
		expect(costFinding(comparison({ stages: unright }))).toBe(
			'While as busy as at closed ×2, an answer costs $0.004 on A (open model) and $0.001 on B (frontier API). An idle hour of what is paid by the hour costs the same, so which is dearer depends on how many requests there are in a month.'
		);
	});

	it('holds what is paid by the hour against the rest over a month at the demand of the scenario', () => {
		const { costs } = stageComparison();
		const busy = { usdPerAnswer: '0.00000909', usdPerAcceptedAnswer: '0.00000958' };
		const monthly = { servers: 1, usdPerAnswer: '0.0152', usdPerAcceptedAnswer: '0.016' };
		const stages = stageComparison({
			costs: {
				a: { ...busy, basis: 'per-hour', monthly },
				b: { ...costs.b, usdPerAnswer: '0.0016', usdPerAcceptedAnswer: '0.00167' }
			},
			requestsPerMonth: 120_000
		});
		expect(costFinding(comparison({ stages }))).toBe(
			'At the scenario’s own demand of 120,000 requests a month, a right answer costs $0.016 on A (open model) with 1 server paid for every hour of the month and $0.00167 on B (frontier API): 9.58 times as much on A.'
		);
	});

	it('is none where a cost is unknown', () => {
		const unknown = { usdPerAnswer: null, usdPerAcceptedAnswer: null, basis: null, monthly: null };
		const { costs } = stageComparison();
		const stages = stageComparison({ costs: { ...costs, b: unknown } });
		expect(costFinding(comparison({ stages }))).toBeNull();
	});
});

describe('what a comparison allows to say', () => {
	const latencies = [
		latency('ttftMs', 0.5, { ms: -40, lowMs: -55, highMs: -20 }),
		latency('e2eMs', 0.95, null)
	];

	it('is, of a stage with itself, that there is nothing to compare', () => {
		const same = comparison({
			b: comparedCell(),
			quality: { state: 'same-cell' },
			stages: stageComparison({ latencies })
		});
		const { heading, sentences } = comparisonFindings(same);
		expect(heading).toBe('There is nothing to compare');
		expect(sentences).toStrictEqual([
			'A and B are the same measurement. Choose another load of it, another target, or another run.'
		]);
		expect(comparedSentence(same)).toBe(
			'A and B are both ticket-triage on open model (run first run, 2026-11-20 10:00 UTC), at closed ×2.'
		);
	});

	it.each([
		{ state: 'other-items' } as const,
		{
			state: 'nothing-paired',
			itemsOfA: 40,
			itemsOfB: 30,
			commonItems: 0,
			ungradedOfA: noneUngraded,
			ungradedOfB: noneUngraded
		} as const
	])('is, without a common item ($state), no difference, but what each did', (quality) => {
		const stages = stageComparison({ latencies });
		const { heading, sentences } = comparisonFindings(comparison({ quality, stages }));
		expect(heading).toBe('No answers are paired');
		expect(sentences[0]).toMatch(/^A and B were not asked the same items/u);
		expect(sentences.slice(1)).toStrictEqual([
			'A (open model): right on 80 % (71–87) of 100 graded items; at closed ×2, the median time to first token is 100 ms, the 95th percentile of the whole answer is 100 ms, an answer costs $0.001.',
			'B (frontier API): right on 80 % (71–87) of 100 graded items; at closed ×2, the median time to first token is 140 ms, the 95th percentile of the whole answer is 100 ms, an answer costs $0.004.'
		]);
	});

	it('is, of a side that is not valid, never said without that', () => {
		const summary = validSummary({ validity: { verdict: 'client-bound', reasons: [] } });
		const stages = stageComparison({
			latencies,
			a: { ...comparedStage(0, 'closed ×2'), summary }
		});
		const { sentences } = comparisonFindings(comparison({ stages }));
		expect(sentences[1]).toContain('at closed ×2 (client-bound, see below), the median');
		expect(sentences[2]).toContain('at closed ×2, the median');
	});

	it('is, of the same items that nobody graded, that quality is not compared, and the rest', () => {
		const quality = {
			state: 'nothing-paired',
			itemsOfA: 40,
			itemsOfB: 40,
			commonItems: 40,
			ungradedOfA: noneUngraded,
			ungradedOfB: noneUngraded
		} as const;
		const stages = stageComparison({ latencies });
		const { heading, sentences } = comparisonFindings(comparison({ quality, stages }));
		expect(heading).toBe('What was found');
		expect(sentences).toHaveLength(3);
		expect(sentences[0]).toContain('no item has a graded answer of both');
	});

	it('is every difference where answers are paired', () => {
		const stages = stageComparison({ latencies });
		const { sentences } = comparisonFindings(
			comparison({ quality: comparedQuality(5, 30), stages })
		);
		expect(sentences).toHaveLength(3);
	});
});
