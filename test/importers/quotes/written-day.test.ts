import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenDay } from '#bench/importers/quotes/written-day.ts';

describe('a day as a vendor writes it', () => {
	it.each([
		['2026-12-31', '2026-12-31', true],
		['2026-12-31T00:00:00Z', '2026-12-31', true],
		['31.12.2026', '2026-12-31', false],
		['1.2.2027', '2027-02-01', false],
		['12/31/2026', '2026-12-31', false],
		['31/12/2026', '2026-12-31', false],
		['11/11/2026', '2026-11-11', false]
	])('%s is %s', (text, day, isPlain) => {
		expect(writtenDay(text)).toEqual({ state: 'read', day, isPlain });
	});

	it('is not guessed where either number could be the month', () => {
		expect(writtenDay('11/12/2026')).toEqual({
			state: 'ambiguous',
			monthFirst: '2026-11-12',
			dayFirst: '2026-12-11'
		});
	});

	it.each(['31.13.2026', '30/02/2026', '2026', 'soon', '11/12/26', '1/2-2026'])(
		'%s is none',
		(text) => {
			expect(writtenDay(text)).toBeNull();
		}
	);

	it('is the day itself with points, whatever the day', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
				(date) => {
					const day = date.toISOString().slice(0, 10);
					const [year, month, ofMonth] = day.split('-');
					expect(writtenDay(`${ofMonth}.${month}.${year}`)).toMatchObject({ day });
				}
			)
		);
	});
});
