/** The flags that describe an endpoint: what they send, and how they are refused, the same of `bench load` and `bench probe`. */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { endpointOf } from '#bench/commands/load/endpoint-options.ts';
import { createConnectProxy } from '../load/support/connect-proxy.ts';
import { createRawServer } from '../load/support/raw-server.ts';
import { createCertificate } from '../load/support/self-signed-certificate.ts';
import { chatServer, errorOf, openWorkplace } from './support/probe.ts';
import { response } from './support/raw-server.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';

type Env = Record<string, string>;
const call = {
	load: (args: readonly string[], env?: Env): Promise<Recorded> =>
		callCommand(
			'load',
			[
				...args,
				...['--concurrency', '1', '--requests', '2', '--no-stream', '--json'],
				...['--db', `file:${openWorkplace().file('bench.db')}`]
			],
			env
		),
	probe: (args: readonly string[], env?: Env): Promise<Recorded> =>
		callCommand('probe', [...args, '--no-max-context-probe', '--json'], env)
};
/** Null, or that a busy machine took part in what was measured, which is no fault of the flags. */
const faultOf = ({ error }: Recorded): unknown =>
	error instanceof BenchError && error.code === 'E_RUN_INVALID' ? null : error;
const commands = ['load', 'probe'] as const;
const model = ['--model', 'm'];
const urlOf = (port: number): string => `http://127.0.0.1:${String(port)}/v1`;

