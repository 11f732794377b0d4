import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#core/random.ts';
import { emulatorFaultsSchema } from '#core/target.ts';
import { drawFault, tokensBeforeFault } from '#bench/endpoints/emulator/fault.ts';

test('without shares no request meets a fault', () => {
	const faults = emulatorFaultsSchema.parse({});
	const random = createRandom(1, 'test');
	const drawn = Array.from({ length: 500 }, () => drawFault(faults, random));
	expect(new Set(drawn)).toEqual(new Set([null]));
});

test('shares that add up to 1 leave no request without a fault', () => {
	const faults = emulatorFaultsSchema.parse({ stalled: 0.25, truncated: 0.75 });
	const random = createRandom(2, 'test');
	const drawn = Array.from({ length: 500 }, () => drawFault(faults, random));
	expect(new Set(drawn)).toEqual(new Set(['stalled', 'truncated']));
});

test('each fault takes its share of the numbers in [0, 1)', () => {
	const faults = emulatorFaultsSchema.parse({ rateLimited: 0.1, serverError: 0.2, slowDrip: 0.3 });
	const steps = 1_000;
	const counts = new Map<string | null, number>();
	for (let i = 0; i < steps; i++) {
		const fault = drawFault(faults, () => (i + 0.5) / steps);
		counts.set(fault, (counts.get(fault) ?? 0) + 1);
	}
	expect(Object.fromEntries(counts)).toEqual({
		rateLimited: 100,
		serverError: 200,
		slowDrip: 300,
		null: 400
	});
});

test('a fault in the middle strikes after at least one token and never after the last but one', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 10_000 }), (outputTokens) => {
			const after = tokensBeforeFault(outputTokens);
			expect(after).toBeGreaterThanOrEqual(1);
			expect(after).toBeLessThanOrEqual(Math.max(1, outputTokens - 1));
		})
	);
});
