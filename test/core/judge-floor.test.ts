/** Which calibrations let a judge grade. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldAgainstFloor, leastLabels } from '#core/judge-floor.ts';

const evidence = (n: number, kappa: number | null, low: number | null, high: number | null) => ({
	n,
	kappa,
	kappaLow: low,
	kappaHigh: high
});

describe('a judge held against its floor', () => {
	it('is not known by two labels, whatever their κ, and is by thirty', () => {
		expect(heldAgainstFloor(evidence(2, 1, null, null), 0.6)).toEqual({
			state: 'unknown',
			words:
				'it agrees with 2 labels of people with κ 1.00; at least 30 labels are needed to hold that against its floor of 0.6',
			isUnsure: true
		});
		expect(heldAgainstFloor(evidence(30, 0.9, 0.7, 1), 0.6)).toMatchObject({
			state: 'holds',
			isUnsure: false
		});
		expect(heldAgainstFloor(evidence(30, 0.7, 0.4, 0.9), 0.6).words).toContain(
			'though the interval reaches below it'
		);
	});

	it('is below it with a κ below, with none at all, and where even the upper end is below', () => {
		expect(heldAgainstFloor(evidence(120, -0.11, -0.3, 0.08), 0.6)).toMatchObject({
			state: 'below',
			words:
				'it agrees with 120 labels of people with κ −0.11 (95 % −0.30 to 0.08), below its floor of 0.6'
		});
		expect(heldAgainstFloor(evidence(50, null, null, null), 0.6)).toMatchObject({
			state: 'below',
			words: expect.stringContaining('has no κ') as string
		});
		expect(heldAgainstFloor(evidence(12, -0.5, -0.9, 0.1), 0.6).state).toBe('below');
	});

	it('never holds with few labels or with κ below the floor', () => {
		fc.assert(
			fc.property(
				fc.nat(200),
				fc.double({ min: -1, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 0.5, noNaN: true }),
				(n, kappa, floor, halfWidth) => {
					const { state } = heldAgainstFloor(
						evidence(n, kappa, kappa - halfWidth, kappa + halfWidth),
						floor
					);
					expect(state === 'holds').toBe(n >= leastLabels && kappa >= floor);
				}
			)
		);
	});
});
