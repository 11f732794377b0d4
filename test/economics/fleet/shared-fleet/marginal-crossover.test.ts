import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CostCurve } from '#bench/economics/option/cost-curve.ts';
import { curveCost, curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { toDecimal } from '#core/decimal.ts';
import { createPool, type Pool } from '#bench/economics/fleet/shared-fleet.ts';
import {
	marginalCrossover,
	marginalUsd
} from '#bench/economics/fleet/shared-fleet/marginal-crossover.ts';
import {
	busiestHours,
	marginalPieces
} from '#bench/economics/fleet/shared-fleet/marginal-curves.ts';
import { arbitraryUses } from '../../support/arbitrary-pool.ts';

const noBilling = { minBilledHours: 0, startupHours: 0 };

const priceCurve = (usdPerRequest: string, commitUsdPerMonth = '0'): CostCurve => ({
	fixedUsdPerMonth: '0',
	usdPerRequest: '0',
	stairs: [],
	metered: {
		usdPerRequest,
		tiers: [],
		tierMode: 'graduated',
		commitUsdPerMonth,
		overageFactor: '1'
	}
});

/** The pool with capacities so small that a node carries some tens of requests: all volumes can be tried. */
const tiny = (pool: Pool): Pool =>
	createPool(
		pool.uses.map((use) => ({
			...use,
			requestsPerMonth: Math.floor(use.requestsPerMonth / 100_000),
			option: {
				...use.option,
				fleet: {
					...use.option.fleet!,
					kappaPerS: {
						...use.option.fleet!.kappaPerS,
						value: toDecimal(use.option.fleet!.kappaPerS.value).div(100_000).toFixed()
					}
				}
			}
		})),
		noBilling
	);

describe('the busiest hours', () => {
	test('lead where no other hour is higher, at every whole volume', () => {
		const lines = fc.array(
			fc.record({
				base: fc.bigInt({ min: 0n, max: 60n }),
				slope: fc.bigInt({ min: 0n, max: 9n })
			}),
			{ minLength: 1, maxLength: 8 }
		);
		fc.assert(
			fc.property(lines, (hours) => {
				const leaders = busiestHours(hours);
				for (let volume = 0n; volume < 80n; volume++) {
					const leader = leaders.find(({ to }) => to === null || volume <= to)!.line;
					const most = hours
						.map(({ base, slope }) => base + slope * volume)
						.reduce((high, each) => (each > high ? each : high));
					expect(leader.base + leader.slope * volume).toBe(most);
				}
			})
		);
	});
});

describe('what a use case adds to shared nodes', () => {
	test('is the same as curves, piece by piece, and by counting nodes', () => {
		fc.assert(
			fc.property(
				arbitraryUses(1, 4, 'peak'),
				fc.array(fc.integer({ min: 0, max: 90_000_000 }), { minLength: 5, maxLength: 5 }),
				(uses, volumes) => {
					const pool = createPool(uses, noBilling);
					const pieces = marginalPieces(pool, 0);
					const counted = marginalUsd(pool, 0);
					expect(pieces[0]!.from).toBe(0n);
					expect(pieces.at(-1)!.to).toBeNull();
					for (const volume of [0, 1, ...volumes]) {
						const piece = pieces.find(({ to }) => to === null || BigInt(volume) <= to)!;
						expect(piece.from <= BigInt(volume)).toBe(true);
						const usd = toDecimal(curveUsd(piece.curve, volume));
						expect(usd.minus(counted(volume)).abs().lt('1e-20')).toBe(true);
					}
				}
			),
			{ numRuns: 50 }
		);
	});

	test('pays where trying every volume says, exact to one request', () => {
		fc.assert(
			fc.property(
				arbitraryUses(1, 3, 'peak'),
				fc.integer({ min: 1, max: 900 }),
				fc.constantFrom('0', '700'),
				(uses, cents, commit) => {
					const pool = tiny(createPool(uses, noBilling));
					const buy = priceCurve(String(cents / 100), commit);
					const made = marginalUsd(pool, 0);
					const bought = curveCost(buy);
					const most = 400;
					const changes: number[] = [];
					let [side, tieFrom] = [0, -1];
					for (let volume = 0; volume <= most; volume++) {
						const sign = made(volume).cmp(bought(volume));
						if (sign === 0) {
							if (tieFrom < 0) tieFrom = volume;
							continue;
						}
						if (side !== 0 && sign !== side) changes.push(tieFrom < 0 ? volume : tieFrom);
						side = sign;
						tieFrom = -1;
					}
					const found = marginalCrossover(pool, 0, buy, most);
					expect(found.method).toBe('exact');
					expect(found.firstCrossover).toBe(changes[0] ?? null);
					// What is permanent needs volumes beyond those tried: it is claimed only for the last change.
					if (found.permanentCrossover !== null) {
						expect(found.permanentCrossover).toBe(changes.at(-1));
					}
				}
			),
			{ numRuns: 40 }
		);
	});

	test('on nodes that follow the hours changes sides where it is said to', () => {
		fc.assert(
			fc.property(arbitraryUses(2, 3, 'hourly'), fc.integer({ min: 1, max: 90 }), (uses, price) => {
				const pool = createPool(uses, noBilling);
				const buy = priceCurve(String(price / 100_000));
				const found = marginalCrossover(pool, 0, buy, 50_000_000);
				expect(found.method).toBe('bracketed');
				const made = marginalUsd(pool, 0);
				const sign = (volume: number): number => made(volume).cmp(curveUsd(buy, volume));
				for (const volume of [found.firstCrossover, found.permanentCrossover]) {
					if (volume === null) continue;
					expect(sign(volume)).not.toBe(sign(volume - 1));
				}
				if (found.firstCrossover === null) expect(found.verdict).not.toBe('crosses');
			}),
			{ numRuns: 6 }
		);
	});
});
