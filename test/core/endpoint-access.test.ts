import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { headersSchema, querySchema, variablesOf } from '#core/endpoint-access.ts';
import { targetSchema } from '#core/target.ts';

const remote = {
	id: 'a',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'https://api.example.com/v1',
	model: 'm'
};
const messagesOf = (parsed: { error?: { issues: { message: string }[] } | undefined }): string[] =>
	parsed.error?.issues.map(({ message }) => message) ?? [];
const headerProblems = (headers: Record<string, string>): string[] =>
	messagesOf(headersSchema.safeParse(headers));

describe('the headers of a target', () => {
	it('may be plain, and may take what is secret from the environment', () => {
		expect(
			headerProblems({
				'Anthropic-Beta': 'context-1m-2025-08-07',
				'OpenAI-Organization': 'org-1',
				authorization: 'Bearer ${OUR_TOKEN}',
				'x-gateway': '${TEAM}/${PROJECT}'
			})
		).toEqual([]);
	});

	it.each([
		[{ 'content-length': '3' }, /written by bench itself/],
		[{ Host: 'h' }, /written by bench itself/],
		[{ 'transfer-encoding': 'chunked' }, /written by bench itself/],
		[{ 'a b': 'x' }, /no name of a header/],
		[{ '': 'x' }, /no name of a header/],
		[{ x: 'a\r\nb: c' }, /without line breaks/],
		[{ x: 'grün' }, /plain letters/],
		[{ x: '${our_key}' }, /expected the NAME of an environment variable/],
		[{ x: '${}' }, /expected the NAME of an environment variable/],
		[{ 'x-a': '1', 'X-A': '2' }, /given before in other letters/]
	])('are refused where they cannot be sent: %j', (headers, message) => {
		expect(headerProblems(headers)).toEqual([expect.stringMatching(message)]);
	});

	it('never hold a secret as it is, and no message repeats one', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(
					'authorization',
					'x-api-key',
					'Api-Key',
					'cookie',
					'x-auth-token',
					'x-amz-security-token',
					'client_secret'
				),
				fc.stringMatching(/^canary-[a-z0-9]{8,20}$/u),
				(name, secret) => {
					const problems = headerProblems({ [name]: secret });
					expect(problems).toEqual([expect.stringContaining('holds a secret')]);
					expect(problems.join()).not.toContain(secret);
					expect(headerProblems({ [name]: '${OUR_KEY}' })).toEqual([]);
				}
			)
		);
	});
});

describe('the query of a target', () => {
	it('takes versions and no secrets', () => {
		expect(querySchema.safeParse({ 'api-version': '2026-01-01' }).success).toBe(true);
		for (const name of ['key', 'api_key', 'token', 'sig']) {
			expect(messagesOf(querySchema.safeParse({ [name]: 'x' }))).toEqual([
				`"${name}" holds a secret, and addresses are stored and shown: send it as a header`
			]);
		}
	});
});

describe('the credentials of a target', () => {
	const parse = (credentials: object) => targetSchema.safeParse({ ...remote, credentials });

	it('name variables, those of an AWS account by the names that AWS uses', () => {
		expect(parse({ kind: 'aws', region: 'eu-central-1' }).data).toMatchObject({
			credentials: {
				kind: 'aws',
				region: 'eu-central-1',
				accessKeyIdEnv: 'AWS_ACCESS_KEY_ID',
				secretAccessKeyEnv: 'AWS_SECRET_ACCESS_KEY'
			}
		});
		expect(parse({ kind: 'bearer', tokenEnv: 'OUR_TOKEN' }).success).toBe(true);
		expect(parse({ kind: 'key', keyEnv: 'OUR_KEY' }).success).toBe(true);
	});

	it('are refused with a secret in place of a name, which is not repeated', () => {
		for (const credentials of [
			{ kind: 'bearer', tokenEnv: 'canary-12345678' },
			{ kind: 'aws', region: 'us-east-1', secretAccessKeyEnv: 'canary/12345678+' },
			{ kind: 'aws', region: 'Frankfurt' },
			{ kind: 'aws' },
			{ kind: 'basic' }
		]) {
			const parsed = parse(credentials);
			expect(parsed.success).toBe(false);
			expect(messagesOf(parsed).join()).not.toContain('canary');
		}
	});

	it.each([
		[{ apiKeyEnv: 'A', credentials: { kind: 'key', keyEnv: 'B' } }, 'credentials', 'apiKeyEnv'],
		[{ apiKeyEnv: 'A', apiKeyCommand: ['pass'] }, 'apiKeyCommand', 'apiKeyEnv'],
		[
			{ apiKeyCommand: ['pass'], credentials: { kind: 'bearer', tokenEnv: 'B' } },
			'credentials',
			'apiKeyCommand'
		]
	])('do not stand beside a key: %j', (changes, field, named) => {
		const config = configSchema.safeParse({
			name: 'c',
			scenarios: [{ use: 's' }],
			targets: [{ ...remote, ...changes }]
		});
		expect(config.error?.issues).toMatchObject([
			{
				path: ['targets', 0, field],
				message: `"${named}" names a key already; leave one of the two out`
			}
		]);
	});

	it('come from a variable or from a command, one of the two', () => {
		const isAccepted = (credentials: object): boolean =>
			targetSchema.safeParse({ ...remote, credentials }).success;
		expect(isAccepted({ kind: 'key', keyCommand: ['pass', 'show', 'x'] })).toBe(true);
		expect(isAccepted({ kind: 'bearer', tokenCommand: ['pass'] })).toBe(true);
		expect(isAccepted({ kind: 'key' })).toBe(false);
		expect(isAccepted({ kind: 'bearer', tokenEnv: 'A', tokenCommand: ['pass'] })).toBe(false);
		expect(isAccepted({ kind: 'key', keyCommand: 'pass show x' })).toBe(false);
		expect(isAccepted({ kind: 'key', keyCommand: [] })).toBe(false);
	});
});

describe('the variables of a target', () => {
	it('are those of key, credentials and headers, each once', () => {
		const target = targetSchema.parse({
			...remote,
			credentials: { kind: 'aws', region: 'us-east-1', sessionTokenEnv: 'AWS_SESSION_TOKEN' },
			headers: { a: '${TEAM}/${AWS_SESSION_TOKEN}', b: 'plain' }
		});
		expect(variablesOf('baseUrl' in target ? target : {})).toEqual([
			'AWS_ACCESS_KEY_ID',
			'AWS_SECRET_ACCESS_KEY',
			'AWS_SESSION_TOKEN',
			'TEAM'
		]);
		expect(variablesOf({ apiKeyEnv: 'A', headers: { x: '${A}' } })).toEqual(['A']);
		expect(variablesOf({})).toEqual([]);
	});
});
