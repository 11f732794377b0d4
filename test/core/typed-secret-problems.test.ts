/** Secrets that are typed out in a target are found, and nothing else is taken for one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedSecretProblems } from '#core/typed-secret-problems.ts';

const key = 'sk-Zq8mN2vR7tLp4WxYbC3dEfGh';
const remote = {
	id: 'a',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'https://api.example.com/v1',
	model: 'm'
};
const pathsOf = (changes: object): string[] =>
	typedSecretProblems({ ...remote, ...changes }).map(({ path }) => path.join('.'));
const bodyPaths = (extraBody: object): string[] => pathsOf({ parameters: { extraBody } });

describe('a secret that is typed out in a target', () => {
	it.each([
		['X-AccessToken', 'plain-text-value'],
		['clientSecret', 'plain-text-value'],
		['x-auth', 'plain-text-value'],
		['x-api-key-2', 'plain-text-value'],
		['gatewayAPIKey', 'plain-text-value'],
		['X-PWD', 'plain-text-value'],
		['x-team', 'Bearer opaque'],
		['x-team', 'ApiKey: opaque'],
		['x-team', 'Basic YWRtaW46aHVudGVyMg=='],
		['x-team', `search ${key}`],
		['authorization', 'Bearer sk-TYPED ${HOME}']
	])('is found in the header %s: %s', (name, value) => {
		expect(pathsOf({ headers: { [name]: value } })).toEqual([`headers.${name}`]);
	});

	it.each(['accessToken', 'subscriptionKey', 'auth', 'pwd', 'code', 'Access_Token2'])(
		'is found in the parameter %s of an address, wherever that is written',
		(name) => {
			expect(pathsOf({ query: { [name]: 'x' } })).toEqual([`query.${name}`]);
			expect(pathsOf({ baseUrl: `http://h/v1?a=1&${name}=x` })).toEqual(['baseUrl']);
			expect(pathsOf({ baseUrl: `http://h/v1?a=1#${name}=x` })).toEqual(['baseUrl']);
		}
	);

	it.each([
		'?key=x',
		'?token=x',
		'?api%5Fkey=x',
		'?%61uth=x',
		`/${key}`,
		`?a=${key}`,
		`?a=%73k-${key.slice(3)}`
	])('is found in the base URL that ends with %s', (end) => {
		expect(pathsOf({ baseUrl: `http://h/v1${end}` })).toEqual(['baseUrl']);
	});

	it('is found in what is added to the body, at any depth', () => {
		const body = {
			api_key: 'short',
			apiKey2: 'x',
			extra_headers: { Authorization: 'x' },
			list: [{ client_secret: 'x' }, { note: `see ${key}` }, key],
			password: 12_345_678,
			[key]: 1
		};
		expect(bodyPaths(body)).toEqual(
			[
				...['api_key', 'apiKey2', 'extra_headers.Authorization', 'list.0.client_secret'],
				...['list.1.note', 'list.2', 'password', '']
			].map((path) => `parameters.extraBody${path && '.'}${path}`)
		);
	});

	it('is found among the words of a command', () => {
		expect(pathsOf({ apiKeyCommand: ['echo', key] })).toEqual(['apiKeyCommand.1']);
		expect(pathsOf({ credentials: { kind: 'bearer', tokenCommand: [`--x=${key}`] } })).toEqual([
			'credentials.tokenCommand.0'
		]);
	});

	it('is known by its shape wherever it stands, and is never quoted', () => {
		const tail = fc.stringMatching(/^[A-Z\d]{24,40}$/u);
		const prefix = fc.constantFrom(
			...['sk-', 'sk-ant-', 'sk-proj-', 'AIza', 'hf_', 'gsk_', 'xai-', 'ghp_', 'AKIA'],
			...['github_pat_', 'nvapi-', 'glpat-']
		);
		fc.assert(
			fc.property(prefix, tail, fc.constantFrom('', ' ', 'a=', '"'), (start, end, before) => {
				const value = `${before}${start}${end}`;
				const problems = typedSecretProblems({
					...remote,
					baseUrl: `http://h/v1/${encodeURIComponent(value)}`,
					headers: { 'x-a': value },
					query: { b: value },
					apiKeyCommand: ['echo', value],
					parameters: { extraBody: { c: value } }
				});
				expect(problems.map(({ path }) => path.join('.'))).toEqual([
					...['baseUrl', 'headers.x-a', 'query.b', 'apiKeyCommand.1', 'parameters.extraBody.c']
				]);
				for (const { message } of problems) {
					expect(message).not.toContain(end);
					expect(message).toMatch(/\$\{OUR_KEY\}.* set that variable|"apiKeyEnv" .* set that/u);
				}
			})
		);
	});
});

describe('what is no secret', () => {
	it('stays as it is in headers and addresses', () => {
		expect(
			pathsOf({
				baseUrl: 'https://h/v1?api-version=2026-01-01&codec=2&token=',
				headers: {
					authorization: 'Bearer ${OUR_TOKEN}',
					'x-api-key': '${OUR_KEY}',
					'x-auth': 'Basic ${USER}:${PASS}',
					'x-plan': 'Basic research',
					'x-note': 'Token budget of the week',
					'x-author': 'risk-assessment-of-whatever',
					'anthropic-beta': 'context-1m-2025-08-07',
					'x-team': 'task-0123456789abcdef'
				},
				query: { 'api-version': '2026-01-01', keyword: 'x' },
				apiKeyCommand: ['pass', 'show', 'example/sk-live']
			})
		).toEqual([]);
	});

	it('stays as it is in a body', () => {
		expect(
			bodyPaths({
				max_tokens: 64,
				top_k: 20,
				tokenizer: 'mistral',
				stop_token_ids: [1, 128_001, 20_000_000],
				code: 'python',
				cache_key: 'tenant-a',
				prompt_cache_key: 'tenant-a',
				token: 'user-7',
				secret: null,
				logit_bias: { password: -100 },
				hf_overrides: { rope: 'yarn' },
				response_format: { json_schema: { properties: { password: { type: 'string' } } } }
			})
		).toEqual([]);
	});

	it('is said once where the schema says it', () => {
		expect(pathsOf({ headers: { authorization: 'x' }, query: { key: 'x' } })).toEqual([]);
	});
});
