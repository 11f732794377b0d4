/** Tiers of a price by the length of the prompt: which thresholds they may have. */
import type { z } from 'zod';

/** For `superRefine`. Thresholds must rise: a tier that falls back on an earlier one would never or always hold. */
export const risingThresholds = (
	tiers: readonly { fromInputTokens: number }[],
	context: z.RefinementCtx
): void => {
	for (const [i, { fromInputTokens }] of tiers.entries()) {
		const before = tiers[i - 1]?.fromInputTokens;
		if (before === undefined || fromInputTokens > before) continue;
		context.addIssue({
			code: 'custom',
			path: [i, 'fromInputTokens'],
			message: `expected more than ${String(before)}, the threshold of the tier before it, found ${String(fromInputTokens)}`
		});
	}
};
