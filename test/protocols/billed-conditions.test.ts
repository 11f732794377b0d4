import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '#core/usage.ts';
import { billedConditions } from '#bench/protocols/billed-conditions.ts';

const usageOf = (raw: unknown): Usage => ({
	uncachedInputTokens: 10,
	cacheReadTokens: null,
	cacheWriteTokens: null,
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: 5,
	source: 'provider',
	raw
});

const conditionsOf = (raw: unknown): ReturnType<typeof billedConditions> =>
	billedConditions({ usage: usageOf(raw) });

describe('what an answer says of how it is billed', () => {
	it('is nothing where it says nothing', () => {
		const nothing = { serviceTier: null, region: null, calls: {}, modalities: [] };
		expect(billedConditions({ usage: null })).toEqual(nothing);
		expect(conditionsOf({ prompt_tokens: 10 })).toEqual(nothing);
		expect(conditionsOf({ inference_geo: 'not_available', speed: 'standard' })).toEqual(nothing);
	});

	it.each([
		['default', 'standard'],
		['on_demand', 'standard'],
		['FLEX', 'flex'],
		['priority', 'priority'],
		['scale', 'scale'],
		// What was asked for tells nothing of what served it.
		['auto', null]
	])('names the tier %s as price lists do: %s', (serviceTier, expected) => {
		expect(billedConditions({ usage: null, serviceTier }).serviceTier).toBe(expected);
		expect(conditionsOf({ service_tier: serviceTier }).serviceTier).toBe(expected);
	});

	it('counts output of a protocol of images as images, unless its usage tells otherwise', () => {
		const images = [] as const;
		const raw = { output_tokens: 1_056 };
		const modalities = [{ side: 'output', modality: 'image', tokens: 1_056 }];
		expect(billedConditions({ usage: usageOf(raw), images }).modalities).toEqual(modalities);
		const told = { ...raw, output_tokens_details: { image_tokens: 1_000, text_tokens: 56 } };
		expect(billedConditions({ usage: usageOf(told), images }).modalities).toEqual([
			{ side: 'output', modality: 'image', tokens: 1_000 }
		]);
	});

	it('is read from any usage without an exception, and counts nothing that is no count', () => {
		const keys = ['service_tier', 'speed', 'inference_geo', 'server_tool_use'];
		const lists = ['promptTokensDetails', 'prompt_tokens_details', 'output_tokens_details'];
		const raw = fc.dictionary(fc.constantFrom(...keys, ...lists), fc.jsonValue());
		fc.assert(
			fc.property(raw, (each) => {
				const { calls, modalities } = conditionsOf(each);
				const counts = [...Object.values(calls), ...modalities.map(({ tokens }) => tokens)];
				expect(counts.every((count) => Number.isInteger(count) && count > 0)).toBe(true);
			})
		);
	});
});
