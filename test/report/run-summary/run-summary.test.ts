import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { describe as summarise } from '#core/statistics/distribution.ts';
import type { Target } from '#core/target.ts';
import { textWidth } from '#bench/report/format.ts';
import { renderRunSummary } from '#bench/report/run-summary/run-summary.ts';
import { runSummaryJson } from '#bench/report/run-summary/run-summary-json.ts';
import type { SummarisedRun } from '#bench/report/run-summary/summarised-run.ts';
import { sampleCell, sampleRun, sampleStage, sampleSummary } from '../../db/support/samples.ts';
import { coloursConfig, selfHosted } from '../../commands/support/small-scenario.ts';

const runId = '20261120T100000-aaaa';
const [emulated] = sampleRun(runId).config.targets;
const [ours] = configSchema.parse(
	coloursConfig([selfHosted(8_000, { title: 'our server' })])
).targets;

const stage = (changes: Partial<StageSummary> | null = {}, rest: Partial<Stage> = {}): Stage =>
	sampleStage('s', 'c', {
		state: 'complete',
		summary: changes && { ...sampleSummary(), ...changes },
		...rest
	});

const summaryOf = (
	cells: [scenario: string, target: Target, stages: Stage[]][]
): SummarisedRun => ({
	run: sampleRun(runId, { state: 'complete', endedAtUtc: '2026-11-20T10:01:05.000Z' }),
	cells: cells.map(([scenarioId, target, stages]) => ({
		cell: sampleCell('c', runId, { scenarioId, target }),
		stages,
		repeats: null
	})),
	storedAttempts: 1_527,
	databaseName: 'bench.db',
	databaseFlag: null
});

const measured = { emulated: false, validity: { verdict: 'valid' as const, reasons: [] } };
const mixed = summaryOf([
	['colours', ours!, [stage(measured), stage(null, { state: 'interrupted' })]],
	['colours', emulated!, [stage()]],
	[
		'invoices',
		ours!,
		[stage({ ...measured, ttftMs: summarise([]), passRate: null, goodputPerS: null })]
	]
]);

