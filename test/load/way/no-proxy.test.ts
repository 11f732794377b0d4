import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExempt, isOwnMachine } from '#bench/load/way/no-proxy.ts';

describe('NO_PROXY', () => {
	it.each([
		['api.example.com', 'example.com', true],
		['example.com', 'example.com', true],
		['example.com', '.example.com', true],
		['a.b.example.com', '.example.com', true],
		['a.example.com', '*.example.com', true],
		['API.Example.COM', 'example.com', true],
		['api.example.com.', 'EXAMPLE.com.', true],
		['badexample.com', 'example.com', false],
		['example.com', 'api.example.com', false],
		['anything.at.all', '*', true],
		['api.example.com', 'other.com, example.com ,third.com', true],
		['api.example.com', 'other.com example.com', true],
		['api.example.com', '', false],
		['api.example.com', ' , ,', false],
		['api.example.com', 'example.com:443', true],
		['api.example.com', 'example.com:8443', false],
		['api.example.com', '.', false],
		['10.1.2.3', '10.1.2.3', true],
		['10.1.2.3', '10.0.0.0/8', true],
		['10.1.2.3', '10.1.2.3/32', true],
		['10.1.2.3', '10.1.2.3:443', true],
		['10.1.2.3', '10.1.2.3:80', false],
		['11.1.2.3', '10.0.0.0/8', false],
		['10.1.2.3', '10.0.0.0/33', false],
		['10.1.2.3', '1.2.3', false],
		['10.1.2.3', '2.3', false],
		['api.example.com', '10.0.0.0/8', false],
		['[fd00::1]', 'fd00::1', true],
		['[fd00::1]', '[fd00::1]:443', true],
		['[fd00::1]', '[fd00::1]:80', false],
		['[fd00:0:0::1]', 'fd00::/8', true],
		['[fe00::1]', 'fd00::/8', false],
		['[fd00::1]', 'fd00::/200', false]
	])('%s beside "%s": %s', (host, list, expected) => {
		expect(isExempt(list, host, 443)).toBe(expected);
	});

	it('names a host wherever its entry stands, and never throws for what else is there', () => {
		const host = fc.stringMatching(/^[a-z]{1,8}\.[a-z]{1,8}\.test$/u);
		fc.assert(
			fc.property(host, fc.array(fc.string()), fc.array(fc.string()), (name, before, after) => {
				expect(isExempt([...before, name, ...after].join(','), name, 443)).toBe(true);
			})
		);
	});

	it('names exactly the addresses whose first bits are those of a network', () => {
		fc.assert(
			fc.property(
				fc.nat(0xffff_ffff),
				fc.nat(0xffff_ffff),
				fc.integer({ min: 0, max: 32 }),
				(ip, net, bits) => {
					const text = (value: number): string =>
						[24, 16, 8, 0].map((by) => String((value >>> by) & 255)).join('.');
					const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
					const expected = (ip & mask) >>> 0 === (net & mask) >>> 0;
					expect(isExempt(`${text(net)}/${String(bits)}`, text(ip), 443)).toBe(expected);
				}
			)
		);
	});
});

describe('this machine', () => {
	it.each([
		['localhost', true],
		['LOCALHOST.', true],
		['api.localhost', true],
		['127.0.0.1', true],
		['127.255.0.9', true],
		['[::1]', true],
		['128.0.0.1', false],
		['localhost.example.com', false],
		['10.0.0.1', false]
	])('is %s: %s', (host, expected) => {
		expect(isOwnMachine(host)).toBe(expected);
	});
});
