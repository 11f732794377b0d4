import { describe, expect, it } from 'vitest';
import { priceListEntrySchema } from '#core/price-list.ts';
import { rateRows } from '#lib/server/prices/rate-rows.ts';

const entry = priceListEntrySchema.parse({
	providerId: 'p',
	modelId: 'm',
	inputUsdPerMtok: '2',
	cacheReadUsdPerMtok: '0.2',
	cacheWriteUsdPerMtok: { default: '2.5', '1h': '4' },
	outputUsdPerMtok: '8',
	contextTiers: [{ fromInputTokens: 200_000, inputUsdPerMtok: '4', outputUsdPerMtok: '12' }],
	timeWindows: [{ fromUtc: '16:30', toUtc: '00:30', factor: '0.5', validTo: '2026-08-01' }],
	serviceTiers: [
		{ tier: 'batch', factor: '0.5', withCache: 'input-rate' },
		{ tier: 'flex', factor: '0.5', withCache: 'unknown' },
		{ tier: 'priority', factor: '2', withCache: 'stacks', maxInputTokens: 199_999 },
		{ tier: 'fast', rates: { inputUsdPerMtok: '9', outputUsdPerMtok: '45' } }
	],
	sourceUrl: 'https://prices.example',
	asOf: '2026-09-01',
	enteredBy: 'a test'
});

const rowsOf = (day: string | null) =>
	rateRows(entry, day).map((row) => [
		row.label,
		row.inputUsdPerMtok,
		row.cacheReadUsdPerMtok,
		row.outputUsdPerMtok,
		row.factor
	]);

describe('the rates of a price list as rows', () => {
	it('prices each tier and hour by its factor, cached tokens as the tier says', () => {
		expect(rowsOf('2026-11-25')).toEqual([
			['standard', '2', '0.2', '8', null],
			['standard, from 200,000 input tokens', '4', null, '12', null],
			['batch', '1', '1', '4', '0.5'],
			['batch, from 200,000 input tokens', '2', '2', '6', '0.5'],
			['flex', '1', null, '4', '0.5'],
			['flex, from 200,000 input tokens', '2', null, '6', '0.5'],
			['priority', '4', '0.4', '16', '2'],
			['fast', '9', null, '45', null]
		]);
	});

	it('keeps what holds on other days only where no day is asked for, and says which days', () => {
		const labels = rowsOf(null).map(([label]) => label);
		expect(labels).toContain('16:30–00:30 UTC, to 2026-08-01');
	});

	it('has one price for writes where the time-to-live makes no difference', () => {
		const [standard] = rateRows(entry, null);
		expect(standard?.cacheWrites).toEqual([
			{ ttl: null, usdPerMtok: '2.5' },
			{ ttl: '1h', usdPerMtok: '4' }
		]);
	});
});
