/** Positions of a slider: its ends exactly, values between that never fall, and the position of a value that it gave. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SliderRange } from '#bench/economics/case/slider-range.ts';
import { lastPosition, positionOf, valueAt } from '../../../web/lib/use-case/slider-position.ts';

const power: SliderRange = { min: '0.05', max: '0.45', step: '0.002', isLog: false };
const volume: SliderRange = { min: '16000', max: '160000000', step: '1.02', isLog: true };

describe('a slider', () => {
	it('adds its step from one position to the next, without the noise of binary floats', () => {
		expect(lastPosition(power)).toBe(200);
		expect([0, 1, 48, 200].map((at) => valueAt(at, power))).toEqual([
			'0.05',
			'0.052',
			'0.146',
			'0.45'
		]);
	});

	it('multiplies where it spans decades, in three digits', () => {
		expect(lastPosition(volume)).toBe(466);
		expect(valueAt(0, volume)).toBe('16000');
		expect(valueAt(1, volume)).toBe('16300');
		expect(valueAt(466, volume)).toBe('160000000');
	});

	it('stands at an end for what lies beyond, and for what has no logarithm', () => {
		expect(positionOf('1000000000000', volume)).toBe(466);
		expect(positionOf('0', volume)).toBe(0);
		expect(positionOf('-3', volume)).toBe(0);
	});

	it('stands at the position whose value it shows, and its values never fall', () => {
		const ranges = fc.constantFrom(power, volume);
		fc.assert(
			fc.property(ranges, fc.nat(465), (range, wanted) => {
				const at = Math.min(wanted, lastPosition(range) - 1);
				expect(Math.abs(positionOf(valueAt(at, range), range) - at)).toBeLessThanOrEqual(1);
				// Three digits can round the last position but one to the end.
				expect(Number(valueAt(at + 1, range))).toBeGreaterThanOrEqual(Number(valueAt(at, range)));
			})
		);
	});
});
