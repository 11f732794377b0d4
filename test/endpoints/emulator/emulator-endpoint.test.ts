import { expect, test } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { startEmulator } from '#bench/endpoints/emulator/emulator-endpoint.ts';
import {
	anthropicBody,
	anthropicPath,
	fastSettings,
	openAiBody,
	openAiPath,
	post,
	rightAnswer,
	textOf
} from './emulator-client.ts';

test('the emulator runs in a process of its own, answers both protocols and ends when asked', async () => {
	const endpoint = await startEmulator(fastSettings);
	expect(endpoint.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	expect(endpoint.pid).not.toBe(process.pid);
	const port = Number(new URL(endpoint.baseUrl).port);
	// The requests that warm the code up leave no trace in what is served.
	const health = await fetch(`${endpoint.baseUrl}/health`);
	expect(await health.json()).toMatchObject({ requests: 0, lateness: { wakes: 0, maxMs: null } });
	const openAi = await post(port, openAiPath, { body: openAiBody({ stream: true }) });
	expect(textOf(openAi.body)).toBe(rightAnswer);
	const anthropic = await post(port, anthropicPath, { body: anthropicBody() });
	expect(anthropic.body).toContain(rightAnswer);
	await endpoint.stop();
	await expect(fetch(`${endpoint.baseUrl}/health`)).rejects.toThrow();
});

test('it stops although clients are connected and waiting', async () => {
	const endpoint = await startEmulator(fastSettings);
	const port = Number(new URL(endpoint.baseUrl).port);
	let arrived: (() => void) | undefined;
	const firstBytes = new Promise<void>((resolve) => {
		arrived = resolve;
	});
	const waiting = post(port, openAiPath, {
		body: openAiBody({ stream: true }),
		headers: { 'x-emulate-fault': 'stalled' },
		giveUp: () => {
			arrived?.();
			return false;
		}
	});
	await firstBytes;
	await endpoint.stop();
	expect((await waiting).complete).toBe(false);
});

test('many streams at once all get their whole answer', async () => {
	await using endpoint = await startEmulator({
		...fastSettings,
		performance: { ...fastSettings.performance, decodeStepMs: 2, slots: 64, queueLimit: 200 }
	});
	const port = Number(new URL(endpoint.baseUrl).port);
	const answers = await Promise.all(
		Array.from({ length: 150 }, (_, i) =>
			i % 2 === 0
				? post(port, openAiPath, { body: openAiBody({ stream: true }) })
				: post(port, anthropicPath, { body: anthropicBody({ stream: true }) })
		)
	);
	expect(answers.every(({ complete }) => complete)).toBe(true);
	expect(new Set(answers.map(({ body }) => textOf(body)))).toEqual(new Set([rightAnswer]));
});

test('settings that make no sense are refused before anything is started, every problem with its place', async () => {
	const starting = startEmulator({
		...fastSettings,
		quality: 1.5,
		performance: { ...fastSettings.performance, slots: 0 },
		answers: [{ user: 'q', right: 'r', wrong: [] }]
	});
	const error: unknown = await starting.catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(BenchError);
	expect((error as BenchError).code).toBe('E_CONFIG');
	expect((error as BenchError).problems.map(({ path }) => path).sort()).toEqual([
		'answers.0.wrong',
		'performance.slots',
		'quality'
	]);
});
