import { describe, expect, it } from 'vitest';
import { variablesOf } from '#core/endpoint-access.ts';
import { tlsProblem, tlsSchema } from '#core/tls-setting.ts';

const problemsOf = (tls: unknown): [string, string][] =>
	tlsSchema.safeParse(tls).error?.issues.map(({ path, message }) => [path.join('.'), message]) ??
	[];

describe('TLS of a target, as written', () => {
	it.each([
		[{ ca: 'authority.pem' }],
		[{ cert: 'client.pem', key: 'client.key', keyPassphraseEnv: 'KEY_PASSPHRASE' }],
		[{ serverName: 'gateway.example' }],
		[{}]
	])('may be %j', (tls) => {
		expect(problemsOf(tls)).toEqual([]);
	});

	it.each([
		[{ cert: 'a.pem' }, 'cert', /needs its private key/],
		[{ key: 'a.key' }, 'key', /needs its certificate/],
		[{ ca: 'a.pem', keyPassphraseEnv: 'P' }, 'keyPassphraseEnv', /no "key"/],
		[{ serverName: 'https://a' }, 'serverName', /the name of a host/],
		[{ cert: 'a.pem', key: 'a.key', keyPassphraseEnv: 'canary pass' }, 'keyPassphraseEnv', /NAME/]
	])('may not be %j', (tls, path, message) => {
		expect(problemsOf(tls)).toEqual([[path, expect.stringMatching(message)]]);
	});

	it('names files, and holds no key itself', () => {
		const problems = problemsOf({
			cert: 'a.pem',
			key: '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----'
		});
		expect(problems).toEqual([['key', expect.stringMatching(/the name of a file/)]]);
		expect(JSON.stringify(problems)).not.toMatch(/canary/);
	});

	it('has no switch that turns verifying off', () => {
		expect(problemsOf({ insecure: true })).toHaveLength(1);
	});

	it('belongs to an https:// address', () => {
		expect(tlsProblem({ baseUrl: 'http://a', tls: {} })).toMatch(/without TLS/);
		expect(tlsProblem({ baseUrl: 'https://a', tls: {} })).toBe(null);
		expect(tlsProblem({ baseUrl: 'http://a' })).toBe(null);
	});

	it('names the variable of a passphrase among those that a target needs', () => {
		expect(variablesOf({ tls: { keyPassphraseEnv: 'P' } })).toEqual(['P']);
	});
});
