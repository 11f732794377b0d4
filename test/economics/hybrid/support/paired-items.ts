/** Paired items for tests: by hand, and at random. */
import fc from 'fast-check';
import type { PairedItem } from '#bench/economics/hybrid/paired-item.ts';

/** `+` right and `-` wrong, own model first: `+-`. Costs in USD. */
export const item = (
	itemId: string,
	outcome: '++' | '+-' | '-+' | '--',
	score: number | null,
	localUsd = '0.001',
	apiUsd = '0.01'
): PairedItem => ({
	itemId,
	local: { right: outcome.startsWith('+'), usd: localUsd },
	api: { right: outcome.endsWith('+'), usd: apiUsd },
	score
});

const usd = fc.integer({ min: 0, max: 999 }).map((tenths) => String(tenths / 10_000));

/** Items with few distinct scores, so that many are tied, and some without one. */
export const pairedItems = (minLength = 1, maxLength = 40): fc.Arbitrary<PairedItem[]> =>
	fc
		.array(
			fc.record({
				local: fc.record({ right: fc.boolean(), usd }),
				api: fc.record({ right: fc.boolean(), usd }),
				score: fc.option(fc.integer({ min: -3, max: 6 }), { nil: null, freq: 6 })
			}),
			{ minLength, maxLength }
		)
		.map((rows) => rows.map((row, index) => ({ itemId: `item-${index}`, ...row })));
