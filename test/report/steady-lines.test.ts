/** What a reader is told of warm-up, drain and intervals, as text and on the page of a stage. */
import { describe, expect, it } from 'vitest';
import type { SteadyState } from '#core/steady-state.ts';
import { steadyLines } from '#bench/report/steady-lines.ts';
import { steadyFacts } from '#lib/runs/steady-facts.ts';
import { sampleSummary } from '../db/support/samples.ts';

const steadyState: SteadyState = {
	warmUp: { requests: 30, durationS: 1.5, reason: 'whole answers took longer' },
	rateWindow: { fromMs: 1_500, toMs: 9_000 },
	drain: { durationS: 0.4, requests: 1 },
	intervals: {
		ttftMeanMs: null,
		e2eMeanMs: { low: 90, high: 110 },
		requestsPerS: { low: 4, high: 5 },
		outputTokensPerS: null,
		sloMetShare: { low: 0.931, high: 0.982 },
		neighbourCorrelation: 0.1
	}
};
const summaryWith = (changes: Partial<SteadyState>) => ({
	...sampleSummary(),
	steadyState: { ...steadyState, ...changes }
});

describe('the steady part of a stage, in words', () => {
	it('says what was left out and why, what is in no rate, and how sure the rest is', () => {
		expect(steadyLines(summaryWith({}))).toStrictEqual([
			'warm-up: the first 30 requests (1.50 s) count for no latency, rate or share on time; whole answers took longer',
			'drain: 1 attempt ended in the 0.40 s after the last request was due, in no rate',
			'95 % intervals: 90 to 110 ms mean whole answer, 4.00 to 5.00 answers/s, 93.1 % to 98.2 % on time'
		]);
		expect(steadyFacts(summaryWith({})).map(([name]) => name)).toStrictEqual([
			'Warm-up left out',
			'Drain',
			'Mean whole answer (95 %)',
			'Completed (95 %)',
			'Met the objective (95 %)'
		]);
	});

	it('says so where nothing was left out, rates are those of the whole time, or the stage was too short to tell', () => {
		const summary = summaryWith({
			warmUp: { requests: 0, durationS: 0, reason: 'as configured' },
			rateWindow: null,
			intervals: { ...steadyState.intervals!, neighbourCorrelation: 0.45 }
		});
		const lines = steadyLines(summary);
		expect(lines[0]).toBe('warm-up: nothing left out; as configured');
		expect(lines[1]).toMatch(/in the rates as well$/u);
		expect(lines.at(-1)).toMatch(/too narrow: .*correlation 0\.45/u);
		const facts = new Map(steadyFacts(summary));
		expect(facts.get('Warm-up left out')).toBe('nothing: as configured');
		expect(facts.get('Intervals')).toMatch(/too narrow/u);
	});

	it('is silent of stages that were stored before it was kept', () => {
		expect(steadyLines(sampleSummary())).toStrictEqual([]);
		expect(steadyFacts(sampleSummary())).toStrictEqual([]);
	});
});
