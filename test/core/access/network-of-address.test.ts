import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOfAddress } from '#core/access/network-of-address.ts';

test('An address of IPv4 is its own network, also where it is written as one of IPv6.', () => {
	expect(networkOfAddress('192.0.2.7')).toBe('192.0.2.7');
	expect(networkOfAddress('::ffff:192.0.2.7')).toBe('192.0.2.7');
	expect(networkOfAddress('::FFFF:192.0.2.7')).toBe('192.0.2.7');
});

test('Of an address of IPv6 the first half counts, however it is written.', () => {
	const network = '2001:db8:0:1::/64';
	for (const address of [
		'2001:db8:0:1::7',
		'2001:DB8:0:1:ffff:ffff:ffff:ffff',
		'2001:0db8:0000:0001:0000:0000:0000:0001',
		'2001:db8::1:0:0:0:9',
		'2001:db8:0:1::7%eth0'
	]) {
		expect(networkOfAddress(address), address).toBe(network);
	}
	expect(networkOfAddress('::1')).toBe('0:0:0:0::/64');
	expect(networkOfAddress('::')).toBe('0:0:0:0::/64');
	expect(networkOfAddress('2001:db8:0:2::7')).not.toBe(network);
});

test('A connection that has gone has no address, and none of a network.', () => {
	expect(networkOfAddress(undefined)).toBe('');
});

test('Any other text stays as it is.', () => {
	for (const text of ['', 'unknown', 'a name: and more', 'unix:']) {
		expect(networkOfAddress(text)).toBe(text);
	}
});

test('The last 64 bits of an address never tell its network, the first always do.', () => {
	const half = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 0xffff })));
	const written = (groups: readonly number[]): string =>
		groups.map((group) => group.toString(16)).join(':');
	fc.assert(
		fc.property(half, half, half, (first, host, other) => {
			const [one, two] = [host, other].map((last) =>
				networkOfAddress(`${written(first)}:${written(last)}`)
			);
			expect(one).toBe(two);
			expect(one).toBe(`${written(first)}::/64`);
		})
	);
});
