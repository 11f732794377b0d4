/** Numbers as authors write them: a value, a range or a distribution, and what is said of everything else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { quantitySchema, spreadKinds, type QuantityLimits } from '#core/quantity.ts';
import { checkValue } from '#core/schema-problems.ts';

const read = (written: unknown, limits: Partial<QuantityLimits> = {}) =>
	checkValue(written, quantitySchema({ description: 'a number', ...limits }));

const quantity = (written: unknown, limits?: Partial<QuantityLimits>) => {
	const result = read(written, limits);
	if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('; '));
	return result.value;
};

const refusals = (written: unknown, limits?: Partial<QuantityLimits>): string[] => {
	const result = read(written, limits);
	return result.ok ? [] : result.problems.map(({ path, message }) => [...path, message].join(': '));
};

const plain = { spread: null, source: null, asOf: null };

describe('a quantity', () => {
	it('is a number or a decimal as text, of which no digit is lost', () => {
		expect(quantity(2.5)).toStrictEqual({ value: '2.5', ...plain });
		expect(quantity(1e-7)).toStrictEqual({ value: '0.0000001', ...plain });
		expect(quantity(' 0.12345678901234567890 ')).toStrictEqual({
			value: '0.1234567890123456789',
			...plain
		});
		expect(quantity(-3)).toMatchObject({ value: '-3' });
		expect(quantity({ value: '7.0' })).toStrictEqual({ value: '7', ...plain });
	});

	it('keeps where it comes from', () => {
		expect(quantity({ value: 3, source: 'count', asOf: '2026-10-31' })).toStrictEqual({
			value: '3',
			spread: null,
			source: 'count',
			asOf: '2026-10-31'
		});
	});

	it('is triangular about its value, and uniform about the middle without one', () => {
		expect(quantity({ low: 1, value: 2, high: 5 })).toMatchObject({
			value: '2',
			spread: { kind: 'triangular', low: '1', high: '5' }
		});
		expect(quantity({ low: 0.1, high: 0.2 })).toMatchObject({
			value: '0.15',
			spread: { kind: 'uniform', low: '0.1', high: '0.2' }
		});
	});

	it('has the distribution that is named, with the geometric middle of a lognormal one', () => {
		expect(quantity({ low: 1, high: 4, distribution: 'lognormal' })).toMatchObject({
			value: '2',
			spread: { kind: 'lognormal' }
		});
		expect(quantity({ low: 1, high: 4, distribution: 'normal' })).toMatchObject({ value: '2.5' });
		expect(quantity({ low: 1, value: 3, high: 4, distribution: 'uniform' })).toMatchObject({
			value: '3',
			spread: { kind: 'uniform' }
		});
	});

	it('has no spread where both ends are the same, however many digits they have', () => {
		const digits = '0.12345678901234567';
		for (const distribution of [undefined, ...spreadKinds]) {
			expect(quantity({ low: digits, high: digits, distribution })).toStrictEqual({
				value: digits,
				...plain
			});
		}
	});

	it('may be as large and as small as a number can be', () => {
		expect(quantity({ low: 1e308, high: 1.5e308 }).spread).toMatchObject({ kind: 'uniform' });
		for (const [low, high] of [
			[1e308, 1.5e308],
			[1e-300, 1e-290]
		] as const) {
			expect(
				Number(quantity({ low, high, distribution: 'lognormal' }).value) / low
			).toBeGreaterThan(1);
		}
	});

	it.each([
		['cheap', ['expected a plain decimal such as 2.50']],
		['1e-7', ['expected a plain decimal such as 2.50']],
		['1,000', ['expected a plain decimal such as 2.50']],
		['', ['expected a plain decimal such as 2.50']],
		['9'.repeat(400), ['expected a plain decimal such as 2.50']],
		[true, ['expected a number, text or an object with keys, found true']],
		[Infinity, ['expected a number, text or an object with keys, found Infinity']],
		[[1, 2], ['expected a number, text or an object with keys, found a list']],
		[{}, ['expected a value, or a range with "low" and "high"']],
		[{ source: 'me' }, ['expected a value, or a range with "low" and "high"']],
		[{ value: 1, distribution: 'normal' }, ['a normal distribution needs "low" and "high"']],
		[{ value: 1, low: 0 }, ['a range needs both "low" and "high"']],
		[{ high: 3 }, ['a range needs both "low" and "high"']],
		[{ low: 3, high: 2 }, ['"low" 3 is above "high" 2']],
		[{ low: 1, value: 4, high: 2 }, ['the value 4 is not between "low" 1 and "high" 2']],
		[{ low: 0, high: 2, distribution: 'lognormal' }, ['a lognormal range must be above 0']],
		[
			{ low: 0, high: 2, distribution: 'bell' },
			['distribution: expected "uniform", "triangular", "normal" or "lognormal", found "bell"']
		],
		[{ value: 1, asOf: 'May' }, ['asOf: expected a day as YYYY-MM-DD, found "May"']],
		[{ value: 'two' }, ['value: expected a plain decimal such as 2.50']],
		[
			{ value: 1, hihg: 2 },
			['hihg: unknown key; expected value, low, high, distribution, source or asOf']
		]
	])('refuses %j in words', (written, expected) => {
		expect(refusals(written)).toStrictEqual(expected);
	});

	it('lies within its limits with its whole range, exactly', () => {
		const share = { min: '0', max: '1' };
		expect([0, 1, { low: 0, high: 1 }].flatMap((each) => refusals(each, share))).toStrictEqual([]);
		expect(refusals(-0.1, share)).toStrictEqual(['expected a number ≥ 0, found -0.1']);
		expect(refusals({ low: 0.5, high: 1.5 }, share)).toStrictEqual([
			'expected a number ≤ 1, found 1.5'
		]);
		expect(refusals({ low: -1, value: 0.5, high: 1 }, share)).toStrictEqual([
			'expected a number ≥ 0, found -1'
		]);
		expect(refusals('1.00000000000000000001', share)).toStrictEqual([
			'expected a number ≤ 1, found 1.00000000000000000001'
		]);
	});

	it('may have to be above a limit rather than at it', () => {
		const positive = { min: '0', aboveMin: true };
		expect(refusals(0, positive)).toStrictEqual(['expected a number > 0, found 0']);
		expect(refusals({ low: 0, value: 1, high: 2 }, positive)).toStrictEqual([
			'expected a number > 0, found 0'
		]);
		expect(refusals('0.00000000000000000001', positive)).toStrictEqual([]);
	});

	it('always lies within its own range, and never stops with an error', () => {
		const end = fc.oneof(
			fc.double({ noNaN: true }),
			fc.integer(),
			fc.bigInt().map(String),
			fc.constantFrom('0.1', '1e5', 'x', '-0')
		);
		const written = fc.record(
			{ value: end, low: end, high: end, distribution: fc.constantFrom(...spreadKinds) },
			{ requiredKeys: [] }
		);
		fc.assert(
			fc.property(written, (each) => {
				const result = read(each);
				if (!result.ok) {
					expect(result.problems).not.toStrictEqual([]);
					return;
				}
				const { value, spread } = result.value;
				expect(toDecimal(value).gte(spread?.low ?? value)).toBe(true);
				expect(toDecimal(value).lte(spread?.high ?? value)).toBe(true);
			}),
			{ numRuns: 500 }
		);
	});
});
