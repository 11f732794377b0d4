/** One more worker that does better was missing before. */
import { expect, it } from 'vitest';
import type { StageBatch } from '#core/stage.ts';
import { clientPart } from '#bench/load/capacity-search/client-check.ts';

const batches = (met: number, e2eMeanMs: number): StageBatch[] =>
	Array.from({ length: 20 }, (_, i) => ({
		requests: 50,
		completed: 50,
		met: met - (i % 3),
		e2eMeanMs: e2eMeanMs + (i % 4)
	}));

it('is the part of the client where more requests are on time with it', () => {
	expect(clientPart([batches(40, 90)], batches(50, 90))).toBe(
		'with one more worker 98.1 % met the objective at the same rate, without it 78.1 %'
	);
});

it('is the part of the client where answers are sooner with it, beyond noise and by what matters', () => {
	expect(clientPart([batches(50, 90)], batches(50, 60))).toMatch(
		/^with one more worker an answer took/
	);
	expect(clientPart([batches(50, 90)], batches(50, 89.9))).toBeNull();
});

it('is nobody’s part where it makes no difference, or a worse one', () => {
	expect(clientPart([batches(48, 90), batches(48, 90)], batches(48, 90))).toBeNull();
	expect(clientPart([batches(50, 60)], batches(40, 90))).toBeNull();
	expect(clientPart([], batches(50, 60))).toBeNull();
});
