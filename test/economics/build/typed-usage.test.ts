/** Typed rates price what is written to a cache as a price list does: by its time-to-live, by "any", else as input. */
import { describe, expect, it } from 'vitest';
import { quantitySchema } from '#core/quantity.ts';
import { withTypedSpreads, type TypedPrice } from '#bench/economics/build/typed-usage.ts';
import { createRequestPartSum } from '#bench/economics/build/request-parts.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import { sampleUsage } from '../support/price-samples.ts';

const rates = { inputUsdPerMtok: '3', outputUsdPerMtok: '15' };
const writes = { '5m': '3.75', any: '6' };
const quantity = (value: string) => quantitySchema({ description: 'a rate' }).parse(value);

const price: TypedPrice = {
	inputUsdPerMtok: quantity(rates.inputUsdPerMtok),
	outputUsdPerMtok: quantity(rates.outputUsdPerMtok),
	cacheWriteUsdPerMtok: { '5m': quantity(writes['5m']), any: quantity(writes.any) },
	source: 'test',
	asOf: '2026-11-01'
};

describe('typed rates', () => {
	it('leave the prices of cache writes as the same rates in a price list have them', () => {
		const entry = entryOfPerTokenPrice(
			{
				kind: 'per-token',
				...rates,
				cacheWriteUsdPerMtok: writes,
				source: 'test',
				checkedOn: '2026-11-01'
			},
			{ providerId: 'p', modelId: 'm' }
		);
		const sum = createRequestPartSum();
		const usage = sampleUsage({ cacheWriteTokens: { '5m': 100, '24h': 50 } });
		sum.add(requestCost(usage, entry), 'item');
		const source = { basis: 'user', source: 'test', asOf: '2026-11-01' } as const;
		const parts = sum.parts({ scope: 'api', amounts: source, prices: source });
		const priced = (each: readonly { label: string; price: { value: string } }[]) =>
			each.map(({ label, price: { value } }) => [label, value]);
		expect(priced(withTypedSpreads(parts, null, price))).toEqual(priced(parts));
		expect(priced(parts)).toContainEqual(['cache write (24h)', '6']);
	});
});
