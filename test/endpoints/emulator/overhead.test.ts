import { expect, test } from 'vitest';
import { quantileSorted } from 'simple-statistics';
import { createRandom } from '#core/random.ts';
import { drawOverhead } from '#bench/endpoints/emulator/overhead.ts';

test('without spread the overhead is exact and takes nothing from the random stream', () => {
	const random = (): number => {
		throw new Error('nothing may be drawn');
	};
	expect(drawOverhead({ overheadMs: 80, overheadLogSd: 0 }, random)).toBe(80);
	expect(drawOverhead({ overheadMs: 0, overheadLogSd: 0.5 }, random)).toBe(0);
});

test('with spread it is log-normal around the median', () => {
	const random = createRandom(7, 'overhead');
	const draws = Array.from({ length: 40_000 }, () =>
		drawOverhead({ overheadMs: 100, overheadLogSd: 0.5 }, random)
	).sort((a, b) => a - b);
	expect(draws.every((ms) => ms > 0 && Number.isFinite(ms))).toBe(true);
	expect(quantileSorted(draws, 0.5) / 100).toBeCloseTo(1, 1);
	// One standard deviation above the median lies at 84.13 %.
	expect(quantileSorted(draws, 0.8413) / (100 * Math.exp(0.5))).toBeCloseTo(1, 1);
	expect(quantileSorted(draws, 0.1587) / (100 * Math.exp(-0.5))).toBeCloseTo(1, 1);
});
