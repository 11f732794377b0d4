/** When a tuning has paid for itself, by hand and for any costs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { createRandom } from '#core/random.ts';
import {
	tuningPayback,
	type TuningPaybackInput,
	tuningUsdPerRequest,
	type ServedItem
} from '#bench/economics/tuning/tuning-payback.ts';

const served = (usd: string, right: boolean): ServedItem => ({ usd, right });
const payback = (
	items: { tuned: ServedItem; other: ServedItem }[],
	given: Partial<TuningPaybackInput> = {}
) =>
	tuningPayback({
		tuningUsd: '1000',
		items,
		wrongUsd: null,
		requestUsd: { tuned: null, other: null },
		random: createRandom(1, 'test'),
		resamples: 500,
		...given
	});
const constant = (tuned: string, other: string) =>
	Array.from({ length: 10 }, () => ({ tuned: served(tuned, true), other: served(other, true) }));

describe('the payback of a tuning', () => {
	it('is its cost over what a request costs less', () => {
		const items = Array.from({ length: 10 }, () => ({
			tuned: served('0.002', true),
			other: served('0.01', true)
		}));
		// 1,000 / 0.008; every item saves the same, so the interval has no width.
		expect(payback(items)).toMatchObject({
			state: 'pays',
			requests: 125_000,
			saving: { usdPerRequest: '0.008' },
			requestsInterval: { low: 125_000 }
		});
	});

	it('is not computed from one item, which is no measure of what a request saves', () => {
		const items = [{ tuned: served('0.002', true), other: served('0.01', true) }];
		const found = payback(items);
		expect(found).toMatchObject({ state: 'not-shown', saving: null, requests: null });
		expect(found?.reason).toContain('Only one item');
	});

	it('counts wrong answers where it is said what they cost', () => {
		// Both cost the same; of 10 items the tuned model is right on 9, its base on 5: 0.4 × 0.50 = 0.20 a request.
		const items = Array.from({ length: 10 }, (_, item) => ({
			tuned: served('0.002', item < 9),
			other: served('0.002', item < 5)
		}));
		expect(payback(items, { wrongUsd: '0.5' })).toMatchObject({
			state: 'pays',
			requests: 5_000,
			saving: { usdPerRequest: '0.2' }
		});
		expect(payback(items)).toMatchObject({
			state: 'never',
			reason:
				'A request costs the same with both; that it is right more often saves nothing until it is said what a wrong answer costs.'
		});
	});

	it('never comes where a request costs more, and says by how much', () => {
		const item = { tuned: served('0.02', true), other: served('0.01', false) };
		const items = [item, item];
		expect(payback(items)).toMatchObject({
			state: 'never',
			requests: null,
			reason: expect.stringContaining('costs $0.01 more with the tuned model') as string
		});
		expect(payback(items, { wrongUsd: '0.004' })).toMatchObject({
			reason:
				'With $0.004 for a wrong answer counted in, a request costs $0.006 more with the tuned model.'
		});
		expect(payback([])).toBeNull();
	});

	it('is not computed where the interval of the saving reaches down to nothing', () => {
		const items = Array.from({ length: 10 }, (_, item) => ({
			tuned: served('0.002', item !== 0),
			other: served('0.002', item > 1)
		}));
		expect(payback(items, { wrongUsd: '1' })).toMatchObject({
			state: 'not-shown',
			saving: { usdPerRequest: '0.1' },
			requests: null,
			requestsInterval: null,
			reason: expect.stringMatching(
				/a request saves between .+ and .+ \(95 % interval\), which may be nothing/u
			) as string
		});
	});

	it('is not computed where two costs by the hour differ by less than their throughputs are known to', () => {
		// 2.50 an hour over 600 and over 590 answers: 1,000 / the difference would be 14 million requests.
		expect(
			payback(constant('0.0041667', '0.0042373'), {
				requestUsd: {
					tuned: { low: 0.00385, high: 0.00452 },
					other: { low: 0.0039, high: 0.0046 }
				}
			})
		).toMatchObject({ state: 'not-shown', requests: null });
	});

	it('widens with what is uncertain in the cost of a request itself', () => {
		// 0.008 a request; the ends are 0.003 lower and 0.001 higher.
		const found = payback(constant('0.002', '0.01'), {
			requestUsd: { tuned: null, other: { low: 0.007, high: 0.011 } }
		});
		expect(found).toMatchObject({
			state: 'pays',
			requests: 125_000,
			requestsInterval: { low: 111_112, high: 200_000 }
		});
	});

	it('is reached by that many requests, and not by one less', () => {
		const cents = fc.integer({ min: 0, max: 500 }).map((n) => toDecimal(n).div(1_000).toFixed());
		const item = fc.record({ usd: cents, right: fc.boolean() });
		fc.assert(
			fc.property(
				fc.array(fc.record({ tuned: item, other: item }), { minLength: 2, maxLength: 12 }),
				fc.integer({ min: 1, max: 100_000 }),
				fc.option(cents, { nil: null }),
				(items, usd, wrongUsd) => {
					const found = payback(items, { tuningUsd: String(usd), wrongUsd });
					const saving = toDecimal(found!.saving!.usdPerRequest);
					if (found!.state === 'never') {
						expect(saving.lte(0)).toBe(true);
						expect(found!.saving.high).toBeLessThanOrEqual(0);
						return;
					}
					if (found!.state === 'not-shown') {
						expect(Math.min(saving.toNumber(), found!.saving!.low)).toBeLessThanOrEqual(0);
						return;
					}
					expect(found!.saving.low).toBeGreaterThan(0);
					expect(saving.times(found!.requests).gte(usd)).toBe(true);
					expect(saving.times(found!.requests - 1).lt(usd)).toBe(true);
					expect(found!.requestsInterval.low).toBeLessThanOrEqual(found!.requests);
					expect(found!.requestsInterval.high).toBeGreaterThanOrEqual(found!.requests);
				}
			),
			{ numRuns: 60 }
		);
	});

	it('is spread over the requests until the next tuning', () => {
		expect(tuningUsdPerRequest('1200', { requestsPerMonth: 40_000, months: '6' })).toBe('0.005');
	});
});
