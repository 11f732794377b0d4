/** What `bench doctor` looks at on the machine: timers, file limits, processors, the engine package, GPUs. */
import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { describe } from '#core/statistics/distribution.ts';

const run = promisify(execFile);

/** How late 1-ms timers fire on an idle event loop, ms: the floor under every latency measured here. */
export const timerJitterMs = async (samples = 200): Promise<{ p50: number; p99: number }> => {
	const lateMs: number[] = [];
	await new Promise<void>((resolve) => {
		let dueMs = performance.now() + 1;
		const tick = (): void => {
			const nowMs = performance.now();
			lateMs.push(Math.max(0, nowMs - dueMs));
			dueMs = nowMs + 1;
			if (lateMs.length < samples) setTimeout(tick, 1);
			else resolve();
		};
		setTimeout(tick, 1);
	});
	const { p50, p99 } = describe(lateMs);
	return { p50: p50 ?? 0, p99: p99 ?? 0 };
};

/** Whether the embedded engine's package can be loaded; the reason if not. */
export const engineProblem = (): string | null => {
	try {
		import.meta.resolve('node-llama-cpp');
		return null;
	} catch {
		return 'the optional package node-llama-cpp is not installed (npm install node-llama-cpp@3.21.1): embedded targets will not work, all others will';
	}
};

/** One line per GPU that nvidia-smi lists; empty without one. */
export const listGpus = async (): Promise<string[]> => {
	try {
		const { stdout } = await run(
			'nvidia-smi',
			['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'],
			{ timeout: 5_000 }
		);
		return stdout.trim().split('\n').filter(Boolean);
	} catch {
		return [];
	}
};
