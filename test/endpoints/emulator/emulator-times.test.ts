/** What an emulated engine says of its own time, beside what a client of it saw: over a real socket. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { countTokens, tokenPieces } from '#bench/endpoints/emulator/token-pieces.ts';
import type { ProtocolName } from '#core/target.ts';
import { fastSettings, question, rightAnswer } from './emulator-client.ts';
import { askIn } from './protocol-client.ts';

const outputTokens = tokenPieces(rightAnswer).length;
const decodeStepMs = 5;
const prefillTokensPerS = 500;
/** The first step begins with the prefill at its end, as nobody else is there. */
const decodeMs = outputTokens * decodeStepMs;

const servers = new Map<ProtocolName, EmulatorServer>();
const names: readonly ProtocolName[] = ['tgi', 'llama-cpp', 'ollama'];
beforeAll(async () => {
	for (const protocol of names) {
		const server = await serveEmulator({
			...fastSettings,
			protocol,
			performance: { ...fastSettings.performance, prefillTokensPerS, decodeStepMs }
		});
		servers.set(protocol, server);
	}
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

/** Asks, and tells beside the reading how long it took here, ms. */
const timed = async (name: ProtocolName, stream: boolean) => {
	const startMs = performance.now();
	const asked = await askIn(servers.get(name)?.port ?? 0, name, { stream });
	return { ...asked, tookMs: performance.now() - startMs };
};

describe('an emulated tgi', () => {
	test('says in the headers of a whole answer how long the engine had the request', async () => {
		const { reading, tookMs } = await timed('tgi', false);
		const prefillMs = (1_000 * countTokens(`Be brief.\n\n${question}`)) / prefillTokensPerS;
		const engineMs = prefillMs + decodeMs;
		const { headers } = reading.serverTimings as { headers: Record<string, string> };
		expect(Object.keys(headers)).toEqual([
			'x-total-time',
			'x-validation-time',
			'x-queue-time',
			'x-inference-time',
			'x-time-per-token'
		]);
		expect([headers['x-validation-time'], headers['x-queue-time']]).toEqual(['0', '0']);
		for (const [name, ms] of [
			['x-total-time', engineMs],
			['x-inference-time', engineMs],
			['x-time-per-token', engineMs / outputTokens]
		] as const) {
			expect(headers[name]).toMatch(/^\d+$/u);
			// Whole milliseconds, cut off.
			expect(Math.abs(Number(headers[name]) - ms)).toBeLessThanOrEqual(1);
		}
		expect(tookMs).toBeGreaterThanOrEqual(Math.floor(engineMs));
	});
});

const promptTokens = countTokens('Be brief.') + countTokens(question);
const prefillMs = (1_000 * promptTokens) / prefillTokensPerS;

describe('an emulated llama-cpp', () => {
	test.each([true, false])(
		'brings timings of prompt and answer that its client can hold its own against (stream: %s)',
		async (stream) => {
			const { reading, answer, tookMs } = await timed('llama-cpp', stream);
			expect(reading).toMatchObject({
				text: rightAnswer,
				warnings: [],
				usage: { uncachedInputTokens: promptTokens, cacheReadTokens: 0, outputTokens }
			});
			const { timings } = reading.serverTimings as { timings: Record<string, number> };
			expect(timings).toMatchObject({
				cache_n: 0,
				prompt_n: promptTokens,
				predicted_n: outputTokens
			});
			expect(timings['prompt_ms']).toBeCloseTo(prefillMs, 3);
			expect(timings['predicted_ms']).toBeCloseTo(decodeMs, 3);
			expect(timings['prompt_per_second']).toBeCloseTo(prefillTokensPerS, 3);
			expect(timings['predicted_per_second']).toBeCloseTo(1_000 / decodeStepMs, 3);
			expect(tookMs).toBeGreaterThan(prefillMs + decodeMs - 1);
			// In the last chunk alone.
			expect(answer.body.match(/"timings"/gu)).toHaveLength(1);
		}
	);

	test('is llama-server only where it is asked to be: the same path is that of OpenAI', async () => {
		const server = await serveEmulator(fastSettings);
		try {
			const { reading } = await askIn(server.port, 'llama-cpp');
			expect([reading.text, reading.serverTimings]).toEqual([rightAnswer, null]);
		} finally {
			await server.close();
		}
	});
});

describe('an emulated ollama', () => {
	test.each([true, false])('says its durations in nanoseconds (stream: %s)', async (stream) => {
		const { reading } = await timed('ollama', stream);
		expect(reading).toMatchObject({ text: rightAnswer, warnings: [] });
		const timings = reading.serverTimings as Record<string, number>;
		// Nothing was loaded, and a 0 is left out.
		expect(Object.keys(timings).sort()).toEqual([
			'eval_duration',
			'prompt_eval_duration',
			'total_duration'
		]);
		for (const [name, ms] of [
			['prompt_eval_duration', prefillMs],
			['eval_duration', decodeMs],
			['total_duration', prefillMs + decodeMs]
		] as const) {
			expect(Number.isSafeInteger(timings[name])).toBe(true);
			expect((timings[name] ?? NaN) / 1e6).toBeCloseTo(ms, 3);
		}
	});

	test('counts in its whole time what a request waits for others', async () => {
		const server = await serveEmulator({
			...fastSettings,
			protocol: 'ollama',
			performance: { ...fastSettings.performance, prefillTokensPerS, decodeStepMs, slots: 1 }
		});
		try {
			const readings = await Promise.all(
				[0, 1, 2].map(async () => (await askIn(server.port, 'ollama')).reading)
			);
			const times = readings.map(({ serverTimings }) => serverTimings as Record<string, number>);
			const waitsMs = times.map(
				(each) =>
					((each['total_duration'] ?? NaN) -
						(each['prompt_eval_duration'] ?? NaN) -
						(each['eval_duration'] ?? NaN)) /
					1e6
			);
			waitsMs.sort((a, b) => a - b);
			expect(waitsMs[0]).toBeCloseTo(0, 3);
			// The last one waits for two answers, less what its prompt was worked on meanwhile.
			expect(waitsMs[2]).toBeGreaterThan(decodeMs);
		} finally {
			await server.close();
		}
	});
});
