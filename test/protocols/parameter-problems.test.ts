import { describe, expect, it } from 'vitest';
import { protocols } from '#bench/protocols/index.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import { targetSchema } from '#core/target.ts';

const target = (protocol: string, parameters: object) => ({
	id: 'a',
	kind: 'self-hosted',
	protocol,
	baseUrl: 'http://127.0.0.1:1',
	model: 'm',
	parameters
});
const problemsOf = (protocol: string, parameters: object): string[] =>
	parameterProblems(target(protocol, parameters)).map(
		({ path, message }) => `${path.join('.')}: ${message}`
	);

describe('a parameter that the protocol has no word for', () => {
	it.each([
		[
			'anthropic-messages',
			{ seed: 1 },
			'parameters.seed: anthropic-messages takes no seed; leave it out'
		],
		[
			'anthropic-messages',
			{ reasoningEffort: 'minimal' },
			'parameters.reasoningEffort: anthropic-messages knows no reasoning effort "minimal"; expected low, medium, high, xhigh or max, or leave it out'
		],
		[
			'anthropic-messages',
			{ thinkingBudgetTokens: 1_023 },
			'parameters.thinkingBudgetTokens: anthropic-messages takes a budget of 1024 tokens or more'
		],
		[
			'anthropic-messages',
			{ thinkingBudgetTokens: 2_000, temperature: 0 },
			'parameters.temperature: anthropic-messages takes no temperature but 1 beside "thinkingBudgetTokens"; leave one of them out'
		],
		[
			'anthropic-messages',
			{ promptCache: '30m' },
			'parameters.promptCache: anthropic-messages knows no time in the prompt cache "30m"; expected 5m, 1h or defeat, or leave it out'
		],
		[
			'anthropic-messages',
			{ imageDetail: 'low' },
			'parameters.imageDetail: anthropic-messages takes no detail of images; leave it out'
		],
		[
			'openai-chat',
			{ thinkingBudgetTokens: 2_000 },
			'parameters.thinkingBudgetTokens: openai-chat takes no budget of thinking; leave it out'
		],
		[
			'openai-chat',
			{ serviceTier: 'flexible' },
			'parameters.serviceTier: openai-chat knows no service tier "flexible"; expected auto, default, flex, scale, priority, fast, on_demand or performance, or leave it out'
		],
		[
			'openai-images',
			{ temperature: 0 },
			'parameters.temperature: openai-images takes no temperature; leave it out'
		],
		[
			'openai-images',
			{ structuredOutput: true },
			'parameters.structuredOutput: openai-images takes no JSON schema for its answers; leave it out'
		],
		[
			'openai-images',
			{ promptCache: 'defeat' },
			'parameters.promptCache: openai-images takes no time in the prompt cache; leave it out'
		]
	])('of %s is named with its place: %j', (protocol, parameters, expected) => {
		expect(problemsOf(protocol, parameters)).toEqual([expected]);
	});

	it('is found in all of them at once', () => {
		expect(
			problemsOf('openai-images', { temperature: 1, seed: 1, stop: ['x'], reasoningEffort: 'low' })
		).toHaveLength(4);
	});

	it('is looked for in the embedded engine as well, which speaks openai-chat but does not do all of it', () => {
		const embedded = (parameters: object) =>
			parameterProblems({ id: 'a', kind: 'embedded', modelFile: 'm.gguf', parameters });
		expect(embedded({ seed: 1, temperature: 0, stop: ['x'] })).toEqual([]);
		expect(embedded({ structuredOutput: true, reasoningEffort: 'low' })).toHaveLength(2);
	});

	it('is no matter of what is broken otherwise: that is the schema’s', () => {
		for (const broken of [
			null,
			[],
			{ kind: 'self-hosted', protocol: 'smtp', parameters: { seed: 1 } },
			{ kind: 'nothing', protocol: 'anthropic-messages', parameters: { seed: 1 } },
			{ kind: 'self-hosted', protocol: 'anthropic-messages', parameters: 'none' },
			target('anthropic-messages', { reasoningEffort: 3 }),
			target('openai-chat', { serviceTier: [] })
		]) {
			expect(parameterProblems(broken)).toEqual([]);
		}
	});
});

describe('what every protocol says that it can do', () => {
	it.each(Object.values(protocols).map((protocol) => [protocol.name, protocol] as const))(
		'%s: is accepted by the schema of a target and is no problem',
		(name, { capabilities: can }) => {
			const each = [
				// Whoever streams can also be asked not to.
				{ stream: false },
				...(can.temperature ? [{ temperature: 0.5 }] : []),
				...(can.seed ? [{ seed: 1 }] : []),
				...(can.stop ? [{ stop: ['x'] }] : []),
				...can.reasoningEfforts.map((reasoningEffort) => ({ reasoningEffort })),
				...(can.thinkingBudget
					? [{ thinkingBudgetTokens: can.thinkingBudget.leastTokens, temperature: 1 }]
					: []),
				...[...can.promptCacheTtls, ...(can.cacheDefeat ? ['defeat'] : [])].map((promptCache) => ({
					promptCache
				})),
				...can.serviceTiers.map((serviceTier) => ({ serviceTier })),
				...(can.jsonSchema ? [{ structuredOutput: true }] : []),
				...(can.imageDetail ? [{ imageDetail: 'low' }] : []),
				...(can.imageQuality ? [{ imageQuality: 'hd' }] : [])
			];
			for (const parameters of each) {
				expect(targetSchema.parse(target(name, parameters)).parameters).toMatchObject(parameters);
				expect(problemsOf(name, parameters)).toEqual([]);
			}
		}
	);
});

describe('extra fields by which a request costs more than the cap counts on', () => {
	const paid = (extraBody: object) => ({
		...target('openai-chat', { extraBody }),
		kind: 'measured-api'
	});

	it('are refused at a target that is paid, each with its place', () => {
		const found = parameterProblems(paid({ max_tokens: 5_000, top_k: 40, reasoning: { n: 2 } }));
		expect(found.map(({ path }) => path)).toEqual([
			['parameters', 'extraBody', 'max_tokens'],
			['parameters', 'extraBody', 'reasoning', 'n']
		]);
		expect(found[0]?.message).toContain('set its "maxOutputTokens"');
	});

	it('are nobody else’s business at an engine of one’s own', () => {
		expect(problemsOf('openai-chat', { extraBody: { max_tokens: 5_000, n: 100 } })).toEqual([]);
	});
});
