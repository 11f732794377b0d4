/** Telemetry through the whole command: a real engine, nvidia-smi and /metrics played from recordings, the real machine. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageSummary } from '#core/stage.ts';
import { openDatabase } from '#db/client.server.ts';
import { telemetryOfStage } from '#db/telemetry.server.ts';
import { startLlamaEndpoint } from '#bench/endpoints/llama/llama-endpoint.ts';
import type { ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { smallGguf } from '../endpoints/llama/model-fixture.ts';
import {
	recordedMetrics,
	serveMetrics,
	type MetricsServer
} from '../telemetry/support/serve-metrics.ts';
import { nvmlRecording } from '../telemetry/recordings.ts';
import { createWorkplace, runBench, type Ended } from './support/bench-process.ts';

const workplace = createWorkplace();
const player = fileURLToPath(new URL('../telemetry/support/play-nvidia-smi.ts', import.meta.url));
let engine: ServedEndpoint;
let metrics: MetricsServer;

beforeAll(async () => {
	await writeFile(workplace.file('small.gguf'), smallGguf());
	engine = await startLlamaEndpoint({
		modelFile: workplace.file('small.gguf'),
		threads: 1,
		slots: 2,
		contextTokens: 512
	});
	const bodies = recordedMetrics();
	metrics = await serveMetrics((index) => ({
		body: bodies[Math.min(index + 12, bodies.length - 1)] ?? ''
	}));
});
afterAll(async () => {
	await engine.stop();
	await metrics[Symbol.asyncDispose]();
	workplace[Symbol.dispose]();
});

const load = (...args: string[]): Promise<Ended> =>
	runBench(
		[
			'load',
			engine.baseUrl,
			'--model',
			'small',
			'--concurrency',
			'2',
			'--max-output-tokens',
			'16',
			...args
		],
		{ workplace }
	);

const stageOf = ({ stdout, stderr }: Ended): { run: string; stage: StageSummary } => {
	const json = JSON.parse(stdout || stderr) as { run: string; stages: StageSummary[] };
	const [stage] = json.stages;
	if (!stage) throw new Error('the load test gave no stage');
	return { run: json.run, stage };
};

describe.concurrent('bench load with telemetry', () => {
	it('stores power, engine and machine on the clock of the stage, and divides joules by what was answered', async ({
		expect
	}) => {
		const ended = await load(
			'--duration',
			'4s',
			'--json',
			'--metrics-url',
			metrics.url,
			'--telemetry-interval',
			'100ms',
			'--gpu',
			'nvidia-smi',
			'--gpu-command',
			process.execPath,
			player
		);
		const { run, stage } = stageOf(ended);
		const { energy, engine: told, host } = stage;
		expect(energy).toMatchObject({ reader: 'nvidia-smi', method: 'power' });
		// The recorded power is played: its mean under this load was 625 W, single samples from 150 to 700 W.
		expect(energy?.meanPowerW).toBeGreaterThan(400);
		expect(energy?.meanPowerW).toBeLessThan(800);
		expect(energy?.energyJ).toBeCloseTo((energy?.meanPowerW ?? 0) * (stage.windowS ?? 0), 3);
		// On a machine that is busy with other things rows of the played nvidia-smi come too late, and then nothing is divided.
		const { energyJ, problems = [] } = energy ?? {};
		const perToken = problems.length === 0 ? (energyJ ?? 0) / (stage.outputTokens ?? 1) : null;
		expect(energy?.jPerOutputToken).toBe(perToken);
		// Null where such a machine brought too few rows before the first request.
		expect(energy?.idlePowerW ?? 625).toBeGreaterThan(400);
		expect(energy?.devices[0]).toMatchObject({ device: '0', name: 'NVIDIA H200' });
		expect(told).toMatchObject({ engine: 'llama-cpp', failedReadings: 0 });
		expect(told?.readings).toBeGreaterThan(5);
		// Its tokens are those of another engine, which is what the comparison is for.
		expect(told?.notes.join('\n')).toContain('tokens and the client was told of');
		expect(host?.cpuShare?.mean).toBeGreaterThan(0);
		expect(host?.sampler.cpuShare).toBeLessThan(0.5);

		const database = await openDatabase(workplace.databaseUrl);
		const series = await telemetryOfStage(database, `${run}/0/0`);
		await database.close();
		const power = series.find(({ name }) => name === 'powerW');
		expect(series.map(({ source, name }) => `${source} ${name}`)).toEqual(
			expect.arrayContaining(['gpu powerW', 'gpu useShare', 'engine running', 'host cpuShare'])
		);
		// From before the first request, while the GPU was watched idle, to after the last answer.
		expect(power?.atMs[0]).toBeLessThan(-2_500);
		expect(power?.atMs.at(-1)).toBeGreaterThan((stage.windowS ?? 0) * 1_000 - 100);

		const shown = await runBench(['runs', 'show', run], { workplace });
		expect(shown.stdout).toMatch(
			/energy: [\d,.]+ J on 1 GPU, mean \d+ W(, \d+ W before the first request)?; from sampled power/
		);
		expect(shown.stdout).toMatch(
			perToken === null ? /no joules per answer: / : /J per output token/
		);
	});

	it('goes on where GPU and engine cannot be read, and says why', async ({ expect }) => {
		const ended = await load(
			'--requests',
			'4',
			'--metrics-url',
			'http://127.0.0.1:9/metrics',
			'--gpu',
			'nvidia-smi',
			'--gpu-command',
			'/nowhere/nvidia-smi'
		);
		expect(ended.stdout).toContain('4 of 4 offered requests answered');
		expect(ended.stdout).toContain(
			'no joules per answer: no GPU was read: /nowhere/nvidia-smi is not there'
		);
		expect(ended.stdout).toMatch(
			/engine: not known[\s\S]*readings failed: http:\/\/127\.0\.0\.1:9\/metrics cannot be read/
		);
	});

	it.each([
		[['--gpu-devices', '0'], '--gpu-devices belongs to --gpu'],
		[['--telemetry-interval', '1s'], '--telemetry-interval belongs to --gpu or --metrics-url'],
		[['--gpu', 'dcgm'], '--gpu-url: the exporter is asked over HTTP'],
		[['--gpu', 'nvidia-smi', '--gpu-url', 'http://x/metrics'], '--gpu-url: nvidia-smi is run'],
		[
			['--metrics-url', 'http://x/metrics?token=abc'],
			'--metrics-url: the URL holds a password, key or token'
		],
		[['--gpu', 'nvidia-smi', '--telemetry-interval', '1ms'], '--telemetry-interval: ']
	])('refuses %j with what to do', async (flags, message) => {
		const ended = await load('--requests', '1', ...flags);
		expect(ended.code).toBe(2);
		expect(ended.stderr).toContain(message);
		expect(ended.stderr).not.toContain('abc');
	});
});

describe('bench run with telemetry', () => {
	const config = (command: string): string => `
name: telemetry of an embedded engine
scenarios: [{ use: support-triage, items: 4 }]
targets:
  - id: small
    kind: embedded
    modelFile: small.gguf
    contextTokens: 2048
    telemetry: { gpu: { kind: nvidia-smi, ${command} }, idleS: 0 }
loads: [{ kind: closed, concurrency: 2, requests: 4 }]
`;

	it('runs a program of the config only if that is allowed', async () => {
		await writeFile(workplace.file('bench.yaml'), config('command: [/nowhere/nvidia-smi]'));
		const refused = await runBench(['run'], { workplace });
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain(
			'target "small" reads its GPUs by the command "/nowhere/nvidia-smi"'
		);
		expect(refused.stderr).toContain('--allow-commands');
		const allowed = await runBench(['run', '--allow-commands', '--json'], { workplace });
		const { cells } = JSON.parse(allowed.stdout) as { cells: { stages: StageSummary[] }[] };
		expect(JSON.stringify(cells)).toContain('/nowhere/nvidia-smi is not there');
	});

	it('tells how many processors an embedded engine kept busy', async () => {
		await writeFile(
			workplace.file('plain.yaml'),
			config('devices: [0]')
				.replace(/ {4}telemetry:.*\n/, '')
				.replace('requests: 4 }', 'durationS: 4 }')
		);
		const ended = await runBench(['run', 'plain.yaml', '--json'], { workplace });
		const text = ended.stdout;
		// The engine computes all the time, and answers are waited for by two.
		const cores = Number(/"engineCores": \{\s*"mean": ([\d.]+)/.exec(text)?.[1]);
		expect(cores).toBeGreaterThan(0.1);
		expect(text).toMatch(/"energy": null/);
	});
});

describe.concurrent('bench doctor --gpu', () => {
	it('says what can be read of a GPU and how often it changes', async ({ expect }) => {
		const ended = await runBench(
			['doctor', '--gpu', 'nvidia-smi', '--gpu-command', process.execPath, player],
			{ workplace }
		);
		expect(ended.stdout).toMatch(
			/✓ GPUs by nvidia-smi: GPU 0 \(NVIDIA H200\): it shows no energy counter, the power of the moment changes every \d+ ms, its use, its memory/
		);
	});

	it('says plainly that there is none, what to do, and exits as for anything that cannot be reached', async ({
		expect
	}) => {
		const ended = await runBench(['doctor', '--gpu', '--gpu-command', '/nowhere/nvidia-smi'], {
			workplace
		});
		expect(ended.code).toBe(5);
		expect(ended.stdout).toContain(
			'✗ GPUs by nvidia-smi: no GPU can be read by nvidia-smi: /nowhere/nvidia-smi is not there; name where they are'
		);
	});

	it('says which metrics an engine shows and which it does not', async ({ expect }) => {
		const ended = await runBench(['doctor', '--metrics-url', metrics.url, '--json'], { workplace });
		const { checks } = JSON.parse(ended.stdout) as { checks: { name: string; detail: string }[] };
		expect(checks.find(({ name }) => name === 'engine metrics')?.detail).toMatch(
			/^llama.cpp server shows running requests, waiting requests, tokens; not use of the cache, time to first token, queue, whole answers/
		);
	});

	it('reads the counter of an exporter, whose values were recorded by NVML on an H200', async ({
		expect
	}) => {
		const { counterJ } = nvmlRecording('engine/nvml-50ms.csv.gz');
		// The line is as the exporter's documentation shows it; once a second it is twenty readings later.
		await using exporter = await serveMetrics((index) => ({
			body: `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",modelName="NVIDIA H200"} ${String(Math.round((counterJ.values[index * 20] ?? 0) * 1_000))}`
		}));
		const ended = await runBench(['doctor', '--gpu', 'dcgm', '--gpu-url', exporter.url], {
			workplace
		});
		expect(ended.stdout).toMatch(
			/GPUs by dcgm: GPU 0 \(NVIDIA H200\): its energy counter moves every \d+ ms, it shows no power/
		);
	});
});
