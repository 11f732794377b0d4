import { describe, expect, it } from 'vitest';
import { gatewayWarnings } from '#core/gateway-in-words.ts';
import type { GatewaySeen } from '#core/gateway-seen.ts';

const seen = (changes: Partial<GatewaySeen> = {}): GatewaySeen => ({
	...{ name: 'litellm', responses: 1_200, retried: 0, fellBack: 0, otherOption: 0, fromCache: 0 },
	overheadP50Ms: null,
	...changes
});

describe('what a gateway did', () => {
	it('is nothing to warn of where it only passed requests on, or there was none', () => {
		expect(gatewayWarnings(null)).toEqual([]);
		expect(gatewayWarnings(seen({ overheadP50Ms: 12 }))).toEqual([]);
	});

	it.each([
		[{ fromCache: 3 }, /^3 of 1,200 responses came from the cache of the gateway LiteLLM/],
		[{ retried: 3 }, /^3 of 1,200 responses came after the gateway LiteLLM had asked again/],
		[{ fellBack: 3 }, /^3 of 1,200 responses came by a fallback of the gateway LiteLLM/],
		[
			{ name: 'portkey' as const, otherOption: 3 },
			/^3 of 1,200 responses came from another option of the gateway Portkey/
		]
	])('is told with its count: %j', (changes, sentence) => {
		expect(gatewayWarnings(seen(changes))).toEqual([expect.stringMatching(sentence)]);
	});
});
