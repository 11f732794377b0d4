import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpendCap, type Settlement } from '#core/spend-cap.ts';
import { StageReservation } from '#core/stage-reservation.ts';

const known = (picoUsd: bigint): Settlement => ({ kind: 'known', picoUsd });

describe('what a stage reserves of a cap', () => {
	it('is the dearest for each request where any place may send it', () => {
		const cap = new SpendCap(100n);
		const stage = new StageReservation(cap, {
			dearestPicoUsd: 16n,
			placesPicoUsd: null,
			mostRequests: 10
		});
		expect([stage.allow(12), cap.reservedPicoUsd]).toEqual([6, 96n]);
		stage.settle(0, known(2n));
		expect([stage.open, cap.spentPicoUsd, cap.reservedPicoUsd]).toEqual([5, 2n, 80n]);
		expect([stage.allow(12), stage.isComplete]).toEqual([1, false]);
		stage.giveBack(6);
		expect([stage.open, stage.allowed, cap.reservedPicoUsd]).toEqual([0, 1, 0n]);
	});

	it('is no more than all its places cost together, so that what fits as a whole is sent as a whole', () => {
		const cap = new SpendCap(1_090n);
		const placesPicoUsd = [1_000n, ...Array.from({ length: 9 }, () => 10n)];
		const stage = new StageReservation(cap, {
			dearestPicoUsd: 1_000n,
			placesPicoUsd,
			mostRequests: 10
		});
		expect([stage.allow(8), cap.reservedPicoUsd]).toEqual([8, 1_090n]);
		for (let place = 0; place < 8; place++) stage.settle(place, { kind: 'unknown' });
		expect([stage.allow(8), stage.isComplete, cap.spentPicoUsd]).toEqual([2, true, 1_070n]);
	});

	it('covers the worst of whatever is open, in whatever order it ends, and never passes the cap', () => {
		const place = fc.record({
			worst: fc.bigInt({ min: 0n, max: 100n }),
			share: fc.integer({ min: 0, max: 100 }),
			kind: fc.constantFrom('known', 'free', 'unknown'),
			order: fc.integer()
		});
		fc.assert(
			fc.property(
				fc.array(place, { minLength: 1, maxLength: 30 }),
				fc.bigInt({ min: 0n, max: 2_000n }),
				fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 }),
				fc.boolean(),
				(places, capPicoUsd, lots, byPlace) => {
					const cap = new SpendCap(capPicoUsd);
					const worst = places.map((each) => each.worst);
					const dearestPicoUsd = worst.reduce((most, each) => (each > most ? each : most), 0n);
					const stage = new StageReservation(cap, {
						dearestPicoUsd,
						placesPicoUsd: byPlace ? worst : null,
						mostRequests: places.length
					});
					// Workers take places nearly in their order.
					const waiting = places
						.map((_, i) => i)
						.sort((a, b) => a - b + ((places[a]?.order ?? 0) % 3) - ((places[b]?.order ?? 0) % 3));
					const open: number[] = [];
					for (const lot of lots) {
						open.push(...waiting.splice(0, stage.allow(lot)));
						const openWorst = open.reduce((sum, each) => sum + (worst[each] ?? 0n), 0n);
						expect(cap.reservedPicoUsd).toBeGreaterThanOrEqual(openWorst);
						expect(cap.spentPicoUsd + cap.reservedPicoUsd).toBeLessThanOrEqual(capPicoUsd);
						for (const each of open.splice(0, lot)) {
							const { worst: most = 0n, share = 0, kind = 'free' } = places[each] ?? {};
							const picoUsd = (most * BigInt(share)) / 100n;
							stage.settle(each, kind === 'known' ? { kind, picoUsd } : { kind });
						}
					}
					expect(cap.spentPicoUsd + cap.reservedPicoUsd).toBeLessThanOrEqual(capPicoUsd);
					expect([cap.isOverdrawn, stage.open]).toEqual([false, open.length]);
					stage.giveBack(stage.open);
					expect(cap.reservedPicoUsd).toBe(0n);
				}
			)
		);
	});
});
