import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseBilledUnit, unitFactor } from '#bench/economics/bill/billed-unit.ts';

describe('a unit of a bill', () => {
	it.each([
		['Tokens', 'token', '1'],
		['token', 'token', '1'],
		['1K tokens', 'token', '1000'],
		['1000 Tokens', 'token', '1000'],
		['1,000 tokens', 'token', '1000'],
		['Thousand Tokens', 'token', '1000'],
		['kTok', 'token', '1000'],
		['1000000 Tokens', 'token', '1000000'],
		['1M Tokens', 'token', '1000000'],
		['per 1M input tokens', 'token', '1000000'],
		['Million Tokens', 'token', '1000000'],
		['Mtok', 'token', '1000000'],
		['0.5 M Output-Tokens', 'token', '500000'],
		['Hours', 'hour', '1'],
		['Hrs', 'hour', '1'],
		['10 Hours', 'hour', '10'],
		['GPU-Hours', 'gpu-hour', '1'],
		['gpu hour', 'gpu-hour', '1'],
		['Months', 'month', '1'],
		['Minutes', 'minute', '1'],
		['MB', 'mb', '1'],
		['1M Requests', 'request', '1000000'],
		['1000000 Token-Hours', 'token-hour', '1000000']
	])('%j counts %s by %s', (text, noun, multiplier) => {
		expect(parseBilledUnit(text)).toEqual({ noun, multiplier });
	});

	it.each(['', '1K', '1M', '1000', '0 Tokens', '$/token', '%'])(
		'%j does not say what it counts, or counts nothing',
		(text) => {
			expect(parseBilledUnit(text)).toBeNull();
		}
	);

	it('is converted exactly to another unit of the same thing, there and back', () => {
		const unit = fc.constantFrom('Tokens', '1K tokens', 'Mtok', '1,000,000 Tokens', '2B tokens');
		fc.assert(
			fc.property(unit, unit, (from, to) => {
				const [there, back] = [unitFactor(from, to), unitFactor(to, from)];
				expect(there?.times(back ?? 0).toFixed()).toBe('1');
			})
		);
		expect(unitFactor('1K tokens', '1M tokens')?.toFixed()).toBe('0.001');
	});

	it.each([
		['Hours', 'Months'],
		['GPU-Hours', 'Hours'],
		['Tokens', 'Requests'],
		['Tokens', '1K'],
		['1K', '1K']
	])('%s is never converted to %s', (from, to) => {
		expect(unitFactor(from, to)).toBeNull();
	});
});
