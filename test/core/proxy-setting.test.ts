import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { variablesOf } from '#core/endpoint-access.ts';
import { otherProxyInWords, reachedInWords } from '#core/proxy-in-words.ts';
import { proxyProblem, proxySchema } from '#core/proxy-setting.ts';
import { targetSchema } from '#core/target.ts';

describe('the proxy of a target, as written', () => {
	it.each([
		'none',
		'http://proxy.example:3128',
		'https://proxy.example',
		'http://10.0.0.1:3128/',
		'http://[fd00::1]:3128',
		'http://bench:${OUR_PROXY_PASSWORD}@proxy.example:3128',
		'http://${OUR_PROXY_USER}:${OUR_PROXY_PASSWORD}@proxy.example',
		'http://${OUR_PROXY_TOKEN}@proxy.example',
		'http://${OUR_PROXY_HOST}:3128',
		'${OUR_PROXY}'
	])('may be %s', (text) => {
		expect(proxyProblem(text)).toBe(null);
	});

	it.each([
		['proxy.example:3128', /expected the address of an HTTP proxy/],
		['socks5://proxy.example', /expected the address of an HTTP proxy/],
		['', /expected the address of an HTTP proxy/],
		['http://', /expected the address of an HTTP proxy/],
		['http://proxy.example/path', /ends with its port/],
		['http://proxy.example?x=1', /ends with its port/],
		['http://u:${lower}@proxy', /expected the NAME of an environment variable/],
		['http://u:a${X}@proxy', /holds a password/]
	])('may not be %s', (text, message) => {
		expect(proxyProblem(text)).toMatch(message);
	});

	it('never holds a password or token, and no message repeats one', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^canary[a-z0-9:.%-]{1,20}$/u),
				fc.boolean(),
				(secret, isNamed) => {
					const text = `http://${isNamed ? 'bench:' : ''}${secret}@proxy.example:3128`;
					const messages = proxySchema.safeParse(text).error?.issues.map(({ message }) => message);
					expect(messages).toHaveLength(1);
					expect(messages?.join()).not.toMatch(/canary/);
				}
			)
		);
	});

	it('names the variables that a target needs', () => {
		expect(variablesOf({ apiKeyEnv: 'K', proxy: 'http://${U}:${P}@h' })).toEqual(['K', 'U', 'P']);
	});
});

describe('two targets', () => {
	const target = (proxy?: string) =>
		targetSchema.parse({
			id: 'a',
			kind: 'self-hosted',
			protocol: 'openai-chat',
			baseUrl: 'https://api.example.com',
			model: 'm',
			...(proxy !== undefined && { proxy })
		});

	it('that were reached the same way say nothing of it', () => {
		expect(otherProxyInWords(target(), target('none'), 'B')).toBe(null);
		expect(otherProxyInWords(target('http://p:1'), target('http://p:1'), 'B')).toBe(null);
	});

	it('say through which proxy they were reached, where there was one', () => {
		expect(reachedInWords(target('http://p:1'))).toBe(', reached through the proxy http://p:1');
		expect(reachedInWords(target('none'))).toBe('');
		expect(reachedInWords(target())).toBe('');
	});

	it('that were not say how each was', () => {
		expect(otherProxyInWords(target(), target('http://p:1'), 'B')).toMatch(
			/^B was reached through the proxy http:\/\/p:1, the first target directly/
		);
		expect(otherProxyInWords(target('http://q:1'), target('http://p:1'), 'B')).toMatch(
			/through the proxy http:\/\/p:1, the first target through the proxy http:\/\/q:1/
		);
	});
});
