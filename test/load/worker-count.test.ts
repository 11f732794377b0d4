/** How many load workers there are, and that together they send the schedule, no more and no less. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback } from '#bench/load/address.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import { shareOf, workersAtOnce, workersFor } from '#bench/load/worker-count.ts';
import { openLoad } from './support/open-load.ts';

const workers = fc.integer({ min: 1, max: 16 });
const sharesOf = (schedule: Parameters<typeof shareOf>[0], count: number) =>
	Array.from({ length: count }, (_, worker) => shareOf(schedule, worker, count));

describe('the shares of the workers', () => {
	it('are together the schedule of any open loop, each in order, none more than one request larger', () => {
		fc.assert(
			fc.property(openLoad, fc.nat(), workers, (load, seed, count) => {
				const schedule = createSchedule(load, seed);
				if (schedule.kind !== 'open') throw new Error('an open loop was asked for');
				const sent: { ordinal: number; dueMs: number }[] = [];
				const sizes = sharesOf(schedule, count).map((share) => {
					if (share.kind !== 'open') throw new Error('the share of an open loop is one');
					expect(share.dueMs).toStrictEqual(share.dueMs.slice().sort());
					share.ordinals.forEach((ordinal, i) => {
						sent.push({ ordinal, dueMs: share.dueMs[i]! });
					});
					return share.ordinals.length;
				});
				sent.sort((a, b) => a.ordinal - b.ordinal);
				expect(sent.map(({ ordinal }) => ordinal)).toStrictEqual([...schedule.dueMs.keys()]);
				expect(sent.map(({ dueMs }) => dueMs)).toStrictEqual([...schedule.dueMs]);
				expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
			}),
			{ numRuns: 60 }
		);
	});

	it('meet the rate of every moment: within any stretch of the schedule they differ by one request at most', () => {
		fc.assert(
			fc.property(openLoad, workers, fc.nat(), fc.nat(), (load, count, a, b) => {
				const schedule = createSchedule(load, 1);
				if (schedule.kind !== 'open' || schedule.dueMs.length === 0) return;
				const [from, to] = [a, b].map((n) => n % schedule.dueMs.length).sort((x, y) => x - y);
				const inside = sharesOf(schedule, count).map((share) =>
					share.kind === 'open'
						? share.ordinals.filter((ordinal) => ordinal >= from! && ordinal <= to!).length
						: Number.NaN
				);
				expect(Math.max(...inside) - Math.min(...inside)).toBeLessThanOrEqual(1);
			}),
			{ numRuns: 60 }
		);
	});

	it('have all users of a closed loop, split evenly', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 20_000 }), workers, (concurrency, count) => {
				const schedule = createSchedule({ kind: 'closed', concurrency, requests: 9 }, 1);
				const users = sharesOf(schedule, count).map((share) =>
					share.kind === 'closed' ? share.users : Number.NaN
				);
				expect(users.reduce((sum, each) => sum + each, 0)).toBe(concurrency);
				expect(Math.max(...users) - Math.min(...users)).toBeLessThanOrEqual(1);
			})
		);
	});
});

describe('the number of workers', () => {
	const far = { cores: 16, isShared: false };
	const closed = (concurrency: number) => ({ kind: 'closed', concurrency, requests: 1 }) as const;

	it('is the one that was asked for, whatever the load and the machine', () => {
		expect(workersFor(3, closed(9_000), { cores: 1, isShared: true })).toBe(3);
	});

	it('grows with users and with the highest rate', () => {
		expect(workersFor('auto', closed(512), far)).toBe(1);
		expect(workersFor('auto', closed(513), far)).toBe(2);
		expect(workersFor('auto', closed(4_000), far)).toBe(8);
		const ramp = { kind: 'ramp', fromPerS: 1, toPerS: 1_400, durationS: 9 } as const;
		expect(workersFor('auto', { ...ramp, arrivals: 'poisson' }, far)).toBe(3);
	});

	it('leaves a core to the main thread, and half of them to an endpoint on the same machine', () => {
		expect(workersFor('auto', closed(20_000), far)).toBe(15);
		expect(workersFor('auto', closed(20_000), { cores: 16, isShared: true })).toBe(8);
		expect(workersFor('auto', closed(20_000), { cores: 1, isShared: true })).toBe(1);
		expect(workersFor('auto', closed(99_000), { cores: 256, isShared: false })).toBe(64);
	});

	it('of a stage of a mix is its share of those that all of the mix is worth, one at least; asked for, each stage has them', () => {
		const mix = {
			kind: 'mix',
			mix: 'm',
			load: { kind: 'poisson', ratePerS: 2_000, durationS: 9 },
			scenarios: [
				{ scenario: 'a', weight: 3 },
				{ scenario: 'b', weight: 0.9 },
				{ scenario: 'c', weight: 0.1 }
			],
			place: 0
		} as const;
		const stages = mix.scenarios.map((_, place) => ({
			...mix,
			scenarios: [...mix.scenarios],
			place
		}));
		expect(stages.map((stage) => workersFor('auto', stage, far))).toStrictEqual([3, 1, 1]);
		expect(stages.map((stage) => workersAtOnce('auto', stage, far))).toStrictEqual([5, 5, 5]);
		expect(stages.map((stage) => workersFor(2, stage, far))).toStrictEqual([2, 2, 2]);
		expect(workersAtOnce(2, stages[0]!, far)).toBe(6);
		expect(workersAtOnce(2, closed(4), far)).toBe(2);
	});

	it.each(['127.0.0.1', '127.8.0.9', '::1', '::ffff:127.0.0.1'])('%s is this machine', (ip) => {
		expect(isLoopback(ip)).toBe(true);
	});

	it.each(['10.0.0.1', '1.127.0.1', '::2', 'fe80::1', '::ffff:10.0.0.1'])('%s is not', (ip) => {
		expect(isLoopback(ip)).toBe(false);
	});
});
