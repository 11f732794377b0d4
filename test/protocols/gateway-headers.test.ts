import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOtherOption, readGateway } from '#bench/protocols/gateway-headers.ts';

const read = (headers: Record<string, string>) =>
	readGateway({ headers: Object.entries({ 'content-type': 'text/plain', ...headers }) });

const nothing = {
	retries: null,
	fallbacks: null,
	option: null,
	isFromCache: false,
	overheadMs: null,
	costUsd: null
};

describe('the headers of a gateway', () => {
	it('are none in a response that went through none', () => {
		expect(read({ 'x-ratelimit-limit-requests': '9' })).toBe(null);
	});

	it.each([
		[{ 'x-litellm-version': '1.100.1' }, {}],
		[
			{ 'x-litellm-attempted-retries': '2', 'x-litellm-attempted-fallbacks': '0' },
			{ retries: 2, fallbacks: 0 }
		],
		[{ 'x-litellm-attempted-fallbacks': '1' }, { fallbacks: 1 }],
		[{ 'x-litellm-cache-key': '586bf3' }, { isFromCache: true }],
		[{ 'x-litellm-overhead-duration-ms': '12.75' }, { overheadMs: 12.75 }],
		[{ 'x-litellm-response-cost': '3.25e-05' }, { costUsd: '3.25e-05' }],
		[{ 'x-litellm-response-cost': 'None' }, {}],
		[{ 'x-litellm-attempted-retries': 'some' }, {}]
	])('of LiteLLM are read: %j', (headers, facts) => {
		expect(read(headers)).toEqual({ name: 'litellm', ...nothing, ...facts });
	});

	it.each([
		[{ 'x-portkey-trace-id': 'x' }, {}],
		[{ 'x-portkey-retry-attempt-count': '3' }, { retries: 3 }],
		[{ 'x-portkey-cache-status': 'HIT' }, { isFromCache: true }],
		[{ 'x-portkey-cache-status': 'SEMANTIC HIT' }, { isFromCache: true }],
		[{ 'x-portkey-cache-status': 'MISS' }, {}],
		[{ 'x-portkey-cache-status': 'SEMANTIC MISS' }, {}],
		[{ 'x-portkey-cache-status': 'DISABLED' }, {}],
		[{ 'x-portkey-cache-status': 'REFRESH' }, {}],
		[{ 'x-portkey-last-used-option-index': 'config.targets[1]' }, { option: 'config.targets[1]' }]
	])('of Portkey are read: %j', (headers, facts) => {
		expect(read(headers)).toEqual({ name: 'portkey', ...nothing, ...facts });
	});

	it.each([
		[null, false],
		['config', false],
		['0', false],
		['config.targets[0]', false],
		['config.targets[0].targets[0]', false],
		['1', true],
		['config.targets[2]', true],
		['config.targets[0].targets[1]', true]
	])('name an option, %s, that is another than the first: %s', (option, expected) => {
		expect(isOtherOption(option)).toBe(expected);
	});

	it('make no figure of what is no number, whatever comes', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const facts = read({
					'x-litellm-attempted-retries': text,
					'x-litellm-overhead-duration-ms': text,
					'x-litellm-response-cost': text
				});
				for (const value of [facts!.retries, facts!.overheadMs]) {
					expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
				}
				expect(facts!.costUsd === null || Number(facts!.costUsd) >= 0).toBe(true);
			})
		);
	});
});
