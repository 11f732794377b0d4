import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { chooseProxy, type Environment } from '#bench/load/way/choose-proxy.ts';

const baseUrl = 'https://api.example.com/v1';
const shownOf = (env: Environment, target: { baseUrl?: string; proxy?: string } = {}) =>
	chooseProxy({ id: 'api', baseUrl, ...target }, env)?.shown ?? null;
const errorOf = (run: () => unknown): BenchError => {
	try {
		run();
	} catch (error) {
		if (error instanceof BenchError) return error;
		throw error;
	}
	throw new Error('nothing was thrown');
};

describe('the proxy of a target', () => {
	it('is that of the environment for the scheme of the endpoint, lower case first', () => {
		const env = {
			HTTPS_PROXY: 'http://upper:1',
			https_proxy: 'http://lower:2',
			HTTP_PROXY: 'http://plain:3'
		};
		expect(shownOf(env)).toBe('http://lower:2');
		expect(shownOf({ ...env, https_proxy: ' ' })).toBe('http://upper:1');
		expect(shownOf(env, { baseUrl: 'http://api.example.com' })).toBe('http://plain:3');
		expect(shownOf({ HTTP_PROXY: 'http://plain:3' })).toBe(null);
		expect(shownOf({})).toBe(null);
	});

	it('is none where NO_PROXY names the host, by its port too', () => {
		const env = { https_proxy: 'http://lower:2' };
		expect(shownOf({ ...env, NO_PROXY: 'example.com:443' })).toBe(null);
		expect(shownOf({ ...env, NO_PROXY: 'example.com:8443' })).toBe('http://lower:2');
		expect(shownOf({ ...env, NO_PROXY: 'example.com', no_proxy: 'other.com' })).toBe(
			'http://lower:2'
		);
	});

	it('is none for this machine, unless the target names one', () => {
		const env = { https_proxy: 'http://lower:2', http_proxy: 'http://lower:2' };
		for (const host of ['localhost', '127.0.0.1:8000', '[::1]:8000']) {
			expect(shownOf(env, { baseUrl: `http://${host}/v1` })).toBe(null);
			expect(shownOf(env, { baseUrl: `http://${host}/v1`, proxy: 'http://own:9' })).toBe(
				'http://own:9'
			);
		}
	});

	it('is what the target says, whatever the environment says', () => {
		const env = { https_proxy: 'http://lower:2', NO_PROXY: '*' };
		expect(shownOf(env, { proxy: 'http://own:9' })).toBe('http://own:9');
		expect(shownOf({ https_proxy: 'http://lower:2' }, { proxy: 'none' })).toBe(null);
	});

	it.each([
		['proxy.example:3128', 'http://proxy.example:3128'],
		['http://proxy.example', 'http://proxy.example:80'],
		['https://proxy.example', 'https://proxy.example:443'],
		['HTTP://Proxy.Example:8/', 'http://proxy.example:8'],
		['http://[fd00::1]:3128', 'http://[fd00::1]:3128']
	])('%s of the environment is %s', (written, shown) => {
		expect(shownOf({ https_proxy: written })).toBe(shown);
	});

	it.each(['socks5://p:1080', 'http://', 'http://a b', 'ftp://p'])(
		'%s is refused with the variable, and what to do',
		(written) => {
			const error = errorOf(() => shownOf({ HTTPS_PROXY: written }));
			expect(error).toMatchObject({ code: 'E_CONFIG' });
			expect(error.message).toMatch(/^target "api": the proxy of HTTPS_PROXY /);
			expect(error.hint).toMatch(/NO_PROXY/);
		}
	);

	it('asks for the variable that it names', () => {
		const error = errorOf(() => shownOf({}, { proxy: 'http://u:${P}@proxy:1' }));
		expect(error).toMatchObject({ code: 'E_AUTH' });
		expect(error.message).toMatch(/environment variable P, which is not set/);
		expect(shownOf({ WHOLE: 'http://w:1' }, { proxy: '${WHOLE}' })).toBe('http://w:1');
	});

	it('sends name and password as they are, wherever they come from, and shows neither', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }),
				fc.string({ unit: 'grapheme-ascii', minLength: 9, maxLength: 30 }),
				(name, password) => {
					fc.pre(password.trim() === password && !/['()*!]/u.test(name));
					const expected = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
					const user = encodeURIComponent(name);
					const inUrl = chooseProxy(
						{ id: 'api', baseUrl },
						{ https_proxy: `http://${user}:${encodeURIComponent(password)}@p.test:3128` }
					);
					const inVariable = chooseProxy(
						{ id: 'api', baseUrl, proxy: `http://${user}:\${P}@p.test:3128` },
						{ P: password }
					);
					for (const proxy of [inUrl, inVariable]) {
						expect(proxy).toMatchObject({
							authorization: expected,
							shown: 'http://p.test:3128',
							port: 3_128
						});
						expect(proxy!.secrets).toContain(password);
						expect(proxy!.secrets).toContain(expected.slice('Basic '.length));
					}
				}
			)
		);
	});

	it('takes a name without a password for a token', () => {
		const proxy = chooseProxy({ id: 'api', baseUrl }, { https_proxy: 'http://tok-12345@p:1' });
		expect(proxy!.authorization).toBe(`Basic ${Buffer.from('tok-12345:').toString('base64')}`);
		expect(proxy!.secrets).toContain('tok-12345');
	});
});
