/** Who can reach a site by how it is started. */
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import {
	checkKeptOut,
	hostsOf,
	isAlone,
	isHostName,
	isOfUntoldProxy,
	type Reach
} from '#bench/commands/serve/reach.ts';

const loopback: Reach = { host: '127.0.0.1' };

const refusalOf = (reach: Reach, isAsked = false): { message: string; notes: string[] } => {
	const notes: string[] = [];
	try {
		checkKeptOut(reach, { isAsked, note: (text) => notes.push(text) });
		return { message: '', notes };
	} catch (error) {
		if (!(error instanceof BenchError)) throw error;
		return { message: `${error.code}: ${error.message}`, notes };
	}
};

describe('a site is alone on its machine', () => {
	it.each([
		loopback,
		{ host: 'localhost' },
		{ host: '::1' },
		{
			host: '127.0.0.9',
			allowHost: ['localhost:8080', '127.0.0.1:4180', '[::1]:4180', 'localhost']
		}
	])('with %o', (reach) => {
		expect(isAlone(reach)).toBe(true);
		expect(refusalOf(reach)).toEqual({ message: '', notes: [] });
	});
});

describe('a site that others reach is not started where nothing keeps them out', () => {
	it.each([
		[{ host: '0.0.0.0' }, 'E_USAGE: --host 0.0.0.0 lets others reach this site'],
		[
			{ ...loopback, behindHttps: true },
			'E_USAGE: --behind-https says that others reach this site through a proxy'
		],
		[
			{ ...loopback, addressHeader: 'x-forwarded-for' },
			'E_USAGE: BENCH_WEB_ADDRESS_HEADER says that others reach this site through a proxy'
		],
		[
			{ ...loopback, allowHost: ['localhost:1', 'bench.example.com'] },
			'E_USAGE: --allow-host bench.example.com says that others reach this site'
		],
		[
			{ ...loopback, allowHost: ['127.0.0.1.example.com'] },
			'E_USAGE: --allow-host 127.0.0.1.example.com says that others reach this site'
		]
	] satisfies [Reach, string][])('%o', (reach, message) => {
		expect(isAlone(reach)).toBe(false);
		expect(refusalOf(reach).message).toBe(`${message}, and nothing would keep them out`);
	});

	it('and speaks of plain HTTP where somebody does', () => {
		expect(refusalOf({ host: '0.0.0.0' }, true).notes).toHaveLength(1);
		expect(refusalOf({ ...loopback, behindHttps: true }, true)).toEqual({ message: '', notes: [] });
	});
});

describe('a name that is allowed', () => {
	it.each(['bench.example.com', 'bench:4180', '10.0.0.7:80', '[fd00::1]:4180', 'my_host', 'a'])(
		'may be %s',
		(text) => {
			expect(isHostName(text)).toBe(true);
		}
	);

	it.each([
		'https://bench.example.com',
		'bench.example.com/',
		'x y',
		'',
		'a:b',
		'fd00::1',
		'bench.example.com:123456',
		'user@bench'
	])('cannot be "%s"', (text) => {
		expect(isHostName(text)).toBe(false);
	});

	it('is known without the port that browsers leave out, too', () => {
		expect(
			hostsOf({ host: '10.0.0.7', allowHost: ['Bench.example.com:443', 'b:8443'] }, 4180)
		).toEqual(['10.0.0.7:4180', 'bench.example.com:443', 'bench.example.com', 'b:8443']);
	});
});

describe('a form', () => {
	const isUntold = (method: string, origin: string | undefined, host = 'b.example'): boolean =>
		isOfUntoldProxy({ method, headers: { host, origin } } as never);

	it('of a page that came by HTTPS from this host tells of a proxy that the site was not told of', () => {
		expect(isUntold('POST', 'https://b.example')).toBe(true);
		expect(isUntold('POST', 'http://b.example')).toBe(false);
		expect(isUntold('POST', 'https://other.example')).toBe(false);
		expect(isUntold('POST', undefined)).toBe(false);
		expect(isUntold('GET', 'https://b.example')).toBe(false);
	});
});
