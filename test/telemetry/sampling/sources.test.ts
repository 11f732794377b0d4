import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startEngineSource } from '#bench/telemetry/sampling/engine-source.ts';
import { startGpuSource } from '#bench/telemetry/sampling/gpu-source.ts';
import { startHostSource } from '#bench/telemetry/sampling/host-source.ts';
import { monotonicMs } from '#bench/telemetry/sampling/stage-sampling.ts';
import type { RunningSource } from '#bench/telemetry/sampling/source-log.ts';
import { recordedMetrics, serveMetrics } from '../support/serve-metrics.ts';

const player = fileURLToPath(new URL('../support/play-nvidia-smi.ts', import.meta.url));
const played = (...flags: string[]): string[] => [process.execPath, player, ...flags];
const clock = { intervalMs: 50, nowMs: monotonicMs, key: null };

/** Until a source has brought, or failed, what is looked for. */
const until = async (
	{ log }: RunningSource,
	isDone: (log: RunningSource['log']) => boolean
): Promise<void> => {
	while (!isDone(log)) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('nvidia-smi, played from a recording', () => {
	it('brings a row at a time on the clock of the run, the last one after its end', async () => {
		const begunMs = monotonicMs();
		const source = startGpuSource({ kind: 'nvidia-smi', command: played() }, clock);
		await source.ready;
		await until(source, ({ samples }) => samples >= 5);
		const stopMs = monotonicMs();
		await source.stop();
		const table = source.log.tables.get('0');
		const { atMs, values } = table?.series('powerW') ?? { atMs: [], values: [] };
		expect(source.log.failed).toBe(0);
		expect(source.log.titles.get('0')).toBe('NVIDIA H200');
		expect(atMs[0]).toBeGreaterThan(begunMs);
		expect(atMs.at(-1)).toBeGreaterThan(stopMs);
		expect(values.every((powerW) => powerW > 100 && powerW < 1_000)).toBe(true);
		expect(table?.series('averagePowerW').values).toHaveLength(values.length);
	});

	it('does without a field that it does not know', async () => {
		const source = startGpuSource(
			{ kind: 'nvidia-smi', command: played('--refuse', 'power.draw.instant') },
			clock
		);
		await source.ready;
		await until(source, ({ samples }) => samples >= 2);
		await source.stop();
		expect(source.log.failed).toBe(0);
	});

	it('that ends by itself is told with its exit code, and what it had brought is kept', async () => {
		const source = startGpuSource(
			{ kind: 'nvidia-smi', command: played('--end-after', '2') },
			clock
		);
		await source.ready;
		await until(source, ({ failed }) => failed >= 1);
		await source.stop();
		expect(source.log.worstFailure()).toContain('ended by itself (exit code 6)');
		expect(source.log.samples).toBeGreaterThanOrEqual(2);
	});

	it('that is not there, or fails, is a reason and no error', async () => {
		const failing = [process.execPath, '-e', 'console.error("no driver"); process.exit(9)', '--'];
		for (const [command, reason] of [
			[['/nowhere/nvidia-smi'], '/nowhere/nvidia-smi is not there'],
			[failing, '(exit code 9): no driver']
		] as const) {
			const source = startGpuSource({ kind: 'nvidia-smi', command: [...command] }, clock);
			await source.ready;
			await source.stop();
			expect(source.log.samples).toBe(0);
			expect(source.log.worstFailure()).toContain(reason);
		}
	});

	it('keeps only the GPUs that serve the target', async () => {
		const source = startGpuSource(
			{ kind: 'nvidia-smi', command: played('--end-after', '3'), devices: [7] },
			clock
		);
		await until(source, ({ failed }) => failed >= 1);
		await source.stop();
		expect(source.log.tables.size).toBe(0);
	});
});

describe('rocm-smi', () => {
	it('is started anew for each sample, and what it prints is read', async () => {
		const card = '{"card0": {"Average Graphics Package Power (W)": "40.0"}}';
		const command = [process.execPath, '-e', `console.log('${card}')`];
		const source = startGpuSource({ kind: 'rocm-smi', command }, clock);
		await until(source, ({ samples }) => samples >= 2);
		await source.stop();
		expect(source.log.failed).toBe(0);
		expect(new Set(source.log.tables.get('0')?.series('averagePowerW').values)).toEqual(
			new Set([40])
		);
	});

	it('that prints something else is a reason', async () => {
		const source = startGpuSource(
			{ kind: 'rocm-smi', command: [process.execPath, '-e', ''] },
			clock
		);
		await source.ready;
		await source.stop();
		expect(source.log.worstFailure()).toContain('printed no JSON of GPUs');
	});
});

describe('an address with metrics', () => {
	it('of a recorded llama.cpp server gives its requests, and its tokens by two readings', async () => {
		const bodies = recordedMetrics();
		await using server = await serveMetrics((index) => ({
			body: bodies[Math.min(index + 20, bodies.length - 1)] ?? ''
		}));
		const source = startEngineSource(server.url, clock);
		await source.ready;
		await until(source, ({ samples }) => samples >= 6);
		await source.stop();
		expect(source.reader()?.name).toBe('llama-cpp');
		expect(source.problem()).toBeNull();
		const running = source.log.tables.get('')?.series('running').values ?? [];
		expect(running.length).toBe(server.requests.length);
		expect(source.last()?.generatedTokens).toBeGreaterThan(
			source.first()?.generatedTokens ?? Infinity
		);
		expect(source.log.shortestReadMs).toBeGreaterThan(0);
		expect(source.log.lateMs.length).toBeGreaterThan(0);
	});

	it('is sent the key, which no reason names, nor the query of the address', async () => {
		await using server = await serveMetrics(() => ({ status: 401, body: 'no' }));
		const source = startEngineSource(`${server.url}?scope=all`, {
			...clock,
			key: 'sk-very-secret'
		});
		await source.ready;
		await source.stop();
		expect(server.requests[0]?.authorization).toBe('Bearer sk-very-secret');
		expect(source.log.worstFailure()).toBe(`${server.url} answers HTTP 401`);
	});

	it.each([
		['shows nothing', { body: '' }, 'shows no metrics'],
		[
			'is of no engine',
			{ body: 'process_cpu_seconds_total 1' },
			'shows metrics of no known engine'
		],
		['fails', { status: 500, body: '' }, 'answers HTTP 500']
	])('that %s is a reason and no error', async (_, answer, reason) => {
		await using server = await serveMetrics(() => answer);
		const source = startEngineSource(server.url, clock);
		await source.ready;
		await source.stop();
		expect(source.log.samples).toBe(0);
		expect(source.log.worstFailure()).toContain(reason);
	});

	it('that nobody listens at is a reason that names it', async () => {
		const server = await serveMetrics(() => null);
		const { url } = server;
		await server[Symbol.asyncDispose]();
		const source = startEngineSource(url, clock);
		await source.ready;
		await source.stop();
		expect(source.log.worstFailure()).toContain(`${url} cannot be read: `);
	});

	it('that does not answer once is given up, and asked again', async () => {
		await using server = await serveMetrics((index) =>
			index === 0 ? null : { body: recordedMetrics()[30] ?? '' }
		);
		const source = startEngineSource(server.url, clock);
		await until(source, ({ samples }) => samples >= 2);
		await source.stop();
		expect(source.log.worstFailure()).toBe('no answer within 2000 ms');
	});

	it('names the line that is not in the format, and reads the others', async () => {
		const body = `${recordedMetrics()[30] ?? ''}\nllamacpp:broken{ 1\n`;
		await using server = await serveMetrics(() => ({ body }));
		const source = startEngineSource(server.url, clock);
		await source.ready;
		await source.stop();
		expect(source.problem()).toMatch(/^line \d+ of http:.*: expected the name of a label/);
		expect(source.log.samples).toBeGreaterThan(0);
	});
});

describe('the machine', () => {
	it('tells its processors, its memory and what a process keeps busy', async () => {
		const source = startHostSource({
			intervalMs: 50,
			nowMs: monotonicMs,
			engineProcessId: process.pid
		});
		await source.ready;
		// Keeps one processor busy while it is watched.
		const untilMs = monotonicMs() + 400;
		while (monotonicMs() < untilMs) await new Promise((resolve) => setImmediate(resolve));
		await source.stop();
		const table = source.log.tables.get('');
		const shares = table?.series('cpuShare').values ?? [];
		expect(shares.length).toBeGreaterThan(0);
		expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
		expect(Math.max(...(table?.series('engineCores').values ?? []))).toBeGreaterThan(0.1);
		expect(Math.min(...(table?.series('memoryUsedMib').values ?? []))).toBeGreaterThan(10);
	});
});
