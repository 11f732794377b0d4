import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { engineProblem, listGpus, timerJitterMs } from '#bench/telemetry/machine-check.ts';

/** A folder with a program of this name in it, in front of everything else on the PATH. */
const placeProgram = (name: string, script: string): void => {
	const folder = mkdtempSync(join(tmpdir(), 'bench-path-'));
	writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
	chmodSync(join(folder, name), 0o755);
	vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
	onTestFinished(() => {
		vi.unstubAllEnvs();
		rmSync(folder, { recursive: true });
	});
};

describe('what bench doctor looks at', () => {
	it('is how late timers are, never early', async () => {
		const { p50, p99 } = await timerJitterMs(20);
		expect(p50).toBeGreaterThanOrEqual(0);
		expect(p99).toBeGreaterThanOrEqual(p50);
	});

	it('is whether the engine is installed, as a sentence if it is not', () => {
		const problem = engineProblem();
		expect(problem === null || problem.includes('node-llama-cpp is not installed')).toBe(true);
	});

	it('is every GPU that nvidia-smi lists', async () => {
		placeProgram('nvidia-smi', 'echo "H200, 143771 MiB, 570.1"; echo "L4, 23034 MiB, 570.1"');
		expect(await listGpus()).toEqual(['H200, 143771 MiB, 570.1', 'L4, 23034 MiB, 570.1']);
	});

	it('is no GPU where nvidia-smi fails', async () => {
		placeProgram('nvidia-smi', 'echo "no devices were found" >&2; exit 6');
		expect(await listGpus()).toEqual([]);
	});
});