describe.each(commands)('bench %s', (command) => {
	it('sends headers, parameters and a token, each of which may come from the environment', async () => {
		const server = await chatServer(() => ({}));
		const canary = 'canary-token-12345';
		const recorded = await call[command](
			[
				...[urlOf(server.port), ...model, '--query', 'api-version=2026-01-01', '--query', 'a=b=c'],
				...['--header', 'X-Team: search: one', '--header', 'x-gateway-key: ${GATEWAY_KEY}'],
				...['--bearer-env', 'OUR_TOKEN']
			],
			{ GATEWAY_KEY: `gateway-${canary}`, OUR_TOKEN: canary }
		);
		expect(faultOf(recorded)).toBe(null);
		const [head = ''] = server.requests();
		expect(head).toMatch(/^POST \/v1\/chat\/completions\?api-version=2026-01-01&a=b%3Dc HTTP/);
		expect(head).toMatch(/^x-team: search: one\r$/m);
		expect(head).toContain(`x-gateway-key: gateway-${canary}\r\n`);
		expect(head).toContain(`authorization: Bearer ${canary}\r\n`);
		expect(`${recorded.stdout}${recorded.stderr}`).not.toMatch(/canary/);
	});

	it('takes address, protocol and key of a preset, unless another flag says them', async () => {
		const server = await chatServer(() => ({}));
		const args = ['--preset', 'litellm', ...model];
		const unset = errorOf(await call[command]([urlOf(server.port), ...args]));
		expect(unset).toMatchObject({ code: 'E_AUTH' });
		expect(unset.message).toMatch(/LITELLM_PROXY_API_KEY, which is not set/);
		const env = { LITELLM_PROXY_API_KEY: 'sk-litellm-123', OUR_KEY: 'sk-ours-12345' };
		const usual = await call[command]([urlOf(server.port), ...args], env);
		const own = await call[command]([urlOf(server.port), ...args, '--api-key-env', 'OUR_KEY'], env);
		expect([faultOf(usual), faultOf(own)]).toEqual([null, null]);
		const heads = server.requests();
		expect(heads[0]).toContain('authorization: Bearer sk-litellm-123\r\n');
		expect(heads.at(-1)).not.toContain('sk-litellm-123');
	});

	it('signs requests for AWS', async () => {
		const server = await chatServer(() => ({}));
		await call[command](
			[
				...[urlOf(server.port), ...model, '--protocol', 'bedrock-converse'],
				...['--aws-region', 'eu-central-1', '--self-hosted']
			],
			{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE1', AWS_SECRET_ACCESS_KEY: 'canary-secret-key' }
		);
		const [head = ''] = server.requests();
		expect(head).toMatch(
			/^authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE1\/\d+\/eu-central-1\/bedrock/m
		);
		expect(head).not.toMatch(/canary/);
	});

	it('goes through the proxy of --proxy, and trusts and shows the certificates of --ca, --cert and --key', async () => {
		const authority = createCertificate({ name: 'authority.test', commonName: 'Example Root' });
		const signed = (name: string, serial: number) =>
			createCertificate({ name, commonName: name, withLoopback: true, issuer: authority, serial });
		const [ours, client] = [signed('gateway.test', 2), signed('client.test', 3)];
		const answer =
			'{"model":"m","choices":[{"index":0,"message":{"content":"ok"},"finish_reason":"stop"}]}';
		const server = await createRawServer(
			({ socket }) => socket.write(response('200 OK', {}, answer)),
			{
				tls: {
					...{ key: ours.key, cert: ours.cert, ca: authority.cert },
					...{ requestCert: true, rejectUnauthorized: true }
				}
			}
		);
		onTestFinished(server.die);
		const proxy = await createConnectProxy();
		onTestFinished(() => proxy[Symbol.asyncDispose]());
		const workplace = openWorkplace();
		const file = (name: string, text: string): string => {
			writeFileSync(workplace.file(name), text);
			return workplace.file(name);
		};
		const url = `https://127.0.0.1:${String(server.port)}/v1`;
		const trusted = [url, ...model, '--ca', file('ca.pem', authority.cert)];
		const certificate = ['--cert', file('client.pem', client.cert)];
		const key = ['--key', file('client.key', client.key)];
		const recorded = await call[command]([
			...[...trusted, ...certificate, ...key],
			...['--proxy', proxy.url]
		]);
		expect(faultOf(recorded)).toBe(null);
		expect(recorded.stderr).toMatch(
			/through the proxy http:\/\/127\.0\.0\.1:\d+ \(from the target\)/
		);
		expect(proxy.tunnels.length).toBeGreaterThan(1);
		expect(server.requests.length).toBeGreaterThan(1);

		const without = errorOf(await call[command](trusted));
		expect(without).toMatchObject({ code: 'E_UNREACHABLE' });
		expect(without.hint).toMatch(/--cert and --key/);
		const halved = errorOf(await call[command]([...trusted, ...certificate]));
		expect(halved.message).toMatch(/^--cert: a client certificate needs its private key/);
		const stranger = file('other.key', createCertificate({ name: 'other.test' }).key);
		const wrong = errorOf(await call[command]([...trusted, ...certificate, '--key', stranger]));
		expect(wrong).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(wrong.message).toMatch(/^--key: the key in .* does not belong/);
	});

	const https = 'https://api.example.com/v1';
	it.each<[string[], RegExp]>([
		[[https, '--header', 'canary'], /^--header has no ":" between name and value$/],
		[[https, '--header', ': canary'], /^--header has no ":"/],
		[[https, '--header', 'a: 1', '--header', 'a: 2'], /^--header gives "a" twice$/],
		[[https, '--header', 'a: 1', '--header', 'A: 2'], /^--header: "A" was given before/],
		[[https, '--header', 'host: x'], /^--header: "host" is written by bench itself/],
		[
			[https, '--header', 'authorization: Bearer canary'],
			/^--header: "authorization" holds a secret/
		],
		[[https, '--header', 'x-api-key: canary'], /^--header: "x-api-key" holds a secret/],
		[[https, '--query', 'canary'], /^--query has no "="/],
		[[https, '--query', 'api_key=canary'], /^--query: "api_key" holds a secret/],
		[[https, '--query', 'accessToken=canary'], /^--query: "accessToken" holds a secret/],
		[[https, '--header', 'x-auth: canary'], /^--header: "x-auth" holds a secret/],
		[[https, '--header', 'x-team: Bearer canary'], /^--header: "x-team" holds a secret/],
		[[`${https}?key=canary`], /^"baseUrl" holds a secret.*send it as a header/],
		[['ftp://a.test/sk-canary0123456789'], /^"baseUrl" holds a secret/],
		[[https, '--bearer-env', 'canary lower'], /^--bearer-env: expected the NAME/],
		[[https, '--bearer-env', 'A', '--aws-region', 'eu-central-1'], /two ways to be let in/],
		[
			[https, '--bearer-env', 'A', '--api-key-env', 'B'],
			/^--bearer-env and --aws-region: .*leave one/
		],
		[
			[https, '--aws-region', 'nowhere', '--protocol', 'bedrock-converse'],
			/^--aws-region: expected a region/
		],
		[[https, '--proxy', 'http://u:canary@p:1'], /^--proxy: the address holds a password/],
		[[https, '--proxy', 'socks5://p:1'], /^--proxy: expected the address of an HTTP proxy/],
		[[https, '--ca', 'no-such.pem'], /^--ca: the file no-such\.pem cannot be read/],
		[['http://a.test', '--ca', 'x.pem'], /without TLS/],
		[[https, '--preset', 'grok'], /^there is no preset "grok"$/],
		[['--preset', 'dashscope'], /^the address of dashscope holds a name of your own$/]
	])('refuses %j, and repeats no secret', async (args, message) => {
		const recorded = await call[command]([...args, ...model, '--self-hosted']);
		const error = errorOf(recorded);
		expect(error).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(error.message).toMatch(message);
		expect(`${error.message}${error.hint ?? ''}${recorded.stderr}`).not.toMatch(/canary/);
	});

	it('says how a secret is taken from the environment, and which variable is not set', async () => {
		const plain = errorOf(
			await call[command]([https, ...model, '--self-hosted', '--header', 'api-key: canary'])
		);
		expect(plain.hint).toMatch(/--header 'authorization: Bearer \$\{OUR_TOKEN\}'/);
		const unset = errorOf(
			await call[command]([https, ...model, '--self-hosted', '--header', 'api-key: ${OUR_KEY}'])
		);
		expect(unset).toMatchObject({ code: 'E_AUTH' });
		expect(unset.message).toMatch(/environment variable OUR_KEY, which is not set/);
	});
});

describe('the flags of an endpoint', () => {
	it('take any header and parameter whose name and value stand apart', () => {
		fc.assert(
			fc.property(
				fc.dictionary(
					fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/u),
					fc.stringMatching(/^[!-~]{0,12}$/u),
					{ minKeys: 1 }
				),
				(pairs) => {
					const entries = Object.entries(pairs);
					const { fields } = endpointOf('https://a.test', {
						header: entries.map(([name, value]) => `${name}: ${value}`),
						query: entries.map(([name, value]) => `${name}=${value}`)
					});
					expect(fields['headers']).toEqual({ ...pairs });
					expect(fields['query']).toEqual({ ...pairs });
				}
			)
		);
	});

	it.each([
		['--proxy', 'none'],
		['--header', 'a: b'],
		['--ca', 'ca.pem'],
		['--preset', 'vllm']
	])('do not belong to a target of a config: %s', async (flag, value) => {
		const error = errorOf(await callCommand('probe', ['own-gpu', flag, value]));
		expect(error).toMatchObject({ code: 'E_USAGE' });
		expect(error.message).toContain(`${flag} belongs to an address`);
	});

	it('want an address or a preset', () => {
		expect(() => endpointOf(undefined, {})).toThrow(BenchError);
		expect(() => endpointOf(undefined, {})).toThrow(/which endpoint is meant is missing/);
		expect(endpointOf(undefined, { preset: 'groq' })).toMatchObject({
			url: new URL('https://api.groq.com/openai/v1'),
			fields: { preset: 'groq' }
		});
	});
});
