import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameOffer, offerKey, vendorKey } from '#core/quote/offer-key.ts';

const corvid = { vendor: 'Corvid Models', number: 'CM-ENT-2093' };

test.each([
	'corvid models',
	'Corvid  Models',
	' CORVID-MODELS ',
	'Córvid Models',
	'Corvid Models.'
])('A vendor written as "%s" is the same vendor.', (vendor) => {
	expect(vendorKey({ vendor })).toBe('corvid-models');
	expect(isSameOffer({ ...corvid, vendor }, corvid)).toBe(true);
	expect(offerKey({ vendor, number: 'cm ent 2093' })).toBe(offerKey(corvid));
});

test('Vendors whose names are long, or in other scripts, are told apart.', () => {
	const long = 'A vendor with a name of more than forty letters';
	for (const [one = '', other = ''] of [
		[`${long} A`, `${long} B`],
		['模型公司', '硬件公司'],
		['Корвид', 'Зета'],
		['!', '?']
	]) {
		expect(vendorKey({ vendor: one })).not.toBe(vendorKey({ vendor: other }));
	}
});

test('Vendor and number do not run into each other.', () => {
	expect(offerKey({ vendor: 'A', number: 'B C' })).not.toBe(
		offerKey({ vendor: 'A B', number: 'C' })
	);
});

test('Case, blanks around and doubled blanks never make another vendor.', () => {
	fc.assert(
		fc.property(fc.array(fc.stringMatching(/^[a-z0-9äé]{1,8}$/u), { minLength: 1 }), (words) => {
			const key = vendorKey({ vendor: words.join(' ') });
			expect(vendorKey({ vendor: ` ${words.join('  ').toUpperCase()} ` })).toBe(key);
		})
	);
});
