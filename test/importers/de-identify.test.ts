/** What the rules take out of texts, what they leave, and that the same thing keeps its number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeidentifier } from '#bench/importers/de-identify.ts';

const clean = (text: string, names: readonly string[] = []): string =>
	createDeidentifier(names).clean(text);

describe('taking out what names a person', () => {
	it.each([
		['Write to ada.lovelace+shop@example.co.uk.', 'Write to [email-1].'],
		['call +49 (0)89 1234-567 or 0171/2345678', 'call [phone-1] or [phone-2]'],
		['my card 4111 1111 1111 1111 was charged', 'my card [card-1] was charged'],
		['IBAN DE89 3704 0044 0532 0130 00, thanks', 'IBAN [iban-1], thanks'],
		['from 192.168.0.17', 'from [ip-1]'],
		['key sk-proj-abcdefghijklmnop1234 leaked', 'key [key-1] leaked'],
		['Authorization: Bearer abcdefghijklmnopqrstuvwxyz', 'Authorization: [key-1]']
	])('%s', (text, cleaned) => {
		expect(clean(text)).toBe(cleaned);
	});

	it.each([
		'Order 2026-11-20 came on 20.11.2026',
		'It costs 1,234,567.89 EUR for 12000000 requests',
		'invoice TW-2026-123456, 17 seats, version 1.2.3',
		'4111 1111 1111 1112 is no card number',
		'999.999.999.999 is no address'
	])('leaves "%s" as it is', (text) => {
		expect(clean(text)).toBe(text);
	});

	it('takes out names of a list as whole words, the longest first', () => {
		const names = ['Ada', 'Ada Lovelace', 'Müller & Söhne'];
		expect(clean('ADA LOVELACE, Ada and Adam of müller & söhne', names)).toBe(
			'[name-1], [name-2] and Adam of [name-3]'
		);
	});

	it('gives the same thing the same number, over all texts', () => {
		const { clean: take, counts } = createDeidentifier();
		expect(take('a@example.com b@example.com')).toBe('[email-1] [email-2]');
		expect(take('B@example.com')).toBe('[email-2]');
		expect(counts()).toEqual({ email: 2 });
	});

	it('leaves nothing to take out, however it is called and whatever it is given', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 300 }),
				fc.emailAddress(),
				(text, mail) => {
					const once = clean(`${text} ${mail} `);
					expect(clean(once)).toBe(once);
				}
			),
			{ numRuns: 300 }
		);
	});

	it('is quick on texts that are meant to be slow', () => {
		for (const text of [
			'a@'.repeat(100_000),
			'1 '.repeat(100_000),
			'+1'.repeat(100_000),
			'A1'.repeat(100_000)
		]) {
			expect(clean(text).length).toBeGreaterThan(0);
		}
	}, 20_000);
});
