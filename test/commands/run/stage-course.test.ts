/** How a stage is ended before its time, and what is kept of the reason. */
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { StageCourse } from '#bench/commands/run/stage-course.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';

/** The part of a running block that a course acts on. */
const sending = (told: string[]): RunningStage =>
	({ stop: () => told.push('stop'), abort: () => told.push('abort') }) as unknown as RunningStage;

describe('the course of a stage', () => {
	it('tells the block that runs how to end, and only that one', () => {
		const [first, second]: string[][] = [[], []];
		const course = new StageCourse();
		course.begin(sending(first ?? []));
		course.openBlock({ places: 5, ms: 100 });
		course.begin(sending(second ?? []));
		course.end('stop');
		course.end('abort');
		expect([first, second]).toEqual([[], ['stop', 'abort']]);
		expect([course.isEnded, course.failure]).toEqual([true, null]);
	});

	it('ends before its first block, too', () => {
		const course = new StageCourse();
		course.end('abort');
		expect([course.isEnded, course.running]).toEqual([true, null]);
	});

	it('keeps the first reason, though later ones end it faster', () => {
		const told: string[] = [];
		const course = new StageCourse();
		course.begin(sending(told));
		course.fail(new BenchError('E_DRIFT', 'another model'), 'stop');
		course.fail(new BenchError('E_BUDGET', 'the cap'), 'abort');
		expect(course.failure?.message).toBe('another model');
		expect(told).toEqual(['stop', 'abort']);
	});

	it('counts what arrives into the block that was readied last', () => {
		const course = new StageCourse();
		const before = course.figures;
		course.openBlock({ places: 7, ms: 250 });
		expect(course.offset).toEqual({ places: 7, ms: 250 });
		expect(course.figures).not.toBe(before);
	});
});
