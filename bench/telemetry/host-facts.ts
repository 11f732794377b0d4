/** Facts about the machine and the program that measured, stored with every run. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { HostFacts } from '#core/run.ts';
import { bytesToMib } from '#core/units.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Commit of this checkout, with `+changes` where files differ from it; null outside a checkout or without git. */
const gitCommit = async (): Promise<string | null> => {
	const git = async (...args: string[]): Promise<string> => {
		// Without a lock of its own: somebody may be committing.
		const all = ['--no-optional-locks', '-C', projectRoot, ...args];
		return (await run('git', all, { timeout: 5_000 })).stdout.trim();
	};
	try {
		// A copy inside of another project's checkout is not a checkout of this one.
		if ((await git('rev-parse', '--show-prefix')) !== '') return null;
		const commit = await git('rev-parse', '--short=12', 'HEAD');
		const changes = await git('status', '--porcelain', '--untracked-files=no');
		return changes === '' ? commit : `${commit}+changes`;
	} catch {
		return null;
	}
};

/** The version in package.json. */
export const benchVersion = (): string => {
	const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
	return (JSON.parse(text) as { version: string }).version;
};

export const readHostFacts = async (): Promise<HostFacts> => ({
	benchVersion: benchVersion(),
	gitCommit: await gitCommit(),
	nodeVersion: process.versions.node,
	platform: platform(),
	arch: arch(),
	osRelease: release(),
	cpuModel: cpus()[0]?.model.trim() || null,
	cpuCount: availableParallelism(),
	memoryMib: Math.round(bytesToMib(totalmem()))
});
