import { describe as suite, expect, it } from 'vitest';
import type { Run, Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { describe as summarise } from '#core/statistics/distribution.ts';
import { renderLoadReport } from '#bench/report/load-report.ts';
import { sampleRun, sampleStage, sampleSummary } from '../db/support/samples.ts';

const report = (
	changes: Partial<StageSummary> | null = {},
	run: Partial<Run> = {},
	stage: Partial<Stage> = {}
): string =>
	renderLoadReport({
		run: sampleRun('20261120T100000-aaaa', run),
		stages: [
			sampleStage('s', 'c', {
				state: 'complete',
				summary: changes && { ...sampleSummary(), ...changes },
				...stage
			})
		],
		storedAttempts: 1_234,
		databaseName: 'bench.db',
		slo: { ttftMs: 800 },
		sloShare: 0.95
	});

suite('the report of a load test', () => {
	it('tells what went in, and its price, where nothing is generated', () => {
		const text = report({
			outputTokens: 0,
			outputTokensPerS: 0,
			usdPerMtokOutput: null,
			usdPerMtokInput: 0.3
		});
		expect(text).toContain('0.72 answers/s, 145 input tokens/s\n');
		expect(text).toContain('$0.30 per million input tokens');
		expect(text).not.toContain('output tokens');
	});

	it('gives every metric with its samples, the rates, the client and the verdict', () => {
		expect(report()).toMatchInlineSnapshot(`
			"closed ×2: 9 of 10 offered requests answered in 12.5 s (9 ok, 1 error)

			ms                       n  mean  p50  p90   p95    p99   max
			TTFT, from due           2    85   85   89*   90*    90*   91
			TTFT, from sent          2    85   85   89*   90*    90*   90
			first visible, from due  2    85   85   89*   90*    90*   91
			gap between deltas       3   9.0  9.0  9.8*  9.9*  10.0*   10
			time per output token    1   9.0  9.0  9.0*  9.0*   9.0*  9.0
			whole answer             2   925  925  945*  948*   950*  950
			EMULATED: this endpoint says that no model is behind it; nothing here was measured on one
			* too few samples to claim it: p90 needs 64, p95 130, p99 662

			0.72 answers/s, 72.5 output tokens/s
			objective ttft<800ms for 95 % of requests: missed; 90 % of those offered were on time, 0.64 a second
			cost: $0.00027; $0.030 per 1,000 answers, $0.60 per million output tokens
			1 × HTTP 500: out of memory
			client: sent late by p99 0.1 ms, event loop held up by p99 0.5 ms, first output unread for at most 0.2 ms at p99, 10 % of a core, 0 reconnects
			validity: ○ too-few-samples
			  10 requests are few

			1,234 attempts stored in bench.db as run 20261120T100000-aaaa"
		`);
	});

	it('says how many answers have a cost that is doubtful, and nothing where none has', () => {
		expect(report({ inconsistentUsage: 3 })).toContain(
			'usage: 3 answers whose usage does not add up: what they cost is doubtful'
		);
		expect(report({ inconsistentUsage: 1 })).toContain('1 answer whose usage does not add up');
		for (const inconsistentUsage of [0, null]) {
			expect(report({ inconsistentUsage })).not.toContain('does not add up');
		}
	});

	it('marks the percentiles that the sample is too small for, and no others', () => {
		const samples = (n: number) => summarise(Array.from({ length: n }, (_, i) => 100 + (i % 7)));
		const all = (n: number): Partial<StageSummary> => ({
			ttftMs: samples(n),
			serviceTtftMs: samples(n),
			ttfaMs: samples(n),
			itlMs: samples(n),
			tpotMs: samples(n),
			e2eMs: samples(n)
		});
		const stars = (n: number): number => report(all(n)).match(/\d\*/g)?.length ?? 0;
		expect([63, 64, 130, 662].map(stars)).toStrictEqual([18, 12, 6, 0]);
		expect(report(all(662))).not.toContain('*');
	});

	it('shows what was not observed as missing, never as 0', () => {
		const none = summarise([]);
		const missingTimes = {
			ttftMs: none,
			serviceTtftMs: none,
			ttfaMs: none,
			itlMs: none,
			tpotMs: none
		};
		const text = report({
			...missingTimes,
			outputTokensPerS: null,
			goodputPerS: null,
			goodputBasis: null,
			sloMetShare: null
		});
		expect(text).toMatch(/^TTFT, from due +0( +–){6}$/m);
		expect(text).toMatch(/^0\.72 answers\/s, – output tokens\/s$/m);
		expect(text).not.toContain('objective');
		// The times of the whole answers are there and have a p99 to be explained.
		expect(text).toMatch(/^\* too few samples to claim it: p90 needs 64, p95 130, p99 662$/m);
		expect(report({ ...missingTimes, e2eMs: none })).not.toContain('*');
	});

	it('says EMULATED only where the endpoint did', () => {
		expect(report({ emulated: false })).not.toContain('EMULATED');
		expect(report({ emulated: true })).toContain('EMULATED: this endpoint says that no model');
	});

	it('lists every objection to the measurement', () => {
		const validity = { verdict: 'client-bound', reasons: ['sent late', 'few answers'] } as const;
		const text = report({ validity: { ...validity, reasons: [...validity.reasons] } });
		expect(text).toMatch(/^validity: ○ client-bound\n {2}sent late\n {2}few answers$/m);
		expect(report({ validity: { verdict: 'valid', reasons: [] } })).toMatch(/^validity: ● valid$/m);
	});

	it('says why a run ended early, and what state a stage without figures is in', () => {
		const text = report(
			null,
			{ state: 'interrupted', stateReason: 'stopped by the user' },
			{ state: 'interrupted' }
		);
		expect(text).toMatchInlineSnapshot(`
			"closed ×2: interrupted

			interrupted: stopped by the user

			1,234 attempts stored in bench.db as run 20261120T100000-aaaa"
		`);
	});
});
