/** Numbers of the cost model as a reader types them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldText, fieldUnit, parseField } from '../../../web/lib/use-case/field-text.ts';

describe('a field', () => {
	it.each([
		['USD/kWh', '$ per kWh'],
		['USD/node-hour', '$ per node-hour'],
		['share', '%'],
		['share/year', '% per year'],
		['requests/month', 'requests per month'],
		['requests/s per node', 'requests/s per node'],
		['ratio', '']
	])('names the unit %s as "%s"', (unit, text) => {
		expect(fieldUnit(unit)).toBe(text);
	});

	it('takes what is typed in the unit beside it', () => {
		expect(fieldText('0.015', 'share')).toBe('1.5');
		expect(fieldText('1600000.25', 'requests/month')).toBe('1,600,000.25');
		expect(parseField('1.5', 'share')).toBe('0.015');
		expect(parseField('1,600,000', 'requests/month')).toBe('1600000');
		expect(parseField('−3', 'share/year')).toBe('-0.03');
	});

	it.each(['', 'a lot', '1,5', '1.6 M', 'NaN', '1e999'])('is not "%s"', (text) => {
		expect(parseField(text, 'USD/node')).toBeNull();
	});

	it('rounds what nobody would read to its end', () => {
		expect(fieldText('0.96453900709219858156', 'share')).toBe('96.4539');
		expect(fieldText('0.0000123456789123', 'USD/request')).toBe('0.0000123457');
		expect(fieldText('1234567890123', 'requests/month')).toBe('1,234,567,890,123');
	});

	it('gives back what it shows', () => {
		const units = fc.constantFrom('share', 'USD/node', 'ratio', 'share/year');
		const values = fc.integer({ min: -(10 ** 6), max: 10 ** 6 }).map((n) => String(n / 1_000));
		fc.assert(
			fc.property(values, units, (value, unit) => {
				expect(parseField(fieldText(value, unit), unit)).toBe(value);
			})
		);
	});
});
