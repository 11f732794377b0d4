import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCpuTimes, readMemoryUsedMib, readProcessTicks } from '#bench/telemetry/host/proc.ts';
import { raplPackages, readRaplJ } from '#bench/telemetry/host/rapl.ts';

const isLinux = process.platform === 'linux';

describe('the machine', () => {
	it.runIf(isLinux)('says how busy its processors are, and never more than there is time', () => {
		const before = readCpuTimes(readFileSync('/proc/stat', 'utf8'));
		// Something to do, until the ticks of the kernel have moved.
		let after = before;
		while (after?.totalTicks === before?.totalTicks)
			after = readCpuTimes(readFileSync('/proc/stat', 'utf8'));
		const busy = (after?.busyTicks ?? 0) - (before?.busyTicks ?? 0);
		const total = (after?.totalTicks ?? 0) - (before?.totalTicks ?? 0);
		expect(total).toBeGreaterThan(0);
		expect(busy).toBeGreaterThanOrEqual(0);
		expect(busy).toBeLessThanOrEqual(total);
	});

	it.runIf(isLinux)('says how much memory is in use', () => {
		const usedMib = readMemoryUsedMib(readFileSync('/proc/meminfo', 'utf8')) ?? 0;
		expect(usedMib).toBeGreaterThan(10);
		expect(usedMib).toBeLessThanOrEqual(totalmem() / 1_048_576);
		// What is free is not in use; what is cached may be had.
		expect(usedMib).toBeLessThanOrEqual((totalmem() - freemem()) / 1_048_576 + 512);
	});

	it.runIf(isLinux)('says what a process has used, whatever its name', () => {
		const own = readProcessTicks(readFileSync('/proc/self/stat', 'utf8'));
		expect(own).toBeGreaterThan(0);
		const odd = '42 (a) b (c)) R 1 42 42 0 -1 4194304 100 0 0 0 7 5 0 0 20 0 1 0 1000 0 0';
		expect(readProcessTicks(odd)).toBe(12);
	});

	it('says nothing in texts that are not its own', () => {
		expect(readCpuTimes('intr 1 2 3')).toBeNull();
		expect(readMemoryUsedMib('MemTotal: 12 kB')).toBeNull();
		expect(readProcessTicks('')).toBeNull();
	});
});

describe('the energy counters of processors', () => {
	it('are found where they can be read, with the energy at which they begin anew', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'bench-rapl-'));
		try {
			for (const [name, files] of [
				['intel-rapl:0', { energy_uj: '62929744071\n', max_energy_range_uj: '262143328850\n' }],
				['intel-rapl:0:0', { energy_uj: '1\n', max_energy_range_uj: '262143328850\n' }],
				['intel-rapl:1', { max_energy_range_uj: '262143328850\n' }]
			] as const) {
				await mkdir(join(folder, name));
				for (const [file, text] of Object.entries(files))
					await writeFile(join(folder, name, file), text);
			}
			const packages = await raplPackages(folder);
			expect(packages.map(({ name, wrapsAtJ }) => [name, wrapsAtJ])).toEqual([
				['intel-rapl:0', 262_143.32885]
			]);
			const [first] = packages;
			expect(first && (await readRaplJ(first))).toBe(62_929.744071);
		} finally {
			await rm(folder, { recursive: true });
		}
	});

	it('are none where the machine shows none', async () => {
		expect(await raplPackages('/nowhere/at/all')).toEqual([]);
	});
});
