import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configSchema } from '#core/config.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import {
	createRunProgress,
	type ProgressOptions,
	type RunProgress,
	type StageView
} from '#bench/commands/run/run-progress.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import { sampleRun, sampleStage, sampleSummary } from '../../db/support/samples.ts';
import { coloursConfig, selfHosted } from '../support/small-scenario.ts';
import { renderScreen } from '../support/terminal-screen.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const load: LoadShape = { kind: 'closed', concurrency: 4, requests: 20 };

const viewOf = (scenarioId = 'ticket-triage', changes: Partial<StageView> = {}): StageView => {
	const [target] = sampleRun('r').config.targets;
	return {
		stage: { ...sampleStage('s', 'c'), load },
		planned: {
			scenarioId,
			scenarioVersion: 1,
			scenarioHash: '',
			target: target!,
			slo: null,
			sloShare: 0.95,
			isGraded: false,
			conversation: null,
			items: [],
			loads: [load]
		},
		collector: new StageCollector({
			load,
			slo: null,
			sloShare: 0.95,
			price: null,
			priceVersion: null,
			isGraded: false
		}),
		isEmulated: () => false,
		counts: () => ({ sent: 4, inFlight: 4 }),
		...changes
	};
};

const ended: Stage = {
	...sampleStage('s', 'c', { load }),
	state: 'complete',
	summary: { ...sampleSummary(), failures: [] }
};

const withFailures = (failures: StageSummary['failures']): Stage => ({
	...ended,
	summary: { ...sampleSummary(), failures }
});

const record = (
	terminal: { isTerminal: boolean; columns?: number },
	changes: Partial<ProgressOptions> = {}
): { progress: RunProgress; written: () => string } => {
	let text = '';
	const progress = createRunProgress(
		{
			progress: {
				write: (part) => {
					text += part;
				},
				isTerminal: terminal.isTerminal,
				columns: () => terminal.columns ?? 100
			},
			note: (line) => {
				text += `${line}\n`;
			}
		},
		{ stages: 2, seed: 1, nowMs: () => Date.now(), ...changes }
	);
	return { progress, written: () => text };
};

