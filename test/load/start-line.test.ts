/** Stages that begin at the same moment: when the last is ready, without those that never will be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StartLine, type Begin } from '#bench/load/start-line.ts';

/** A line that counts how often it is asked for the moment, and what each stage was told. */
const lineOf = (stages: number) => {
	let asked = 0;
	const line = new StartLine(stages, () => 1_000 + ++asked);
	const told: number[][] = Array.from({ length: stages }, () => []);
	const begins = told.map(
		(moments): Begin =>
			(zeroHrMs) =>
				moments.push(zeroHrMs)
	);
	return { line, told, begins };
};

describe('a start line', () => {
	it('lets a stage that is alone begin as soon as it is ready', () => {
		const { line, told, begins } = lineOf(1);
		line.ready(begins[0]!);
		expect(told).toStrictEqual([[1_001]]);
	});

	it('holds every stage until the last has come or is known never to, and tells all that are ready one moment, once', () => {
		const steps = fc.array(fc.record({ stage: fc.nat({ max: 4 }), isReady: fc.boolean() }), {
			minLength: 1,
			maxLength: 30
		});
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5 }), steps, (stages, drawn) => {
				const { line, told, begins } = lineOf(stages);
				const first = new Map<number, boolean>();
				for (const { stage, isReady } of drawn) {
					const index = stage % stages;
					if (!first.has(index)) first.set(index, isReady);
					if (isReady) line.ready(begins[index]!);
					else line.leave(begins[index]!);
					const hasBegun = first.size === stages;
					told.forEach((moments, each) => {
						expect(moments).toStrictEqual(hasBegun && first.get(each) ? [1_001] : []);
					});
				}
			})
		);
	});
});
