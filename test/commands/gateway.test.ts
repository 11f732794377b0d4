/** What a gateway on the way says of itself, in a load test and in a probe: over real sockets, with headers as LiteLLM and Portkey send them. */
import { describe, expect, it } from 'vitest';
import { chatServer, checkOf, openWorkplace, price, probed } from './support/probe.ts';
import { callCommand } from './support/recorded-context.ts';
import type { LoadJson } from './support/run-json.ts';

const load = async (port: number, ...more: string[]): Promise<string> => {
	const { stdout, error } = await callCommand('load', [
		`http://127.0.0.1:${String(port)}/v1`,
		...['--model', 'm', '--concurrency', '1', '--requests', '6', ...more],
		...['--db', `file:${openWorkplace().file('bench.db')}`]
	]);
	// That a busy machine took part is no matter here.
	if (error && error.code !== 'E_RUN_INVALID') throw error;
	return stdout;
};

describe('a gateway on the way', () => {
	it('that retried, fell back and answered from its cache is warned of in a load test', async () => {
		const server = await chatServer(({ index }) => ({
			headers: {
				'x-litellm-version': '1.100.1',
				'x-litellm-overhead-duration-ms': String(10 + index),
				'x-litellm-attempted-retries': index < 3 ? '1' : '0',
				'x-litellm-attempted-fallbacks': index === 0 ? '1' : '0',
				...(index === 5 && { 'x-litellm-cache-key': 'abc' })
			}
		}));
		const json = JSON.parse(await load(server.port, '--json')) as LoadJson;
		expect(json.stages[0]!.gateway).toEqual({
			name: 'litellm',
			responses: 6,
			retried: 3,
			fellBack: 1,
			otherOption: 0,
			fromCache: 1,
			overheadP50Ms: 12.5
		});
		const again = await chatServer(() => ({ headers: { 'x-litellm-attempted-retries': '2' } }));
		expect(await load(again.port)).toMatch(
			/^gateway: 6 of 6 responses came after the gateway LiteLLM had asked again/m
		);
	});

	it('is nothing where no response names one', async () => {
		const server = await chatServer(() => ({}));
		const json = JSON.parse(await load(server.port, '--json')) as LoadJson;
		expect(json.stages[0]!.gateway).toBe(null);
		expect(checkOf(await probed(server.port), 'gateway')).toMatchObject({
			status: 'not asked',
			came: 'no response names LiteLLM or Portkey'
		});
	});

	it('that only passes requests on is told by a probe, its cost beside ours', async () => {
		const server = await chatServer(() => ({
			headers: {
				'x-litellm-overhead-duration-ms': '42',
				'x-litellm-response-cost': '0.000072',
				'x-litellm-attempted-retries': '0'
			}
		}));
		const check = checkOf(await probed(server.port, price), 'gateway');
		expect(check).toMatchObject({ status: 'ok', facts: { costUsd: '0.000072', retried: 0 } });
		expect(check.came).toMatch(/^LiteLLM: .*adds 42 ms in the median/);
		expect(check.came).toMatch(/the whole answer cost 0\.000072 USD, .* is 0\.000072 USD\.$/);
	});

	it('that answered from its cache or by another option is told by a probe', async () => {
		const server = await chatServer(({ index }) => ({
			headers: {
				'x-portkey-cache-status': index === 1 ? 'SEMANTIC HIT' : 'MISS',
				'x-portkey-last-used-option-index': index === 2 ? 'config.targets[1]' : 'config.targets[0]',
				'x-portkey-retry-attempt-count': '0'
			}
		}));
		const check = checkOf(await probed(server.port), 'gateway');
		expect(check).toMatchObject({ status: 'differs', facts: { fromCache: 1, otherOption: 1 } });
		expect(check.came).toMatch(/from the cache of the gateway Portkey/);
		expect(check.came).toMatch(/by config\.targets\[0\], config\.targets\[1\]/);
		expect(check.means).toMatch(/switch retries, fallbacks and caching of the gateway off/);
	});
});
