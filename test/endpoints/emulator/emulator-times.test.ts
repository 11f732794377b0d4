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
const names: readonly ProtocolName[] = ['tgi'];
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
