import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpendCap, type Settlement } from '#core/spend-cap.ts';

describe('the cap of what a run may cost', () => {
	it('covers as many requests as fit at their worst, beside what was spent before', () => {
		const cap = new SpendCap(100n, 25n);
		expect(cap.reserve(10, 20n)).toBe(3);
		expect(cap.reserve(1, 20n)).toBe(0);
		expect(cap.reserve(1, 15n)).toBe(1);
		expect(cap.reservedPicoUsd).toBe(75n);
	});

	it('puts what a request did cost in the place of its worst case', () => {
		const cap = new SpendCap(100n);
		cap.reserve(3, 30n);
		cap.settle(30n, { kind: 'known', picoUsd: 4n });
		cap.settle(30n, { kind: 'free' });
		cap.settle(30n, { kind: 'unknown' });
		expect([cap.spentPicoUsd, cap.reservedPicoUsd]).toEqual([34n, 0n]);
	});

	it('covers what costs nothing without end, and nothing where the cap is passed', () => {
		expect(new SpendCap(0n, 5n).reserve(1_000, 0n)).toBe(1_000);
		expect(new SpendCap(4n, 5n).reserve(1, 1n)).toBe(0);
		expect(new SpendCap(4n).reserve(-1, 1n)).toBe(0);
	});

	it('is overdrawn once a request was billed above its worst, and what may follow no longer fits', () => {
		const cap = new SpendCap(100n);
		cap.reserve(5, 10n);
		cap.settle(10n, { kind: 'known', picoUsd: 60n });
		expect(cap.isOverdrawn).toBe(false);
		cap.settle(10n, { kind: 'known', picoUsd: 11n });
		expect(cap.isOverdrawn).toBe(true);
		cap.release(3, 10n);
		expect(cap.isOverdrawn).toBe(false);
		cap.reserve(1, 10n);
		cap.settle(10n, { kind: 'known', picoUsd: 30n });
		expect([cap.isOverdrawn, cap.spentPicoUsd]).toEqual([true, 101n]);
	});

	it('is not called overdrawn where it was only lowered below what is spent', () => {
		const cap = new SpendCap(10n, 50n);
		cap.settle(0n, { kind: 'known', picoUsd: 0n });
		expect(cap.isOverdrawn).toBe(false);
	});

	it('is never passed, whatever requests cost, however they end, and whenever the process is killed', () => {
		const request = fc.record({
			/** What it costs for real, as a part of its worst case in thousandths. */
			share: fc.integer({ min: 0, max: 1_000 }),
			end: fc.constantFrom('known', 'free', 'unknown', 'in-flight')
		});
		const step = fc.oneof(
			{
				weight: 8,
				arbitrary: fc.record({
					kind: fc.constant('send' as const),
					worst: fc.bigInt({ min: 1n, max: 1_000n }),
					requests: fc.array(request, { minLength: 1, maxLength: 12 })
				})
			},
			{ weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const) }) }
		);
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 50_000n }), fc.array(step), (capPicoUsd, steps) => {
				/** What the provider bills: nobody here is told unless the request ends as known. */
				let billed = 0n;
				/** What is on the disk: reservations are, before anything is sent. */
				let stored = { spent: 0n, atRisk: 0n };
				let cap = new SpendCap(capPicoUsd);
				for (const each of steps) {
					if (each.kind === 'kill') {
						stored = { spent: stored.spent + stored.atRisk, atRisk: 0n };
						cap = new SpendCap(capPicoUsd, stored.spent);
						continue;
					}
					const { worst } = each;
					const covered = cap.reserve(each.requests.length, worst);
					stored.atRisk += BigInt(covered) * worst;
					for (const { share, end } of each.requests.slice(0, covered)) {
						const real = end === 'free' ? 0n : (worst * BigInt(share)) / 1_000n;
						billed += real;
						if (end === 'in-flight') continue;
						const settlement: Settlement =
							end === 'known' ? { kind: end, picoUsd: real } : { kind: end };
						cap.settle(worst, settlement);
						stored.atRisk -= worst;
						stored.spent += end === 'known' ? real : end === 'free' ? 0n : worst;
					}
					expect(billed).toBeLessThanOrEqual(capPicoUsd);
					expect(cap.spentPicoUsd + cap.reservedPicoUsd).toBeLessThanOrEqual(capPicoUsd);
				}
				expect(billed).toBeLessThanOrEqual(capPicoUsd);
			}),
			{ numRuns: 10_000 }
		);
	});
});
