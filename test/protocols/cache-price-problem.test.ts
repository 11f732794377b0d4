/** A price must say what writing to a cache costs, where that is asked for. */
import { expect, it } from 'vitest';
import { cachePriceProblem } from '#bench/protocols/cache-price-problem.ts';

const target = (promptCache: string | undefined, cacheWriteUsdPerMtok?: object) => ({
	kind: 'measured-api',
	protocol: 'anthropic-messages',
	price: { kind: 'per-token', inputUsdPerMtok: '3', cacheWriteUsdPerMtok },
	parameters: { promptCache }
});

it('misses the rate of the time that a paid target asks to be kept for', () => {
	for (const writes of [undefined, {}, { '5m': '3.75' }, { default: '3.75' }]) {
		expect(cachePriceProblem(target('1h', writes))).toMatchObject({
			path: ['price', 'cacheWriteUsdPerMtok'],
			message: expect.stringContaining('expected a rate for "1h" or "any"') as string
		});
	}
});

it('takes the rate of that time, and one for any', () => {
	expect(cachePriceProblem(target('1h', { '1h': '6' }))).toBeNull();
	expect(cachePriceProblem(target('5m', { any: 3 }))).toBeNull();
});

it('misses it in the rates of long prompts as well', () => {
	const { price, ...rest } = target('1h', { '1h': '6' });
	const tier = { fromInputTokens: 200_000, inputUsdPerMtok: '6' };
	const tiered = { ...rest, price: { ...price, contextTiers: [tier] } };
	expect(cachePriceProblem(tiered)?.path).toEqual([
		'price',
		'contextTiers',
		'0',
		'cacheWriteUsdPerMtok'
	]);
});

it('asks for none where nothing is written on request, nobody is paid, or the target is none', () => {
	expect(cachePriceProblem(target(undefined))).toBeNull();
	expect(cachePriceProblem(target('defeat'))).toBeNull();
	expect(cachePriceProblem({ ...target('1h'), kind: 'self-hosted' })).toBeNull();
	for (const other of [null, 'target', {}, { ...target('1h'), price: 3 }]) {
		expect(cachePriceProblem(other)).toBeNull();
	}
});
