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
		['Authorization: Bearer abcdefghijklmnopqrstuvwxyz', 'Authorization: [key-1]'],
		['415-555-0134 or 415.555.0134', '[phone-1] or [phone-2]'],
		['at (415) 555-0134, (415)555-0135', 'at [phone-1], [phone-2]'],
		['ring 1-415-555-0134 or +1 415 555 0134', 'ring [phone-1] or [phone-2]'],
		['my phone number is 4155550134.', 'my phone number is [phone-1].'],
		['SSN 078-05-1120', 'SSN [id-1]'],
		['from 2001:db8::8a2e:370:7334 today', 'from [ip-1] today'],
		['see https://x.example/a?token=abc123secret&b=1', 'see https://x.example/a[key-1]&b=1'],
		['aws_secret_access_key=wJalrXUtnFEMI7MDENG', '[key-1]'],
		['password: hunter22', '[key-1]'],
		['post to https://hooks.slack.com/services/T00/B00/XXXXXXXX', 'post to [key-1]'],
		['iban de89370400440532013000', 'iban [iban-1]'],
		['an müller@exämple.de', 'an [email-1]'],
		['请联系zhang@example.cn谢谢', '请联系[email-1]谢谢'],
		['account no. 12345678 sort code 20-00-00', '[account-1] [account-2]'],
		['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0', '[key-1]']
	])('%s', (text, cleaned) => {
		expect(clean(text)).toBe(cleaned);
	});

	it.each([
		'Order 2026-11-20 came on 20.11.2026',
		'It costs 1,234,567.89 EUR for 12000000 requests',
		'invoice TW-2026-123456, 17 seats, version 1.2.3',
		'4111 1111 1111 1112 is no card number',
		'999.999.999.999 is no address',
		'order 4155550134 of 2026',
		'at 12:30:45 std::vector gave a::b',
		'password: please reset it',
		'in 2026 the token limit: 4096',
		'ratio 100-200-3000 and part 12-34-56',
		'the account is closed, sort by code 20'
	])('leaves "%s" as it is', (text) => {
		expect(clean(text)).toBe(text);
	});

	it('takes out names of a list as whole words, the longest first', () => {
		const names = ['Ada', 'Ada Lovelace', 'Müller & Söhne'];
		expect(clean('ADA LOVELACE, Ada and Adam of müller & söhne', names)).toBe(
			'[name-1], [name-2] and Adam of [name-3]'
		);
	});

	it.each([
		['Maria  Gonzalez', ['Maria Gonzalez'], '[name-1]'],
		['Maria\nGonzalez', ['Maria Gonzalez'], '[name-1]'],
		['MARÍA GONZÁLEZ wrote', ['Maria Gonzalez'], '[name-1] wrote'],
		['Maria Gonzalez wrote', ['María González'], '[name-1] wrote'],
		['Gonzalez, Maria', ['Maria Gonzalez'], '[name-1]'],
		['Dear Mr. Gonzalez', ['Maria Gonzalez'], 'Dear [name-1]'],
		['Hans Mueller, Gruß', ['Hans Müller'], '[name-1], Gruß'],
		['Hans Müller', ['Hans Mu\u0308ller'], '[name-1]'],
		['你好张伟先生', ['张伟'], '你好[name-1]先生'],
		['Gonzalezberg is a place', ['Maria Gonzalez', 'Gonzalez'], 'Gonzalezberg is a place']
	])('finds %j by the names %j', (text, names, cleaned) => {
		expect(clean(text, names)).toBe(cleaned);
	});

	it('masks by kind without counting', () => {
		const { mask, counts } = createDeidentifier();
		expect(mask('a@example.com, b@example.com')).toBe('[email], [email]');
		expect(counts()).toEqual({});
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
			'A1'.repeat(100_000),
			'token'.repeat(40_000),
			'a:'.repeat(100_000),
			'call '.repeat(40_000),
			'-----BEGIN PRIVATE KEY-----'.repeat(4_000)
		]) {
			expect(clean(text).length).toBeGreaterThan(0);
		}
	}, 20_000);
});
