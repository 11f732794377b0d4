import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quoteId, quoteSchema } from '#core/quote.ts';
import { quoteKinds } from '#core/quote/quote-line.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';
import { sampleQuote, withLine, written, type Written } from './quote/sample-quote.ts';

/** `path: message` of everything that is wrong. */
const problems = (value: unknown): string[] => {
	const checked = checkValue(value, quoteSchema);
	return checked.ok
		? []
		: checked.problems.map(({ path, message }) => `${renderPath(path)}: ${message}`);
};
const server = (changes: Written): Written => ({ ...written['server-purchase'], ...changes });
const api = (changes: Written): Written => ({ ...written['api-contract'], ...changes });

describe('the schema of quotes', () => {
	it.each(quoteKinds)('takes a %s, and its own output again', (kind) => {
		const quote = sampleQuote(kind);
		expect(quoteSchema.parse(JSON.parse(JSON.stringify(quote)))).toEqual(quote);
	});

	it('keeps amounts as decimal text, so that no binary fraction enters', () => {
		const quote = quoteSchema.parse(
			withLine('api-contract', 0, { unitPrice: '0.10', quantity: 0.3 })
		);
		expect(quote.lines[0]).toMatchObject({ unitPrice: '0.1', quantity: '0.3' });
	});

	it('can be published as a JSON Schema of what an author writes', () => {
		const schema = z.toJSONSchema(quoteSchema, { io: 'input' });
		expect(JSON.stringify(schema)).toContain('Last day on which the offer stands');
	});

	it('refuses unknown keys and items of another kind, with what there is', () => {
		expect(problems(server({ validTill: '2026-12-31' })).join()).toMatch(/validTill: unknown key/);
		expect(problems(withLine('server-purchase', 0, { item: 'seat' })).join()).toMatch(
			/lines\[0\]\.item: expected "server"/
		);
	});
});

