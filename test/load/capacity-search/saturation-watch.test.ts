/** A stage ends early only where it is plain that requests come faster than they are ended, or that too many fail. */
import { expect, it } from 'vitest';
import { SaturationWatch, type Hopeless } from '#bench/load/capacity-search/saturation-watch.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import { createRandom } from '#core/random.ts';

/** One server with exponential times of 10 ms: 100/s at most. */
const watched = (ratePerS: number, seed: number, completes = 1): Hopeless | null => {
	const durationS = 30;
	const schedule = createSchedule({ kind: 'poisson', ratePerS, durationS }, seed);
	if (schedule.kind !== 'open') throw new Error('a Poisson stage is open');
	const random = createRandom(seed, 'services');
	const watch = new SaturationWatch({ ...schedule, sloShare: 0.95 });
	let freeMs = 0;
	for (const dueMs of schedule.dueMs) {
		const endMs = Math.max(dueMs, freeMs) - Math.log(1 - random()) * 10;
		freeMs = endMs;
		const isCompleted = random() < completes;
		watch.add({
			dueMs,
			endMs,
			latencyMs: isCompleted ? endMs - dueMs : null,
			isOnTime: isCompleted && endMs - dueMs <= 100,
			isCompleted
		});
		const hopeless = watch.look(endMs);
		if (hopeless) return hopeless;
	}
	return null;
};

const seeds = Array.from({ length: 40 }, (_, i) => i + 1);

it('finds twice the rate that can be served before half of the time is over', () => {
	for (const seed of seeds) {
		const hopeless = watched(200, seed);
		if (hopeless?.kind !== 'saturated') throw new Error('not found');
		expect(hopeless.saturation.afterS).toBeLessThan(15);
		expect(hopeless.saturation.arrived).toBeGreaterThan(hopeless.saturation.ended);
	}
});

it('leaves a rate alone that can be served, be it a busy one', () => {
	const ended = [50, 80, 90].flatMap((ratePerS) =>
		seeds.filter((seed) => watched(ratePerS, seed) !== null)
	);
	expect(ended.length).toBeLessThanOrEqual(1);
});

it('ends a stage of which every fourth request fails', () => {
	expect(watched(20, 1, 0.75)).toStrictEqual({ kind: 'failing' });
});
