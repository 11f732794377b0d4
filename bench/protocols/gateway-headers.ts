/**
 * What gateways say in the headers of a response that they did. LiteLLM: https://docs.litellm.ai/docs/proxy/response_headers and, for the key of its
 * cache, which comes with a hit alone, https://docs.litellm.ai/docs/proxy/caching; Portkey:
 * https://portkey.ai/docs/api-reference/inference-api/response-schema. All of November 2026.
 */
import type { GatewayName } from '#core/gateway-seen.ts';
import { headerOf, type RecordedResponse } from '#core/recorded-response.ts';

/** Of one response. */
export interface GatewayFacts {
	name: GatewayName;
	/** Times that it asked again before this answer; null where it does not say. */
	retries: number | null;
	/** Fallbacks that it tried; null where it does not say. */
	fallbacks: number | null;
	/** The option of its routing that answered, as received, such as `config.targets[1]`; null where it does not say. */
	option: string | null;
	/** Whether the answer came from a cache of the gateway. */
	isFromCache: boolean;
	/** Time that it says it added itself, ms; null where it does not say. */
	overheadMs: number | null;
	/** What it says that the request cost, USD, as received; null where it does not say. It is shown beside our own figure, and never taken for it. */
	costUsd: string | null;
}

type Headers = Pick<RecordedResponse, 'headers'>;

const decimalIn = (response: Headers, name: string): string | null => {
	const text = headerOf(response, name)?.trim() ?? '';
	return /^\d{1,12}(?:\.\d{1,30})?(?:e[+-]?\d{1,2})?$/iu.test(text) ? text : null;
};

const numberIn = (response: Headers, name: string): number | null => {
	const text = decimalIn(response, name);
	return text === null ? null : Number(text);
};

const litellm = (response: Headers): GatewayFacts | null =>
	response.headers.some(([name]) => name.startsWith('x-litellm-'))
		? {
				name: 'litellm',
				retries: numberIn(response, 'x-litellm-attempted-retries'),
				fallbacks: numberIn(response, 'x-litellm-attempted-fallbacks'),
				option: null,
				isFromCache: headerOf(response, 'x-litellm-cache-key') !== null,
				overheadMs: numberIn(response, 'x-litellm-overhead-duration-ms'),
				costUsd: decimalIn(response, 'x-litellm-response-cost')
			}
		: null;

const portkey = (response: Headers): GatewayFacts | null => {
	if (!response.headers.some(([name]) => name.startsWith('x-portkey-'))) return null;
	const retries = numberIn(response, 'x-portkey-retry-attempt-count');
	return {
		name: 'portkey',
		retries,
		fallbacks: null,
		option: headerOf(response, 'x-portkey-last-used-option-index'),
		// HIT and SEMANTIC HIT; all other words mean that a model was asked.
		isFromCache: /^(?:SEMANTIC )?HIT$/iu.test(
			headerOf(response, 'x-portkey-cache-status')?.trim() ?? ''
		),
		overheadMs: null,
		costUsd: null
	};
};

/** Null where no gateway that is known has named itself. */
export const readGateway = (response: Headers): GatewayFacts | null =>
	litellm(response) ?? portkey(response);

/** Whether an option is not the first of its list, at any level of a nested routing: `config.targets[0].targets[2]`, or `1`. */
export const isOtherOption = (option: string | null): boolean =>
	(option?.match(/\d+/gu) ?? []).some((index) => Number(index) > 0);