describe('the checks of a quote', () => {
	it('name the line whose total is wrong, and the difference', () => {
		expect(problems(withLine('server-purchase', 0, { discountShare: 0.1, total: 550000 }))).toEqual(
			[
				'lines[0].total: 2 × 300000 less 10 % is 540000.00 USD, the line says 550000.00 (10000.00 more)'
			]
		);
	});

	it('name the sum of the lines, the difference, and the line that was forgotten', () => {
		expect(problems(server({ statedTotal: 648000 }))).toEqual([]);
		expect(problems(server({ statedTotal: 640000 }))).toEqual([
			'statedTotal: the 3 lines add up to 648000.00 USD, the quote says 640000.00 (8000.00 less); that is the amount of the line "i"'
		]);
	});

	it('let rounding to the cent pass, and nothing more', () => {
		const third = { quantity: 3, unitPrice: '33.3333' };
		expect(problems(withLine('server-purchase', 2, { ...third, total: '100.00' }))).toEqual([]);
		expect(problems(withLine('server-purchase', 2, { ...third, total: '100.01' }))).toHaveLength(1);
	});

	it('reckon a total over the term with hours, years, steps and the end of a line', () => {
		// 8 × 2.35 × 730 × 36 + (500 + 200 + 900) × 36 = 494,064 + 57,600
		const cloud = { ...written['gpu-cloud'], statedTotal: { amount: 551664, covers: 'term' } };
		expect(problems(cloud)).toEqual([]);
		expect(problems({ ...cloud, termMonths: undefined })).toEqual([
			'statedTotal.covers: a total over the term needs "termMonths"'
		]);
	});

	it('refuse a negative price unless it is a discount, and a discount that adds', () => {
		expect(problems(withLine('server-purchase', 1, { unitPrice: -40000 }))).toEqual([
			'lines[1].unitPrice: a negative price, -40000; a reduction is a line of its own with item "discount"'
		]);
		expect(problems(withLine('server-purchase', 1, { item: 'discount' }))).toEqual([
			'lines[1].unitPrice: a discount must be negative, found 40000'
		]);
		expect(
			problems(withLine('server-purchase', 1, { item: 'discount', unitPrice: -40000 }))
		).toEqual([]);
	});

	it('refuse a currency without a rate, and a rate for USD', () => {
		expect(problems(server({ currency: 'EUR' }))).toEqual([
			'fx: missing; EUR needs a rate: fx: { usdPerUnit, asOf, source }'
		]);
		const fx = { usdPerUnit: 1.1, asOf: '2026-11-01', source: 'ECB' };
		expect(problems(server({ currency: 'EUR', fx }))).toEqual([]);
		expect(problems(server({ fx })).join()).toMatch(/rate other than 1 makes no sense/);
	});

	it('refuse tokens per thousand beside tokens per million, and a unit that the words deny', () => {
		expect(problems(withLine('api-contract', 1, { unit: '1k-tokens' }))).toEqual([
			'lines[1].unit: per 1k-tokens, while the line "in" is per 1m-tokens; write all token prices per the same unit'
		]);
		for (const description of ['per 1K tokens', 'price / 1,000 tokens', 'per thousand tokens']) {
			expect(problems(withLine('api-contract', 0, { description }))).toEqual([
				'lines[0].unit: the unit is 1m-tokens, but the description says per thousand'
			]);
		}
		for (const description of ['per 1M tokens', 'per 1,000,000 tokens', 'USD/Mtok']) {
			expect(problems(withLine('api-contract', 0, { description }))).toEqual([]);
		}
		expect(problems(withLine('api-contract', 0, { unit: 'each' }))).toEqual([
			'lines[0].unit: a token price is per 1m-tokens or per 1k-tokens, found each'
		]);
	});

	it('refuse a price per month that falls due by the year', () => {
		expect(problems(withLine('colocation', 0, { recurring: 'year' }))).toEqual([
			'lines[0].recurring: a price per kw-month cannot fall due by the year; expected month or once'
		]);
	});

	it('refuse tiers that fall back on themselves, and tiers that do not say what they count', () => {
		const tiers = [
			{ from: 1000, discountShare: 0.1 },
			{ from: 1000, discountShare: 0.05 }
		];
		expect(problems(api({ tiers, tierBasis: 'spend', tierMode: 'graduated' }))).toEqual([
			'tiers[1].from: the tiers fall back on themselves: 1000 does not lie above 1000 of the tier before',
			'tiers[1].discountShare: the tiers fall back on themselves: more volume gets 0.05 off, the tier before 0.1'
		]);
		expect(problems(api({ tiers: [{ from: 1, discountShare: 0.1 }] }))).toEqual([
			'tierBasis: missing; tiers cannot be read without it',
			'tierMode: missing; tiers cannot be read without it'
		]);
	});

	it('refuse an offer that ends before it began, doubled ids and steps out of order', () => {
		expect(problems(server({ validUntil: '2026-10-31' }))).toEqual([
			'validUntil: 2026-10-31 is before the date of the quote, 2026-11-01'
		]);
		expect(problems(withLine('server-purchase', 1, { id: 's' }))).toEqual([
			'lines[1].id: "s" is the id of lines[0] too; ids must differ'
		]);
		const ramp = [
			{ fromMonth: 3, share: 1 },
			{ fromMonth: 0, share: 0.5 }
		];
		expect(problems({ ...written['gpu-cloud'], ramp }).join()).toMatch(/ramp\[1\]\.fromMonth/);
	});

	it('refuse milestones that are not the whole, and tax that cannot be reckoned', () => {
		const milestones = [
			{ month: 0, share: 0.5 },
			{ month: 1, share: 0.4 }
		];
		expect(problems(server({ payment: { milestones } }))).toEqual([
			'payment.milestones: the shares add up to 0.9, expected 1'
		]);
		expect(problems(server({ tax: { treatment: 'included' } })).join()).toMatch(/tax\.rateShare/);
	});

	it('report everything at once', () => {
		expect(
			problems({
				...withLine('server-purchase', 0, { unitPrice: -1 }),
				currency: 'EUR',
				validUntil: '2020-01-01'
			})
		).toHaveLength(3);
	});

	it('find any total that is off by more than rounding, whatever the lines', () => {
		const line = fc.record({
			quantity: fc.integer({ min: 1, max: 1_000 }),
			cents: fc.integer({ min: 1, max: 10_000_000 })
		});
		fc.assert(
			fc.property(
				fc.array(line, { minLength: 1, maxLength: 12 }),
				fc.integer({ min: 7, max: 1_000_000 }),
				fc.boolean(),
				(lines, offCents, over) => {
					const money = (cents: number): string => (cents / 100).toFixed(2);
					const sum = lines.reduce((total, { quantity, cents }) => total + quantity * cents, 0);
					const quote = (statedCents: number): Written =>
						server({
							lines: lines.map(({ quantity, cents }, i) => ({
								id: `l${i}`,
								item: 'server',
								quantity,
								unit: 'node',
								unitPrice: money(cents),
								recurring: 'once'
							})),
							statedTotal: money(statedCents)
						});
					expect(problems(quote(sum))).toEqual([]);
					expect(problems(quote(over ? sum + offCents : sum - offCents))).toHaveLength(1);
				}
			),
			{ numRuns: 60 }
		);
	});
});

describe('the id of a quote', () => {
	it('is readable and made of vendor, number and version', () => {
		const named = { vendor: 'Müller & Söhne GmbH', number: 'Q/2026 №7', version: 3 };
		expect(quoteId(named)).toBe('mu-ller-so-hne-gmbh-q-2026-no7-v3');
	});
});
