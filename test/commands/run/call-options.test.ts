import { describe, expect, it } from 'vitest';
import { responseFormatOf, targetOptions } from '#bench/commands/run/call-options.ts';
import { graderSpecSchema } from '#core/grader-spec.ts';
import { targetSchema } from '#core/target.ts';

const targetWith = (parameters: object) =>
	targetSchema.parse({
		id: 'a',
		kind: 'self-hosted',
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:1',
		model: 'm',
		parameters
	});
const scenario = {
	id: 'invoice-fields.v2',
	grader: graderSpecSchema.parse({ kind: 'json-fields', fields: [{ name: 'a', type: 'text' }] })
};

describe('the parameters of a target', () => {
	it('ask nothing where nothing is written', () => {
		expect(targetOptions(targetWith({}))).toEqual({ temperature: null, seed: null, extraBody: {} });
	});

	it('become what each call asks for', () => {
		const parameters = {
			temperature: 0.5,
			seed: 3,
			reasoningEffort: 'low',
			thinkingBudgetTokens: 2_000,
			stop: ['END'],
			serviceTier: 'flex',
			promptCache: '1h',
			extraBody: { top_k: 1 }
		};
		expect(targetOptions(targetWith(parameters))).toEqual({
			temperature: 0.5,
			seed: 3,
			reasoning: { effort: 'low', budgetTokens: 2_000 },
			stop: ['END'],
			serviceTier: 'flex',
			cache: { ttl: '1h' },
			extraBody: { top_k: 1 }
		});
		expect(targetOptions(targetWith({ promptCache: 'defeat' })).cache).toBe('defeat');
	});

	it('send the schema of a grader only where they say so, and under a name that every provider takes', () => {
		expect(responseFormatOf(targetWith({}), scenario)).toBeNull();
		expect(responseFormatOf(targetWith({ structuredOutput: false }), scenario)).toBeNull();
		expect(responseFormatOf(targetWith({ structuredOutput: true }), scenario)).toMatchObject({
			name: 'invoice-fields-v2',
			strict: true,
			schema: { required: ['a'] }
		});
	});

	it('send none where the grader has no schema', () => {
		const grader = graderSpecSchema.parse({ kind: 'exact' });
		expect(
			responseFormatOf(targetWith({ structuredOutput: true }), { ...scenario, grader })
		).toBeNull();
	});
});
