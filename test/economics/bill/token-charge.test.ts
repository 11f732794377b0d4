import { describe, expect, it } from 'vitest';
import type { BillCharge } from '#core/bill.ts';
import { tokenChargeOf } from '#bench/economics/bill/token-charge.ts';
import { sampleCharge } from '../support/sample-charge.ts';

const details = (properties: Record<string, string>): Partial<BillCharge> => ({
	other: { SkuPriceDetails: JSON.stringify(properties) }
});
const meter = (SkuMeter: string): Partial<BillCharge> => ({ sku: null, other: { SkuMeter } });

describe('a charge of tokens', () => {
	it.each<[string, Partial<BillCharge>]>([
		['input', details({ TokenType: 'Input' })],
		['cache-read', details({ TokenType: 'CacheRead' })],
		['cache-write', details({ TokenType: 'CacheWrite' })],
		['output', details({ x_TokenType: 'Output' })],
		['cache-read', details({ TokenCacheAction: 'Read', TokenDirection: 'Input' })],
		['output', details({ TokenDirection: 'Output' })],
		['input', meter('Input Tokens')],
		['input', meter('Prompt tokens')],
		['cache-read', meter('Cached Input Tokens')],
		['cache-read', meter('Cache Read Input Tokens')],
		['cache-write', meter('Cache Write Input Tokens')],
		['output', meter('Output Tokens')],
		['input', { sku: 'model-input' }],
		['output', { sku: null, other: { ChargeDescription: 'output of model m' } }]
	])('is %s where the bill says %j', (kind, changes) => {
		expect(tokenChargeOf(sampleCharge(changes))).toMatchObject({ kind, tokens: '4000000' });
	});

	it('is counted in tokens whatever the unit, from the priced quantity where no tokens were consumed', () => {
		const thousands = { quantity: '1.5', unit: '1K Tokens', ...meter('Input Tokens') };
		expect(tokenChargeOf(sampleCharge(thousands))?.tokens).toBe('1500');
		const priced = { SkuMeter: 'Input Tokens', PricingQuantity: '2', PricingUnit: '1M tokens' };
		const requests = { quantity: '9', unit: 'Requests', other: priced };
		expect(tokenChargeOf(sampleCharge(requests))?.tokens).toBe('2000000');
		expect(
			tokenChargeOf(sampleCharge({ quantity: null, ...meter('Input Tokens') }))?.tokens
		).toBeNull();
	});

	it('names the model where the bill does', () => {
		const named = details({ TokenType: 'Input', ModelId: 'gpt-5.4' });
		expect(tokenChargeOf(sampleCharge(named))?.model).toBe('gpt-5.4');
		expect(tokenChargeOf(sampleCharge(meter('Input Tokens')))?.model).toBeNull();
	});

	it.each<[string, Partial<BillCharge>]>([
		['storage of a cache', { unit: 'Token-Hours', ...meter('Context Cache Storage, Token Hours') }],
		['hours', { unit: 'Hours', ...meter('Input bandwidth') }],
		['a tax', { category: 'Tax', ...meter('Input Tokens') }],
		['what was not used', { commitmentStatus: 'Unused', ...meter('Input Tokens') }],
		['tokens of a kind that cannot be told', { sku: 'abc' }],
		['a kind of token that is not known', details({ TokenType: 'Audio' })]
	])('is not %s', (_, changes) => {
		expect(tokenChargeOf(sampleCharge(changes))).toBeNull();
	});
});
