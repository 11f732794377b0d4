/** The course of a stage: latencies by due moment, and how many requests were in flight. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineColumns, timelineTable, type TimedAttempt } from '#lib/charts/timeline-table.ts';

const attempt = (
	attemptId: string,
	dueMs: number,
	endMs: number | null,
	changes: Partial<TimedAttempt> = {}
): TimedAttempt => ({
	attemptId,
	dueMs,
	sentMs: dueMs,
	endMs,
	ttftMs: 1,
	e2eMs: endMs === null ? null : endMs - dueMs,
	outcome: 'ok',
	...changes
});

const inFlightOf = (points: TimedAttempt[], every = 1): unknown[] =>
	timelineTable({ points, total: points.length * every, every }).rows.map(
		(row) => row[timelineColumns.inFlight]
	);

describe('the table of a course', () => {
	it('counts a request among those in flight from its sending to its end', () => {
		expect(
			inFlightOf([
				attempt('a', 0, 100),
				attempt('b', 10, 30),
				attempt('c', 30, 40),
				attempt('d', 99, 200)
			])
		).toStrictEqual([1, 2, 2, 2]);
	});

	it('scales what is in flight up where only every n-th request is a point', () => {
		expect(inFlightOf([attempt('a', 0, 100), attempt('b', 10, 30)], 5)).toStrictEqual([5, 10]);
	});

	it('keeps failures apart from whole answers, with the time until they were given up', () => {
		const { rows, caption } = timelineTable({
			points: [
				attempt('a', 0, 100),
				attempt('b', 1_000, 1_500, { outcome: 'timeout', ttftMs: null, e2eMs: null })
			],
			total: 2,
			every: 1
		});
		expect(rows[1]).toStrictEqual([1, 'b', 'timeout', null, null, 500, 1]);
		expect(caption).toBe(
			'Requests were due over 1 s; at most 1 were in flight; the slowest whole answer took 100 ms; 1 brought no whole answer.'
		);
	});

	it('says how many of how many attempts are shown', () => {
		const { notes } = timelineTable({ points: [attempt('a', 0, 1)], total: 4_000, every: 3 });
		expect(notes[0]).toContain('One request in 3 is shown, 1 of 4,000 attempts');
	});

	it('never counts fewer than the request itself, nor more than all', () => {
		const moments = fc.array(fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 })), {
			minLength: 1,
			maxLength: 50
		});
		fc.assert(
			fc.property(moments, (drawn) => {
				const points = drawn
					.map(([due, lasts], index) => attempt(String(index), due, due + lasts))
					.sort((a, b) => a.dueMs - b.dueMs);
				for (const count of inFlightOf(points).map(Number)) {
					expect(count).toBeGreaterThanOrEqual(1);
					expect(count).toBeLessThanOrEqual(points.length);
				}
			})
		);
	});
});
