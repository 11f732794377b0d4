/** Targets: what each kind must and may have. */
import { describe, expect, it } from 'vitest';
import { targetProtocol, targetSchema } from '#core/target.ts';
import { targetTitle } from '#core/target-title.ts';

const price = {
	kind: 'per-token',
	inputUsdPerMtok: '1',
	outputUsdPerMtok: '2',
	source: 'price page',
	checkedOn: '2026-11-01'
};
const perHour = { kind: 'per-hour', usdPerHour: 4, source: 'invoice', checkedOn: '2026-11-01' };
const remote = { protocol: 'openai-chat', baseUrl: 'https://api.example.com/v1', model: 'm' };
const api = { id: 'api', kind: 'measured-api', ...remote, price };
const hosted = { id: 'hosted', kind: 'self-hosted', ...remote };
const embedded = { id: 'local', kind: 'embedded', modelFile: 'model.gguf' };
const emulated = {
	id: 'fake',
	kind: 'emulated',
	protocol: 'anthropic-messages',
	model: 'm',
	quality: 0.9,
	performance: { prefillTokensPerS: 100, decodeStepMs: 10, slots: 4 }
};

const isAccepted = (target: object): boolean => targetSchema.safeParse(target).success;
const without = (target: Record<string, unknown>, key: string): object =>
	Object.fromEntries(Object.entries(target).filter(([name]) => name !== key));

describe('a target', () => {
	it('of each kind is accepted with what it needs, and gets its defaults', () => {
		expect(targetSchema.parse(api)).toMatchObject({ parameters: { stream: true, extraBody: {} } });
		expect(targetSchema.parse(hosted)).not.toHaveProperty('price');
		expect(targetSchema.parse(embedded)).toMatchObject({
			threads: 1,
			slots: 4,
			contextTokens: 2_048
		});
		expect(targetSchema.parse(emulated)).toMatchObject({
			faults: { rateLimited: 0, malformedChunk: 0 },
			performance: { queueLimit: 1_000, overheadMs: 0 }
		});
	});

	it('that is bought has a price per token; the others may have either kind or none', () => {
		expect(isAccepted(without(api, 'price'))).toBe(false);
		expect(isAccepted({ ...api, price: perHour })).toBe(false);
		expect(isAccepted({ ...hosted, price: perHour })).toBe(true);
		expect(isAccepted({ ...hosted, price })).toBe(true);
		expect(targetSchema.parse({ ...hosted, price: perHour })).toMatchObject({
			price: { usdPerHour: '4' }
		});
		const tiny = { ...price, inputUsdPerMtok: 1e-7, outputUsdPerMtok: 2e21 };
		expect(targetSchema.parse({ ...api, price: tiny })).toMatchObject({
			price: { inputUsdPerMtok: '0.0000001', outputUsdPerMtok: '2000000000000000000000' }
		});
	});

	it.each([
		['no id', without(api, 'id')],
		['an id with capitals', { ...api, id: 'API' }],
		['no model', without(api, 'model')],
		['an empty model', { ...api, model: '' }],
		['an unknown protocol', { ...api, protocol: 'openai' }],
		['an unknown kind', { ...api, kind: 'hosted' }],
		['an unknown key', { ...api, apikey: 'x' }],
		['a URL that is not HTTP', { ...api, baseUrl: 'ftp://x.example' }],
		['no URL', { ...api, baseUrl: 'api.example.com' }],
		['a negative price', { ...api, price: { ...price, inputUsdPerMtok: '-1' } }],
		['a price with an exponent', { ...api, price: { ...price, inputUsdPerMtok: '1e-9' } }],
		['a price without a source', { ...api, price: without(price, 'source') }],
		['a price checked on no day', { ...api, price: { ...price, checkedOn: '2026-02-30' } }],
		['a temperature above 2', { ...api, parameters: { temperature: 2.1 } }],
		['an unknown parameter', { ...api, parameters: { top_p: 1 } }],
		['an empty list of loads', { ...api, loads: [] }],
		['a quality above 1', { ...emulated, quality: 1.1 }],
		['no performance', without(emulated, 'performance')],
		['faults of more than all requests', { ...emulated, faults: { stalled: 0.6, truncated: 0.5 } }],
		['no model file', without(embedded, 'modelFile')],
		['half a thread', { ...embedded, threads: 0.5 }]
	])('with %s is refused', (_, target) => {
		expect(isAccepted(target)).toBe(false);
	});

	it('may have faults for exactly all requests', () => {
		const faults = { rateLimited: 0.1, serverError: 0.2, midStreamError: 0.3, truncated: 0.4 };
		expect(isAccepted({ ...emulated, faults })).toBe(true);
	});

	it('names the variable that holds its key, and refuses a key without repeating it', () => {
		expect(isAccepted({ ...api, apiKeyEnv: 'EXAMPLE_API_KEY_2' })).toBe(true);
		for (const apiKeyEnv of ['sk-0a1b2c3d4e5f', '$KEY', 'a-key', '', '2KEY', 'MY KEY']) {
			const { error } = targetSchema.safeParse({ ...api, apiKeyEnv });
			expect(error?.issues[0]?.message).toMatch(/NAME of an environment variable.*never a key/);
			if (apiKeyEnv !== '') expect(error?.issues[0]?.message).not.toContain(apiKeyEnv);
		}
	});
});

describe('what a target is called and spoken to in', () => {
	it('is its title, or its id', () => {
		expect(targetTitle(targetSchema.parse(api))).toBe('api');
		expect(targetTitle(targetSchema.parse({ ...api, title: 'The API' }))).toBe('The API');
	});

	it('is its protocol, and that of OpenAI for an embedded engine', () => {
		expect(targetProtocol(targetSchema.parse(emulated))).toBe('anthropic-messages');
		expect(targetProtocol(targetSchema.parse(embedded))).toBe('openai-chat');
	});
});
