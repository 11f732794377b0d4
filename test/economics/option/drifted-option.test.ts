import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { driftNames } from '#bench/economics/option/cost-line.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import {
	driftedOption,
	driftFactors,
	driftsOfOption
} from '#bench/economics/option/drifted-option.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import { arbitraryBuy, arbitraryHybrid, arbitraryMake } from '../support/arbitrary-option.ts';
import { parameter } from '../support/realistic-case.ts';

test('a price that rises by 21 % a year has risen by 10 % after six months, to 30 places', () => {
	const factors = driftFactors({ energy: parameter('drift', '0.21'), salary: parameter('s', '0') });
	expect(factors(0).energy?.toFixed()).toBe('1');
	expect(factors(6).energy?.round(30).toFixed()).toBe('1.1');
	expect(factors(24).energy?.round(30).toFixed()).toBe('1.4641');
	expect(factors(6)).not.toHaveProperty('salary');
});

test('with all prices at twice their level everything but commitments and thresholds in USD costs twice as much', () => {
	const all = Object.fromEntries(driftNames.map((name) => [name, toDecimal(2)]));
	fc.assert(
		fc.property(
			fc.oneof(arbitraryMake, arbitraryBuy, arbitraryHybrid),
			fc.integer({ min: 0, max: 20_000_000 }),
			(option, requests) => {
				const withDrift = JSON.parse(
					JSON.stringify(option, (key, value: unknown) =>
						key === 'drift'
							? 'energy'
							: key === 'commitUsdPerMonth'
								? null
								: key === 'spendTiers'
									? []
									: value
					)
				) as typeof option;
				const before = toDecimal(curveUsd(optionCurve(withDrift), requests));
				const after = toDecimal(curveUsd(optionCurve(driftedOption(withDrift, all)), requests));
				const gap = after.minus(before.times(2)).abs();
				expect(gap.lte(before.abs().plus(1).times('1e-25'))).toBe(true);
			}
		),
		{ numRuns: 60 }
	);
});

test('a drift that an option does not name leaves its cost alone', () => {
	fc.assert(
		fc.property(
			fc.oneof(arbitraryMake, arbitraryBuy, arbitraryHybrid),
			fc.constantFrom(...driftNames),
			(option, name) => {
				const moves = driftsOfOption(option).has(name);
				const before = curveUsd(optionCurve(option), 3_000_000);
				const after = curveUsd(
					optionCurve(driftedOption(option, { [name]: toDecimal(3) })),
					3_000_000
				);
				expect(moves || after === before).toBe(true);
			}
		),
		{ numRuns: 40 }
	);
});
