import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayTally } from '#bench/load/gateway-tally.ts';
import type { GatewayFacts } from '#bench/protocols/gateway-headers.ts';

const facts: fc.Arbitrary<GatewayFacts> = fc.record({
	name: fc.constant('litellm' as const),
	retries: fc.option(fc.nat(3)),
	fallbacks: fc.option(fc.nat(3)),
	option: fc.constantFrom(null, 'config.targets[0]', 'config.targets[1]'),
	isFromCache: fc.boolean(),
	overheadMs: fc.option(fc.float({ min: 0, max: 1_000, noNaN: true })),
	costUsd: fc.constant(null)
});

describe('the tally of a gateway', () => {
	it('is none where no response named one', () => {
		const tally = new GatewayTally();
		tally.add(null);
		expect(tally.summarise()).toBe(null);
	});

	it('counts each response once for each thing that the gateway did with it', () => {
		fc.assert(
			fc.property(fc.array(fc.option(facts), { minLength: 1 }), (responses) => {
				const tally = new GatewayTally();
				for (const each of responses) tally.add(each);
				const named = responses.filter((each) => each !== null);
				const count = (of: (each: GatewayFacts) => boolean): number => named.filter(of).length;
				const overheads = named.flatMap(({ overheadMs }) => overheadMs ?? []);
				const summary = tally.summarise();
				expect(summary === null).toBe(named.length === 0);
				if (!summary) return;
				expect(summary).toMatchObject({
					responses: named.length,
					retried: count(({ retries }) => retries !== null && retries > 0),
					fellBack: count(({ fallbacks }) => fallbacks !== null && fallbacks > 0),
					otherOption: count(({ option }) => option === 'config.targets[1]'),
					fromCache: count(({ isFromCache }) => isFromCache)
				});
				expect(summary.overheadP50Ms === null).toBe(overheads.length === 0);
			})
		);
	});
});
