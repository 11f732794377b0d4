/** The threshold of a gate on its slider: each position is a point, and the one of the case itself needs no value. */
import { describe, expect, it } from 'vitest';
import type { FrontierPoint } from '#bench/economics/hybrid/frontier-points.ts';
import { positionOfThreshold, thresholdAt } from '#lib/use-case/thresholds.ts';

const points = ['-301', '-72', '-40.5', '3'].map((threshold) => ({ threshold }) as FrontierPoint);
const frontier = { points, chosenThreshold: '-72' };

describe('the threshold of a gate', () => {
	it('finds its point again, and the nearest one for what is none', () => {
		expect(points.map(({ threshold }) => positionOfThreshold(points, threshold))).toEqual([
			0, 1, 2, 3
		]);
		expect(positionOfThreshold(points, '-45')).toBe(2);
		expect(positionOfThreshold(points, '-100000')).toBe(0);
		expect(positionOfThreshold([], '1')).toBe(0);
	});

	it('is no value of its own where the case was built with it', () => {
		expect(thresholdAt(frontier, 0)).toBe('-301');
		expect(thresholdAt(frontier, 1)).toBeNull();
		expect(thresholdAt(frontier, 9)).toBeNull();
	});
});
