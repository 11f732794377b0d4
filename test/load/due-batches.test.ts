/** The requests of a stage by their due moments, whatever the order in which they end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueBatches } from '#bench/load/due-batches.ts';

it('are twenty batches in order of the due moments, which together hold every request once', () => {
	fc.assert(
		fc.property(
			fc.array(fc.record({ isCompleted: fc.boolean(), isOnTime: fc.boolean() }), {
				minLength: 100,
				maxLength: 400
			}),
			fc.nat({ max: 30 }),
			fc.nat(),
			(requests, dropped, shift) => {
				const batches = new DueBatches();
				// In an order of ends that has nothing to do with that of the due moments.
				for (let i = 0; i < requests.length; i++) {
					const dueMs = (i * 7 + shift) % requests.length;
					const request = requests[dueMs]!;
					const isOnTime = request.isCompleted && request.isOnTime;
					if (requests.length % 7 === 0) return;
					batches.add({ ...request, isOnTime, dueMs, e2eMs: request.isCompleted ? dueMs : null });
				}
				const found = batches.summarise(requests.length + dropped)!;
				expect(found).toHaveLength(20);
				const sum = (key: 'requests' | 'completed' | 'met'): number =>
					found.reduce((total, batch) => total + batch[key], 0);
				expect(sum('requests')).toBe(requests.length + dropped);
				expect(sum('completed')).toBe(requests.filter((each) => each.isCompleted).length);
				expect(sum('met')).toBe(
					requests.filter((each) => each.isCompleted && each.isOnTime).length
				);
				const means = found.flatMap(({ e2eMeanMs }) => (e2eMeanMs === null ? [] : [e2eMeanMs]));
				expect(means).toStrictEqual([...means].sort((a, b) => a - b));
			}
		)
	);
});

it('are none where there are too few requests to tell anything', () => {
	const batches = new DueBatches();
	batches.add({ dueMs: 0, isCompleted: true, isOnTime: true, e2eMs: 1 });
	expect(batches.summarise(99)).toBeNull();
	expect(batches.summarise(100)?.at(-1)).toStrictEqual({
		requests: 5,
		completed: 0,
		met: 0,
		e2eMeanMs: null
	});
});
