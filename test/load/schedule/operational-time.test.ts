/** The axis on which every load has one rate, and the way back to moments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasVaryingRate, ratePiecesOf, type OpenLoad } from '#core/load-rate.ts';
import { dueTimesOf } from '#bench/load/schedule.ts';
import { expectedBy, operationalTimeOf } from '#bench/load/schedule/operational-time.ts';
import { kolmogorov, kolmogorovLimit } from '../support/kolmogorov.ts';
import { openLoad } from '../support/open-load.ts';

describe('the moment of a place', () => {
	it('is where as many requests are expected as the place says, to 10⁻⁹ of them', () => {
		fc.assert(
			fc.property(
				openLoad.filter(hasVaryingRate),
				fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 1 }),
				(load, shares) => {
					const { end, meanGap, toMs } = operationalTimeOf(load);
					expect(meanGap).toBe(1);
					for (const share of shares) {
						const place = share * end;
						const found = expectedBy(load, toMs(place) / 1_000);
						expect(Math.abs(found - place)).toBeLessThan(1e-9 * Math.max(2, end));
					}
				}
			)
		);
	});

	it('is the beginning where a rate rises from 0 and the place is too small to be reckoned with', () => {
		const { toMs } = operationalTimeOf({
			kind: 'ramp',
			fromPerS: 0,
			toPerS: 0.05,
			durationS: 1,
			arrivals: 'poisson'
		});
		expect(toMs(Number.MIN_VALUE)).toBe(0);
	});

	it('rises with the place', () => {
		fc.assert(
			fc.property(openLoad, (load) => {
				const { end, toMs } = operationalTimeOf(load);
				let before = -1;
				for (let i = 0; i < 200; i++) {
					const atMs = toMs((i / 200) * end);
					expect(atMs).toBeGreaterThanOrEqual(before);
					before = atMs;
				}
			})
		);
	});

	it('never lies in a pause', () => {
		fc.assert(
			fc.property(
				openLoad.filter(hasVaryingRate),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				(load, share) => {
					const { end, toMs } = operationalTimeOf(load);
					const atS = toMs(share * end) / 1_000;
					let fromS = 0;
					for (const { durationS, fromPerS, toPerS } of ratePiecesOf(load)) {
						const isPause = fromPerS === 0 && toPerS === 0;
						const isInside = atS > fromS + 1e-9 && atS < fromS + durationS - 1e-9;
						expect(isPause && isInside).toBe(false);
						fromS += durationS;
					}
				}
			)
		);
	});
});

describe('Poisson arrivals of a rate that changes', () => {
	it.each([
		['ramp', { kind: 'ramp', fromPerS: 5, toPerS: 60, durationS: 200, arrivals: 'poisson' }],
		[
			'falling ramp',
			{ kind: 'ramp', fromPerS: 60, toPerS: 0, durationS: 200, arrivals: 'poisson' }
		],
		[
			'steps',
			{
				kind: 'steps',
				steps: [
					{ ratePerS: 10, durationS: 100 },
					{ ratePerS: 0, durationS: 30 },
					{ ratePerS: 80, durationS: 60 }
				],
				arrivals: 'poisson'
			}
		]
	] satisfies [string, OpenLoad][])('of a %s lie over time as its rate does', (_, load) => {
		const dueS = Array.from(dueTimesOf(load, 9), (atMs) => atMs / 1_000);
		const total = expectedBy(load, Infinity);
		expect(kolmogorov(dueS, (atS) => expectedBy(load, atS) / total)).toBeLessThan(kolmogorovLimit);
	});
});
