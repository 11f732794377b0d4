import { describe, expect, it } from 'vitest';
import { createRateLimiter, durationText } from '#bench/endpoints/emulator/rate-limiter.ts';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import { readRateLimit } from '#bench/protocols/rate-limit-headers.ts';
import {
	anthropicBody,
	anthropicPath,
	fastSettings,
	openAiBody,
	openAiPath,
	post
} from './emulator-client.ts';

describe('createRateLimiter', () => {
	it('lets a whole minute come at once and fills steadily after that', () => {
		const limiter = createRateLimiter({ requestsPerMinute: 60 }, 0);
		for (let i = 0; i < 60; i++) expect(limiter.take(0, 1).isAllowed).toBe(true);
		expect(limiter.take(0, 1)).toMatchObject({ isAllowed: false, retryAfterS: 1 });
		expect(limiter.take(999, 1).isAllowed).toBe(false);
		expect(limiter.take(1_000, 1)).toEqual({
			isAllowed: true,
			retryAfterS: 0,
			states: [{ of: 'requests', limit: 60, remaining: 0, resetMs: 60_000 }]
		});
	});

	it('counts tokens beside requests, and takes nothing for what it turns away', () => {
		const limiter = createRateLimiter({ requestsPerMinute: 100, tokensPerMinute: 1_000 }, 0);
		expect(limiter.take(0, 900).isAllowed).toBe(true);
		const turnedAway = limiter.take(0, 400);
		expect(turnedAway).toMatchObject({ isAllowed: false, retryAfterS: 18 });
		expect(turnedAway.states.map(({ remaining }) => remaining)).toEqual([99, 100]);
		expect(limiter.take(0, 100).isAllowed).toBe(true);
	});

	it('says nothing and stops nothing without a limit', () => {
		expect(createRateLimiter({}, 0).take(0, 1e9)).toEqual({
			isAllowed: true,
			retryAfterS: 0,
			states: []
		});
	});
});

it.each([
	[0.2, '1ms'],
	[6, '6ms'],
	[1_000, '1s'],
	[59_999.5, '1m0s'],
	[90_250, '1m30.25s']
])('%f ms are written as %s', (ms, text) => {
	expect(durationText(ms)).toBe(text);
});

it.each([
	['OpenAI', openAiPath, openAiBody],
	['Anthropic', anthropicPath, anthropicBody]
] as const)('turns away in the words of %s, which are read again', async (_, path, makeBody) => {
	const server = await serveEmulator({
		...fastSettings,
		rateLimit: { requestsPerMinute: 2, tokensPerMinute: 100_000 }
	});
	try {
		const ask = () => post(server.port, path, { body: makeBody({ stream: true }) });
		const answers = [await ask(), await ask(), await ask()];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
		const headers = Object.entries(answers[2]?.headers ?? {}).map(
			([name, value]): [string, string] => [name, String(value)]
		);
		const said = readRateLimit({ headers });
		expect(said?.allowances).toMatchObject([
			{ of: 'requests', limit: 2, remaining: 0 },
			{ of: 'tokens', limit: 100_000 }
		]);
		expect(said?.retryAfterS).toBeGreaterThan(0);
		expect(said?.allowances[0]?.resetS).toBeGreaterThan(30);
	} finally {
		await server.close();
	}
});
