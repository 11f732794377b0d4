import { describe, expect, it } from 'vitest';
import { readAccess } from '#bench/commands/run/read-access.ts';
import { protocols } from '#bench/protocols/index.ts';
import { targetSchema, type RemoteTarget } from '#core/target.ts';

const targetWith = (changes: object, protocol = 'anthropic-messages'): RemoteTarget =>
	targetSchema.parse({
		id: 'a',
		kind: 'self-hosted',
		protocol,
		baseUrl: 'https://api.example.com/v1?region=eu',
		model: 'm',
		...changes
	}) as RemoteTarget;
const requestTo = (target: RemoteTarget, env: Record<string, string>) =>
	protocols[target.protocol].buildRequest(readAccess(target, env).endpoint, {
		system: null,
		messages: [{ role: 'user', content: 'Hi' }],
		maxOutputTokens: 1,
		stream: false,
		temperature: null,
		seed: null,
		extraBody: {}
	});

describe('what lets requests in', () => {
	it('is a key in the form of the protocol, however it is named', () => {
		for (const changes of [
			{ apiKeyEnv: 'OUR_KEY' },
			{ credentials: { kind: 'key', keyEnv: 'OUR_KEY' } }
		]) {
			const { headers } = requestTo(targetWith(changes), { OUR_KEY: ' key-12345678\n' });
			expect(headers).toMatchObject({ 'x-api-key': 'key-12345678' });
			expect(headers).not.toHaveProperty('authorization');
		}
	});

	it('is a bearer token whatever the protocol', () => {
		const target = targetWith({ credentials: { kind: 'bearer', tokenEnv: 'OUR_TOKEN' } });
		const { headers } = requestTo(target, { OUR_TOKEN: 'token-1234' });
		expect(headers).toMatchObject({ authorization: 'Bearer token-1234' });
		expect(headers).not.toHaveProperty('x-api-key');
	});

	it('is headers with variables in them, which go before those of the protocol, and a query', () => {
		const target = targetWith({
			headers: { 'Anthropic-Version': '2099-01-01', 'X-Gateway': 'a ${ONE}, ${TWO} and ${ONE}' },
			query: { 'api-version': '3', region: 'us' }
		});
		const { headers, url } = requestTo(target, { ONE: 'first-one', TWO: 'second-$&' });
		expect(headers).toMatchObject({
			'anthropic-version': '2099-01-01',
			'x-gateway': 'a first-one, second-$& and first-one'
		});
		expect(url.href).toBe('https://api.example.com/v1/messages?region=us&api-version=3');
	});

	it('is all known as secret', () => {
		const env = {
			OUR_KEY: 'key-12345678',
			ONE: 'header-1234',
			AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
			AWS_SECRET_ACCESS_KEY: 'secret-access',
			SESSION: 'session-token',
			TOKEN: 'bearer-token'
		};
		const secretsOf = (changes: object) => readAccess(targetWith(changes), env).secrets;
		const headers = { x: '${ONE}' };
		expect(secretsOf({ apiKeyEnv: 'OUR_KEY', headers })).toEqual(['key-12345678', 'header-1234']);
		expect(secretsOf({ credentials: { kind: 'bearer', tokenEnv: 'TOKEN' } })).toEqual([
			'bearer-token'
		]);
		expect(
			secretsOf({ credentials: { kind: 'aws', region: 'us-east-1', sessionTokenEnv: 'SESSION' } })
		).toEqual(['AKIDEXAMPLE', 'secret-access', 'session-token']);
		expect(secretsOf({})).toEqual([]);
	});

	it.each([
		[{ apiKeyEnv: 'NO_KEY' }, 'takes its key from the environment variable NO_KEY'],
		[
			{ credentials: { kind: 'bearer', tokenEnv: 'NO_TOKEN' } },
			'takes its token from the environment variable NO_TOKEN'
		],
		[
			{ credentials: { kind: 'aws', region: 'us-east-1' } },
			'takes its access key id from the environment variable AWS_ACCESS_KEY_ID'
		],
		[{ headers: { x: '${NO_HEADER}' } }, 'takes its header from the environment variable NO_HEADER']
	])('is missed by its name: %j', (changes, message) => {
		expect(() => readAccess(targetWith(changes), {})).toThrow(
			expect.objectContaining({
				code: 'E_AUTH',
				message: expect.stringContaining(message) as string
			})
		);
	});
});
