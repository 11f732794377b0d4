/** What a price lacks of a target that is asked to keep prompts in a cache. */
import { isObject } from '#core/json.ts';
import { anyCacheTtl } from '#core/rate-card.ts';
import { promptCacheTtls } from '#core/target.ts';
import type { ParameterProblem } from './parameter-problems.ts';

const saysWrites = (rates: Record<string, unknown>, ttl: string): boolean => {
	const writes = isObject(rates['cacheWriteUsdPerMtok']) ? rates['cacheWriteUsdPerMtok'] : {};
	return ttl in writes || anyCacheTtl in writes;
};

/**
 * A paid target that asks for a time in the prompt cache, and whose price does not say what writing costs that; null where nothing is missing. The target
 * is as written, and may be broken in other ways. No rate is assumed: in the price book Anthropic bills writes at 1.25 times the input price for 5m
 * and twice for 1h, OpenAI at 1.25 times, and a contract may say anything.
 */
export const cachePriceProblem = (target: unknown): ParameterProblem | null => {
	if (!isObject(target) || target['kind'] !== 'measured-api') return null;
	const { price, parameters } = target;
	const ttl = isObject(parameters) ? parameters['promptCache'] : undefined;
	if (!isObject(price) || price['kind'] !== 'per-token') return null;
	const asked = promptCacheTtls.find((each) => each === ttl);
	if (asked === undefined) return null;
	const tiers = Array.isArray(price['contextTiers']) ? (price['contextTiers'] as unknown[]) : [];
	const cards = [
		{ path: ['price'], rates: price as unknown },
		...tiers.map((rates, index) => ({ path: ['price', 'contextTiers', String(index)], rates }))
	];
	const lacking = cards.find(({ rates }) => isObject(rates) && !saysWrites(rates, asked));
	if (!lacking) return null;
	return {
		path: [...lacking.path, 'cacheWriteUsdPerMtok'],
		message: `expected a rate for "${asked}" or "${anyCacheTtl}", as "promptCache" asks to keep prompts for ${asked}: most hosts bill what is written to the cache above the input price; where yours does not, write the input price`
	};
};
