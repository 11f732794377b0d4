/** Values that are exact while they are few. */
import { describe, expect, it } from 'vitest';
import { describe as summarise } from '#core/statistics/distribution.ts';
import { CountedSamples } from '#bench/load/counted-samples.ts';

describe('counted samples', () => {
	it('are exact up to their limit, and within 0.1 % above it', () => {
		const values = Array.from({ length: 1_001 }, (_, i) => ((i * 7_919) % 1_001) / 3);
		const samples = new CountedSamples({ kept: 1_000 });
		for (const value of values.slice(0, 1_000)) samples.add(value);
		expect(samples.describe()).toStrictEqual(summarise(values.slice(0, 1_000)));
		samples.add(values[1_000] as number);
		const [found, exact] = [samples.describe(), summarise(values)];
		expect(found).toMatchObject({ n: 1_001, max: exact.max, p99Supported: true });
		for (const name of ['mean', 'p50', 'p90', 'p95', 'p99'] as const) {
			expect(Math.abs(found[name]! / exact[name]! - 1)).toBeLessThanOrEqual(0.001);
		}
	});
});
