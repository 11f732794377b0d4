import { expect, it } from 'vitest';
import { rateLimitInWords } from '#core/rate-limit-in-words.ts';

it('says how much of what in which time, how that is known, and what was left of it', () => {
	expect(
		rateLimitInWords({
			allowances: [
				{
					of: 'requests',
					limit: 10_000,
					windowS: 86_400,
					windowFrom: 'refill',
					leastLeft: 9_846,
					responses: 154,
					lastSeenS: 6
				},
				{
					of: 'input-tokens',
					limit: 50_000,
					windowS: 60,
					windowFrom: 'documented',
					leastLeft: null,
					responses: 1,
					lastSeenS: 6
				},
				{
					of: 'tokens',
					limit: 100,
					windowS: 10,
					windowFrom: 'stated',
					leastLeft: 0,
					responses: 2,
					lastSeenS: 6
				},
				{
					of: 'requests',
					limit: 5,
					windowS: null,
					windowFrom: null,
					leastLeft: null,
					responses: 2,
					lastSeenS: 6
				}
			],
			longestRetryAfterS: 0.4
		})
	).toEqual([
		'10,000 requests a day (by how fast it fills again; no header says so); at the least 9,846 were left; said by 154 responses',
		'50,000 input tokens a minute (as documented; no header says so); said by 1 response',
		'100 tokens in 10 s; at the least 0 were left; said by 2 responses',
		'5 requests in a time that no header tells; said by 2 responses',
		'asked to wait for up to 0.4 s before the next request'
	]);
});

it.each([
	[0.15, '0.15'],
	[0.1234, '0.13'],
	[0.001, '0.01'],
	[1, '1'],
	[1.2, '2'],
	[1_200, '1,200']
])('tells a wait of %s s as %s s, never as less than was asked for', (longestRetryAfterS, text) => {
	expect(rateLimitInWords({ allowances: [], longestRetryAfterS })).toEqual([
		`asked to wait for up to ${text} s before the next request`
	]);
});
