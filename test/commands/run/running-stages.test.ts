/** What Ctrl-C does to the stages of a run, whenever it comes. */
import { describe, expect, it } from 'vitest';
import { RunningStages } from '#bench/commands/run/running-stages.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';

const stageOf = () => {
	const told: string[] = [];
	const { promise: done, resolve } = Promise.withResolvers<never>();
	const stage = {
		done,
		stop: () => told.push('stop'),
		abort: () => told.push('abort')
	} as unknown as RunningStage;
	return { stage, told, end: resolve as () => void };
};

const signalsOf = () => {
	const [drain, abort] = [new AbortController(), new AbortController()];
	return { drain, abort, signals: { drain: drain.signal, abort: abort.signal } };
};

describe('the stages that run', () => {
	it('are all stopped by the first Ctrl-C and cut off by the second', () => {
		const { drain, abort, signals } = signalsOf();
		using running = new RunningStages(signals);
		const [one, two] = [stageOf(), stageOf()];
		running.track(one.stage);
		running.track(two.stage);
		drain.abort();
		expect([one.told, two.told]).toEqual([['stop'], ['stop']]);
		abort.abort();
		expect([one.told, two.told]).toEqual([
			['stop', 'abort'],
			['stop', 'abort']
		]);
	});

	it('are stopped where it came between two of them', () => {
		const { drain, abort, signals } = signalsOf();
		using running = new RunningStages(signals);
		drain.abort();
		const late = stageOf();
		running.track(late.stage);
		expect(late.told).toEqual(['stop']);
		abort.abort();
		const later = stageOf();
		running.track(later.stage);
		expect(later.told).toEqual(['abort']);
	});

	it('are left alone once they have ended, or the run has', async () => {
		const { drain, abort, signals } = signalsOf();
		const [ended, left] = [stageOf(), stageOf()];
		{
			using running = new RunningStages(signals);
			running.track(ended.stage);
			running.track(left.stage);
			ended.end();
			await ended.stage.done;
			drain.abort();
			expect([ended.told, left.told]).toEqual([[], ['stop']]);
		}
		abort.abort();
		expect(left.told).toEqual(['stop']);
	});
});
