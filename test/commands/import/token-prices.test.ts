import { beforeAll, describe, expect, it } from 'vitest';
import type { BillCharge } from '#core/bill.ts';
import type { PriceOfCharge } from '#bench/economics/bill/estimate-charge.ts';
import { priceOfTokens } from '#bench/commands/import/token-prices.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { sampleCharge } from '../../economics/support/sample-charge.ts';

let priceOf: PriceOfCharge;
beforeAll(async () => {
	priceOf = priceOfTokens(await openPriceBook());
});

const tokens = (
	TokenType: string,
	ModelId: string,
	changes: Partial<BillCharge> = {}
): BillCharge =>
	sampleCharge({
		provider: 'Anthropic',
		other: { SkuPriceDetails: JSON.stringify({ TokenType, ModelId }) },
		...changes
	});

describe('the price of a token charge', () => {
	it.each([
		['Input', '1'],
		['CacheRead', '0.1'],
		['CacheWrite', '1.25'],
		['Output', '5']
	])('of kind %s is that of the price book', (type, usdPerUnit) => {
		const price = priceOf(tokens(type, 'claude-haiku-4-5'));
		expect(price).toMatchObject({ usdPerUnit, unit: '1M tokens' });
		expect(price?.source).toContain('claude-haiku-4-5 at anthropic');
	});

	it('is that of the day on which the period of the charge began', () => {
		const on = (periodStartUtc: string): string | undefined =>
			priceOf(tokens('Input', 'o3', { provider: 'OpenAI', periodStartUtc }))?.usdPerUnit;
		expect(on('2025-06-01T00:00:00.000Z')).toBe('10');
		expect(on('2025-07-01T00:00:00.000Z')).toBe('2');
	});

	it('is found under the names that bills have for providers', () => {
		const [model, provider] = ['gpt-4o', 'Microsoft'];
		expect(priceOf(tokens('Input', model, { provider }))?.source).toContain('at azure');
	});

	it('is found by the SKU where the bill names no model and the SKU is one', () => {
		const other = { SkuMeter: 'Output Tokens' };
		const charge = sampleCharge({ provider: 'Anthropic', sku: 'claude-haiku-4-5', other });
		expect(priceOf(charge)?.usdPerUnit).toBe('5');
	});

	it('is none for a model, a provider or a charge that the price book does not know', () => {
		expect(priceOf(tokens('Input', 'no-such-model'))).toBeNull();
		expect(priceOf(tokens('Input', 'claude-haiku-4-5', { provider: 'Nobody' }))).toBeNull();
		expect(priceOf(sampleCharge({ provider: 'Anthropic', unit: 'Hours' }))).toBeNull();
	});
});