describe('progress on a terminal', () => {
	it('is two lines that are drawn again in place', () => {
		const { progress, written } = record({ isTerminal: true });
		progress.remark('starting');
		progress.stageStarted(viewOf());
		vi.advanceTimersByTime(1_000);
		expect(renderScreen(written(), 100)).toMatchInlineSnapshot(`
			[
			  "starting",
			  "[1/2] ░░░░░░░░░░░░░░░░░░░░ ticket-triage on emulated-fast EMULATED, closed ×4",
			  "  measuring · 0/20 done · 4 in flight · 0 errors · ETA – · TTFT p50 – p95 – ms · – tok/s",
			]
		`);
		expect(written().match(/\u001b\[2A/g)?.length).toBe(5);
	});

	it('shows every stage of those that run at the same time, until each has ended', () => {
		const { progress, written } = record({ isTerminal: true });
		const part = (id: string, scenarioId: string): StageView => {
			const view = viewOf(scenarioId);
			return { ...view, stage: { ...view.stage, id } };
		};
		const titles = (): string[] =>
			renderScreen(written(), 100).filter((line) => line.startsWith('['));
		progress.stageStarted(part('one', 'ticket-triage'));
		progress.stageStarted(part('two', 'rag-answers'));
		vi.advanceTimersByTime(400);
		expect(titles()).toStrictEqual([
			expect.stringMatching(/^\[1\/2\] .* ticket-triage on emulated-fast EMULATED, closed ×4/),
			expect.stringMatching(/^\[2\/2\] .* rag-answers on emulated-fast EMULATED, closed ×4/)
		]);
		progress.blockEnded({ id: 'one' });
		vi.advanceTimersByTime(400);
		expect(titles()).toStrictEqual([expect.stringMatching(/^\[2\/2\] .* rag-answers/)]);
		progress.blockEnded({ id: 'two' });
		progress.stageEnded({ ...ended, id: 'one' });
		progress.stageEnded({ ...ended, id: 'two' });
		progress.close();
		expect(titles()).toStrictEqual([
			expect.stringMatching(/^\[1\/2\] ticket-triage .* answers/),
			expect.stringMatching(/^\[2\/2\] rag-answers .* answers/)
		]);
	});

	it('lets the time of a stage stand still between its blocks', () => {
		const { progress, written } = record({ isTerminal: false });
		const view = viewOf();
		const timed = {
			...view,
			stage: { ...view.stage, load: { kind: 'closed' as const, concurrency: 1, durationS: 60 } }
		};
		progress.stageStarted(timed);
		vi.advanceTimersByTime(5_000);
		progress.blockEnded({ id: 's' });
		vi.advanceTimersByTime(12_000);
		progress.stageStarted(timed);
		vi.advanceTimersByTime(5_000);
		progress.close();
		// Twenty-two seconds have gone by, of which the stage ran eight when the line was written.
		expect(written()).toContain('ETA 52 s');
		expect(written().match(/\n/gu)).toHaveLength(1);
	});

	it('calls EMULATED what is, as soon as the endpoint says so', () => {
		const { progress, written } = record({ isTerminal: true });
		const emulated = viewOf();
		const { planned } = emulated;
		const [, ours] = configSchema.parse(
			coloursConfig([selfHosted(1, { id: 'other' }), selfHosted(1)])
		).targets;
		let says = false;
		progress.stageStarted(emulated);
		progress.stageEnded(ended);
		progress.stageStarted({
			...emulated,
			planned: { ...planned, target: ours! },
			isEmulated: () => says
		});
		const before = renderScreen(written(), 100).at(-2);
		says = true;
		vi.advanceTimersByTime(400);
		const after = renderScreen(written(), 100).at(-2);
		progress.stageEnded(ended);
		progress.close();
		expect(before).toMatch(/ticket-triage on ours, closed/);
		expect(after).toMatch(/ticket-triage on ours EMULATED, closed/);
		for (const line of renderScreen(written(), 200)) {
			expect(line).toMatch(/^\[\d\/2\] ticket-triage on (emulated-fast|ours) EMULATED, closed/);
		}
	});

	it('leaves a clean log: one line for each stage, and the remarks between them', () => {
		const { progress, written } = record({ isTerminal: true });
		progress.stageStarted(viewOf());
		vi.advanceTimersByTime(450);
		progress.remark('the database is locked by another process; waiting');
		vi.advanceTimersByTime(450);
		progress.stageEnded(ended);
		progress.stageStarted(viewOf());
		progress.stageEnded(withFailures([{ message: 'HTTP 503: overloaded', count: 3 }]));
		progress.close();
		progress.close();
		vi.advanceTimersByTime(5_000);
		expect(renderScreen(written(), 100)).toMatchInlineSnapshot(`
			[
			  "the database is locked by another process; waiting",
			  "[1/2] ticket-triage on emulated-fast EMULATED, closed ×4: 9/10 answers · TTFT p50 85 p95 90 ms · 72.",
			  "5 tok/s · too-few-samples",
			  "[2/2] ticket-triage on emulated-fast EMULATED, closed ×4: 9/10 answers · TTFT p50 85 p95 90 ms · 72.",
			  "5 tok/s · too-few-samples",
			  "  3 × HTTP 503: overloaded",
			]
		`);
	});

	it('never leaves anything of a drawing behind, whatever happens in whatever order', () => {
		const step = fc.oneof(
			fc.record({
				kind: fc.constant('start' as const),
				id: fc.string({ minLength: 1, maxLength: 60 })
			}),
			fc.record({ kind: fc.constant('end' as const) }),
			fc.record({ kind: fc.constant('remark' as const) }),
			fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) })
		);
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 20 }),
				fc.integer({ min: 20, max: 120 }),
				(steps, columns) => {
					const { progress, written } = record({ isTerminal: true, columns });
					let lines = 0;
					let isOpen = false;
					for (const each of steps) {
						if (each.kind === 'start') {
							progress.stageStarted(viewOf(each.id.replaceAll(/[^\x20-\x7e]/g, '漢')));
							isOpen = true;
						} else if (each.kind === 'remark') {
							progress.remark('remark');
							lines++;
						} else if (each.kind === 'wait') vi.advanceTimersByTime(each.ms);
						else {
							progress.stageEnded({ ...ended, summary: null, state: 'interrupted' });
							if (isOpen) lines++;
							isOpen = false;
						}
					}
					progress.close();
					// Wide enough that no line of the log wraps.
					const screen = renderScreen(written(), 1_000);
					expect(screen).toHaveLength(lines);
					for (const line of screen) expect(line).toMatch(/^remark$|: interrupted$/);
				}
			)
		);
	});

	it('keeps its lines within the width of the terminal, so that they can be erased', () => {
		const { progress, written } = record({ isTerminal: true, columns: 40 });
		progress.stageStarted(viewOf('a-scenario-with-a-name-that-is-much-longer-than-the-terminal'));
		vi.advanceTimersByTime(400);
		progress.close();
		expect(renderScreen(written(), 40)).toEqual([]);
		expect(written()).toContain('…');
	});
});

describe('progress where no terminal is', () => {
	it('is a plain line every ten seconds, without control characters', () => {
		const { progress, written } = record({ isTerminal: false });
		progress.stageStarted(viewOf());
		vi.advanceTimersByTime(25_000);
		progress.stageEnded(ended);
		progress.close();
		vi.advanceTimersByTime(60_000);
		expect(written()).toMatchInlineSnapshot(`
			"  ticket-triage on emulated-fast EMULATED, closed ×4: measuring · 0/20 done · 4 in flight · 0 errors · ETA – · TTFT p50 – p95 – ms · – tok/s
			  ticket-triage on emulated-fast EMULATED, closed ×4: measuring · 0/20 done · 4 in flight · 0 errors · ETA – · TTFT p50 – p95 – ms · – tok/s
			[1/2] ticket-triage on emulated-fast EMULATED, closed ×4: 9/10 answers · TTFT p50 85 p95 90 ms · 72.5 tok/s · too-few-samples
			"
		`);
	});
});
