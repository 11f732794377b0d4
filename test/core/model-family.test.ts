import { describe, expect, it } from 'vitest';
import { modelFamily } from '#core/model-family.ts';

describe('the family of a model', () => {
	it.each([
		['gpt-4.1-mini', 'GPT'],
		['openai/o3', 'GPT'],
		['openai/gpt-oss-120b', 'GPT'],
		['claude-sonnet-4-5', 'Claude'],
		['google/gemma-3-27b-it', 'Gemini and Gemma'],
		['meta-llama/Llama-3.1-8B-Instruct', 'Llama'],
		['Qwen/Qwen3-32B', 'Qwen'],
		['mistralai/Mixtral-8x7B', 'Mistral'],
		['microsoft/phi-4', 'Phi'],
		['solo3-base', null],
		['llama.cpp', null],
		['my-own-model', null]
	])('of %s is %s', (model, family) => {
		expect(modelFamily(model)).toBe(family);
	});
});
