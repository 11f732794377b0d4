import { describe, expect, it } from 'vitest';
import { whyUnmeasurable } from '#bench/commands/run/unmeasurable.ts';
import { itemSchema, scenarioSchema } from '#core/scenario.ts';
import { targetSchema, type Target } from '#core/target.ts';

const remote = (protocol: string, parameters: object = {}): Target =>
	targetSchema.parse({
		id: 'a',
		kind: 'self-hosted',
		protocol,
		baseUrl: 'http://127.0.0.1:1',
		model: 'm',
		parameters
	});
const embedded = targetSchema.parse({ id: 'e', kind: 'embedded', modelFile: 'm.gguf' });

const scenarioWith = (changes: object = {}, item: object = {}) => ({
	scenario: scenarioSchema.parse({
		id: 's',
		version: 1,
		title: 'S',
		summary: 'S.',
		prompt: { system: '', user: '{{text}}' },
		maxOutputTokens: 1_024,
		grader: { kind: 'none' },
		slo: 'e2e<20s',
		traffic: { arrivals: 'poisson', peakToAverage: 1, source: 'here' },
		demand: { requestsPerMonth: 1, source: 'here' },
		...changes
	}),
	items: [
		itemSchema.parse({ id: 'i', input: { text: 'a' }, reference: null, language: 'en', ...item })
	]
});

describe('a scenario is left out of a target', () => {
	it('where its users say more than once and the protocol takes one message', () => {
		const turns = scenarioWith({}, { turns: ['And then?'] });
		const images = scenarioWith({ image: { n: 1, size: '64x64' } }, { turns: ['And then?'] });
		expect(whyUnmeasurable(turns, remote('openai-chat'))).toBeNull();
		expect(whyUnmeasurable(images, remote('openai-images'))).toBe(
			'its users say more than once, and openai-images takes one message only'
		);
		expect(whyUnmeasurable(turns, remote('tgi'))).toBe(
			'its users say more than once, and tgi takes one message only'
		);
	});

	it('where its answers are of another kind', () => {
		expect(whyUnmeasurable(scenarioWith(), remote('openai-images'))).toBe(
			'its answers are text, and openai-images makes images only'
		);
		expect(whyUnmeasurable(scenarioWith(), remote('openai-embeddings'))).toBe(
			'its answers are text, and openai-embeddings makes embeddings only'
		);
		expect(
			whyUnmeasurable(scenarioWith({ embedding: {} }), remote('openai-embeddings'))
		).toBeNull();
	});

	it('where it shows images to an engine that reads text', () => {
		const seen = scenarioWith({}, { images: ['a.png'] });
		expect(whyUnmeasurable(seen, remote('anthropic-messages'))).toBeNull();
		expect(whyUnmeasurable(seen, embedded)).toBe(
			'its items show images, and the embedded engine reads text only'
		);
	});

	it('where the thinking that is asked for would leave nothing of its output', () => {
		const thinking = (thinkingBudgetTokens: number) =>
			whyUnmeasurable(
				scenarioWith({ maxOutputTokens: 2_048 }),
				remote('anthropic-messages', { thinkingBudgetTokens })
			);
		expect(thinking(2_047)).toBeNull();
		expect(thinking(2_048)).toBe(
			'a budget of 2048 tokens for thinking leaves nothing of its output limit of 2048 tokens'
		);
	});
});