describe('the summary of a run', () => {
	it('has a row for every stage, what answered, and what stands against the figures', () => {
		expect(renderRunSummary(mixed)).toMatchInlineSnapshot(`
			"run 20261120T100000-aaaa "a run": complete in 1:05 min

			  target                  load       answers  offered/s  TTFT p50  TTFT p95  TPOT p50  E2E p95  tokens/s  req/s  goodput/s  right (95 %)  $/1k req  validity
			colours
			  our server              closed ×2     9/10          –        85        90       9.0      948      72.5   0.72       0.64  89 % (56–98)     0.030  ● valid
			  our server              closed ×2                                                                                                                 ○ interrupted
			  emulated-fast EMULATED  closed ×2     9/10          –        85        90       9.0      948      72.5   0.72       0.64  89 % (56–98)     0.030  ○ too-few-samples
			invoices
			  our server              closed ×2     9/10          –         –         –       9.0      948      72.5   0.72          –             –     0.030  ● valid

			Times in ms from the due moment; TTFT: to the first generated token.
			Goodput: answers on time and right. Right: share of items answered right, with its 95 % interval (Wilson).

			What answered
			  our server: a real endpoint that you run
			  emulated-fast EMULATED: no model behind it; timings and answers are made up to its settings

			Outcomes other than ok
			  colours on ours, closed ×2: 1 error
			    1 × HTTP 500: out of memory
			  colours on emulated-fast, closed ×2: 1 error
			    1 × HTTP 500: out of memory
			  invoices on ours, closed ×2: 1 error
			    1 × HTTP 500: out of memory

			Why a stage is not valid
			  colours on emulated-fast, closed ×2: 10 requests are few

			1,527 attempts stored in bench.db; look again with: bench runs show 20261120T100000-aaaa"
		`);
	});

	it('calls EMULATED what no model stands behind, by its kind and by what it says itself', () => {
		const rows = (target: Target, isEmulated: boolean): string =>
			renderRunSummary(summaryOf([['colours', target, [stage({ emulated: isEmulated })]]]));
		expect(rows(emulated!, false)).toMatch(/^ {2}emulated-fast EMULATED +closed/m);
		expect(rows(ours!, true)).toMatch(/^ {2}our server EMULATED +closed/m);
		expect(rows(ours!, false)).not.toContain('EMULATED');
	});

	it('says of the stages of a mix what else loaded the endpoint, and what follows from that', () => {
		const load = {
			kind: 'mix' as const,
			mix: 'day',
			load: { kind: 'poisson' as const, ratePerS: 4, durationS: 60 },
			scenarios: [
				{ scenario: 'colours', weight: 3 },
				{ scenario: 'invoices', weight: 1 }
			],
			place: 0
		};
		const stageAt = (place: number): Stage =>
			stage({ ...measured, load: { ...load, place } }, { load: { ...load, place } });
		const text = renderRunSummary(
			summaryOf([
				['colours', ours!, [stage(measured), stageAt(0)]],
				['invoices', ours!, [stageAt(1)]]
			])
		);
		expect(text).toContain(
			[
				'Measured in a mix with other scenarios',
				'  colours on our server, 75 % of poisson 4/s for 60 s, mix day: beside invoices (25 %)',
				'  invoices on our server, 25 % of poisson 4/s for 60 s, mix day: beside colours (75 %)',
				'  no capacity comes from them: other scenarios loaded the endpoint at the same time, so that its rate is not what loaded the endpoint',
				'  energy, what the engine says of itself and the price by the hour are those of all scenarios of a mix together, and are told of none of its stages'
			].join('\n')
		);
		expect(renderRunSummary(mixed)).not.toContain('mix');
	});

	it('says what asking again showed, with the items that were right at one time and wrong at another', () => {
		const share = (value: number) => ({ share: value, low: value - 0.1, high: value + 0.1 });
		const summary = summaryOf([['colours', ours!, [stage(measured)]]]);
		const [cell] = summary.cells;
		const repeats = {
			k: 3,
			items: 40,
			itemsLeftOut: 2,
			once: share(0.7),
			atLeastOnce: share(0.8),
			everyTime: share(0.6),
			wavering: ['i-04', 'i-17']
		};
		const text = renderRunSummary({ ...summary, cells: [{ ...cell!, repeats }] });
		expect(text).toContain(
			[
				'Items asked more than once (95 %)',
				'  colours on our server',
				'    3 tries at each of 40 items: one try is right 70 % (60–80), at least one of 3 80 % (70–90), all 3 60 % (50–70).',
				'    Right at one time and wrong at another on 2 of 40 items: i-04, i-17.',
				'    2 items have fewer graded answers and are left out here.'
			].join('\n')
		);
		expect(
			runSummaryJson({ ...summary, cells: [{ ...cell!, repeats }] }).cells[0]?.repeats
		).toEqual(repeats);
	});

	it('leaves out columns, but neither target nor verdict, where the terminal is narrow', () => {
		for (const width of [60, 80, 100, 120, 160]) {
			const lines = renderRunSummary(mixed, width).split('\n');
			const start = lines.findIndex((line) => line.startsWith('  target'));
			expect(lines[start]).toMatch(/^ {2}target +load .*validity$/);
			const table = lines.slice(start, lines.indexOf('', start));
			if (width >= 120)
				for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(width);
		}
		expect(renderRunSummary(mixed, 80)).not.toContain('TPOT');
		expect(renderRunSummary(mixed, null)).toContain('TPOT');
	});

	it('as data has the contract of every stage that has ended, and the bare state of others', () => {
		const data = runSummaryJson(mixed);
		expect(JSON.parse(JSON.stringify(data))).toEqual(data);
		expect(data.cells.map(({ target, emulated: flag }) => [target, flag])).toEqual([
			['ours', false],
			['emulated-fast', true],
			['ours', false]
		]);
		expect(data.cells[1]?.stages[0]).toMatchObject({ id: 's', ...sampleSummary() });
		expect(Object.keys(data.cells[0]?.stages[1] ?? {})).toEqual([
			'id',
			'state',
			'load',
			'startedAtUtc',
			'endedAtUtc'
		]);
	});

	it('tells when it was measured where targets took turns, on the clock of the reader too', () => {
		const block = {
			startedAtUtc: '2026-11-20T10:00:01.000Z',
			endedAtUtc: '2026-11-20T10:00:30.000Z',
			requests: 5,
			completed: 5,
			windowS: 20,
			requestsPerS: 0.25,
			ttftP50Ms: 80,
			e2eP50Ms: 900
		};
		const interleaving = {
			targets: ['ours', 'theirs'],
			plannedBlocks: 2,
			blocks: [block, block]
		};
		const turned = stage(
			{ ...measured, interleaving },
			{ startedAtUtc: '2026-11-20T10:00:01.000Z', endedAtUtc: '2026-11-20T10:05:00.000Z' }
		);
		const run = { ...summaryOf([['colours', ours!, [turned]]]), timeZone: 'Europe/Zurich' };
		expect(renderRunSummary(run)).toContain(
			'colours on our server, closed ×2: 2026-11-20 10:00–10:05 UTC (Fri 11:00–11:05 in Europe/Zurich), 2 blocks in turns with theirs'
		);
	});
});
