/** When a tuning has paid for itself, by hand and for any costs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { createRandom } from '#core/random.ts';
import {
	tuningPayback,
	tuningUsdPerRequest,
	type ServedItem
} from '#bench/economics/tuning/tuning-payback.ts';

const served = (usd: string, right: boolean): ServedItem => ({ usd, right });
const payback = (
	items: { tuned: ServedItem; other: ServedItem }[],
	{ tuningUsd = '1000', wrongUsd = null }: { tuningUsd?: string; wrongUsd?: string | null } = {}
) => tuningPayback({ tuningUsd, items, wrongUsd, random: createRandom(1, 'test'), resamples: 500 });

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
		const items = [{ tuned: served('0.02', true), other: served('0.01', false) }];
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

	it('has no upper end where the interval of the saving reaches down to nothing', () => {
		const items = Array.from({ length: 10 }, (_, item) => ({
			tuned: served('0.002', item !== 0),
			other: served('0.002', item > 1)
		}));
		expect(payback(items, { wrongUsd: '1' })).toMatchObject({
			state: 'pays',
			requests: 10_000,
			requestsInterval: { high: null }
		});
	});

	it('is reached by that many requests, and not by one less', () => {
		const cents = fc.integer({ min: 0, max: 500 }).map((n) => toDecimal(n).div(1_000).toFixed());
		const item = fc.record({ usd: cents, right: fc.boolean() });
		fc.assert(
			fc.property(
				fc.array(fc.record({ tuned: item, other: item }), { minLength: 1, maxLength: 12 }),
				fc.integer({ min: 1, max: 100_000 }),
				fc.option(cents, { nil: null }),
				(items, usd, wrongUsd) => {
					const found = payback(items, { tuningUsd: String(usd), wrongUsd });
					const saving = toDecimal(found!.saving.usdPerRequest);
					if (found!.state === 'never') {
						expect(saving.lte(0)).toBe(true);
						return;
					}
					expect(saving.times(found!.requests).gte(usd)).toBe(true);
					expect(saving.times(found!.requests - 1).lt(usd)).toBe(true);
					expect(found!.requestsInterval.low).toBeLessThanOrEqual(found!.requests);
				}
			),
			{ numRuns: 60 }
		);
	});

	it('is spread over the requests until the next tuning', () => {
		expect(tuningUsdPerRequest('1200', { requestsPerMonth: 40_000, months: '6' })).toBe('0.005');
	});
});
