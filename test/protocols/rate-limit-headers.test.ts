/** What endpoints say about their rate limits, in the headers that they were seen to send or document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRateLimit } from '#bench/protocols/rate-limit-headers.ts';

const read = (headers: Record<string, string>) =>
	readRateLimit({ headers: Object.entries(headers) });
const allowances = (headers: Record<string, string>) => read(headers)?.allowances;
const date = 'Wed, 21 Oct 2026 07:28:00 GMT';

describe('readRateLimit', () => {
	it('reads requests and tokens as OpenAI sends them, resets as durations', () => {
		expect(
			allowances({
				'x-ratelimit-limit-requests': '10000',
				'x-ratelimit-limit-tokens': '150000',
				'x-ratelimit-remaining-requests': '9999',
				'x-ratelimit-remaining-tokens': '149984',
				'x-ratelimit-reset-requests': '8.64s',
				'x-ratelimit-reset-tokens': '6ms'
			})
		).toEqual([
			{
				of: 'requests',
				limit: 10_000,
				windowS: null,
				isPerMinute: true,
				remaining: 9_999,
				resetS: 8.64
			},
			{
				of: 'tokens',
				limit: 150_000,
				windowS: null,
				isPerMinute: true,
				remaining: 149_984,
				resetS: 0.006
			}
		]);
	});

	it('takes the window that Azure states', () => {
		expect(
			allowances({
				'x-ratelimit-limit-requests': '20000',
				'x-ratelimit-remaining-requests': '19999',
				'x-ratelimit-renewalperiod-requests': '60',
				'x-ratelimit-reset-requests': '3'
			})
		).toEqual([
			{
				of: 'requests',
				limit: 20_000,
				windowS: 60,
				isPerMinute: true,
				remaining: 19_999,
				resetS: 3
			}
		]);
	});

	it('takes windows out of the names that Mistral and Cerebras give', () => {
		expect(
			allowances({
				'x-ratelimit-limit-req-minute': '120',
				'x-ratelimit-remaining-req-minute': '119',
				'x-ratelimit-limit-tokens-month': '1000000',
				'x-ratelimit-limit-requests-day': '14400'
			})
		).toMatchObject([
			{ of: 'requests', limit: 120, windowS: 60, remaining: 119 },
			{ of: 'tokens', limit: 1_000_000, windowS: 2_629_746, remaining: null },
			{ of: 'requests', limit: 14_400, windowS: 86_400 }
		]);
	});

	it('reads what Anthropic sends, moments against the date of the response', () => {
		expect(
			allowances({
				date,
				'anthropic-ratelimit-input-tokens-limit': '100000',
				'anthropic-ratelimit-input-tokens-remaining': '99000',
				'anthropic-ratelimit-input-tokens-reset': '2026-10-21T07:28:01Z',
				'anthropic-ratelimit-output-tokens-limit': '20000',
				'anthropic-ratelimit-unified-status': 'allowed'
			})
		).toEqual([
			{
				of: 'input-tokens',
				limit: 100_000,
				windowS: null,
				isPerMinute: true,
				remaining: 99_000,
				resetS: 1
			},
			{
				of: 'output-tokens',
				limit: 20_000,
				windowS: null,
				isPerMinute: true,
				remaining: null,
				resetS: null
			}
		]);
	});

	it.each([
		[{ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '40', 'ratelimit-reset': '30' }],
		[
			{
				'ratelimit-limit': '100',
				'ratelimit-policy': '100;w=60',
				'ratelimit-remaining': '40',
				'ratelimit-reset': '30'
			}
		],
		[{ 'ratelimit-policy': '100;w=60', ratelimit: 'limit=100, remaining=40, reset=30' }],
		[{ 'ratelimit-policy': '"a";q=100;w=60', ratelimit: '"a";r=40;t=30' }]
	])('reads the draft of the IETF %j', (headers) => {
		expect(allowances(headers)).toMatchObject([
			{ of: 'requests', limit: 100, windowS: 60, remaining: 40, resetS: 30 }
		]);
	});

	it('takes the units that a policy names, and none that it does not know', () => {
		expect(
			allowances({
				'ratelimit-policy': '"t";q=5000;w=60;qu="tokens", "b";q=9;w=1;qu="content-bytes"',
				ratelimit: '"t";r=4000;t=12'
			})
		).toMatchObject([{ of: 'tokens', limit: 5_000, remaining: 4_000 }]);
	});

	it('knows no window for a limit that neither says one nor is documented to have one', () => {
		expect(allowances({ 'x-ratelimit-limit': '100', 'x-ratelimit-reset': '1792481280' })).toEqual([
			{
				of: 'requests',
				limit: 100,
				windowS: null,
				isPerMinute: false,
				remaining: null,
				resetS: null
			}
		]);
	});

	it('tells how long to wait, also where no limit is named', () => {
		expect(read({ 'retry-after': '7' })).toEqual({ allowances: [], retryAfterS: 7 });
	});

	it('is null where nothing is said, and where nothing can be read', () => {
		expect(read({ 'content-type': 'text/plain' })).toBeNull();
		expect(
			read({ 'x-ratelimit-limit-requests': 'lots', 'x-ratelimit-remaining-tokens': '1' })
		).toBeNull();
	});

	it('throws for no header whatever, and never reads a limit, a window or a wait that cannot be', () => {
		const name = fc.constantFrom(
			'ratelimit',
			'ratelimit-policy',
			'ratelimit-limit',
			'x-ratelimit-limit-requests',
			'x-ratelimit-reset-requests',
			'anthropic-ratelimit-tokens-limit',
			'anthropic-ratelimit-tokens-reset',
			'date'
		);
		const value = fc.oneof(fc.string(), fc.stringMatching(/^[0-9;=,.wqrt" hmsZ:T-]{0,30}$/));
		fc.assert(
			fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (headers) => {
				const allowances = readRateLimit({ headers })?.allowances ?? [];
				const impossible = allowances.filter(
					({ limit, windowS, resetS }) =>
						!(limit >= 0) || !(windowS === null || windowS > 0) || !(resetS === null || resetS >= 0)
				);
				expect(impossible).toEqual([]);
			})
		);
	});
});
