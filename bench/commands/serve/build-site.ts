/** Builds the site where it has not been built from the sources that lie here now. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BenchError, errorMessage } from '#core/errors.ts';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
const buildFolder = join(projectRoot, 'build');
const stampFile = join(buildFolder, 'sources.txt');
const lockFolder = join(projectRoot, '.build-lock');

/** The module that answers requests, once the site is built. */
export const builtHandler = join(buildFolder, 'handler.js');

/** Everything that the browser's part is made of; the server's other parts are loaded as they are. */
const sources = ['web', 'bench/core', 'bench/economics', 'vite.config.ts', 'package-lock.json'];

const filesIn = async (path: string): Promise<string[]> => {
	if (!(await stat(path)).isDirectory()) return [path];
	const entries = await readdir(path, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
};

/** Changes with every change of a source. */
const sourceStamp = async (): Promise<string> => {
	const hash = createHash('sha256');
	for (const source of sources) {
		for (const file of (await filesIn(join(projectRoot, source))).sort()) {
			hash.update(`${file}\n`).update(await readFile(file));
		}
	}
	return hash.digest('hex');
};

const builtStamp = async (): Promise<string | null> =>
	existsSync(stampFile) ? readFile(stampFile, 'utf8') : null;

const runBuild = (onLine: (line: string) => void): Promise<void> =>
	new Promise((resolve, reject) => {
		const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
		const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'info'], {
			cwd: projectRoot,
			// Whatever the caller's: another one would build warnings for developers into the pages.
			env: { ...process.env, NODE_ENV: 'production' },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		const tail: string[] = [];
		const read = (chunk: Buffer): void => {
			for (const line of chunk.toString().split('\n')) {
				if (line.trim() === '') continue;
				tail.push(line);
				if (tail.length > 30) tail.shift();
				onLine(line);
			}
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) resolve();
			else reject(new Error(tail.join('\n')));
		});
	});

/** Takes the lock, or waits for who has it. Returns what gives it back. */
const takeLock = async (): Promise<() => Promise<void>> => {
	const owner = join(lockFolder, 'pid');
	for (;;) {
		try {
			await mkdir(lockFolder);
			await writeFile(owner, String(process.pid));
			return () => rm(lockFolder, { recursive: true, force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		// Left behind by a process that was killed.
		const pid = Number(await readFile(owner, 'utf8').catch(() => '0'));
		const age = Date.now() - (await stat(lockFolder).then(({ mtimeMs }) => mtimeMs, Date.now));
		if (age > 2_000 && !isRunning(pid)) await rm(lockFolder, { recursive: true, force: true });
		else await sleep(200);
	}
};

const isRunning = (pid: number): boolean => {
	try {
		return pid > 0 && process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

export interface BuildOptions {
	/** Whether to build even if nothing has changed. */
	force: boolean;
	/** Progress, a line at a time. */
	note: (text: string) => void;
}

/** Builds the site if need be. Throws E_INTERNAL with the end of the builder's output where that fails. */
export const buildSite = async ({ force, note }: BuildOptions): Promise<void> => {
	const release = await takeLock();
	try {
		const stamp = await sourceStamp();
		if (!force && existsSync(builtHandler) && (await builtStamp()) === stamp) return;
		note('building the site, which is done once for each version and takes some seconds …');
		const startedMs = performance.now();
		await runBuild((line) => {
			if (/^(vite|✓|> Using)/u.test(line)) note(`  ${line}`);
		});
		await writeFile(stampFile, stamp);
		note(`built in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
	} catch (cause) {
		throw new BenchError('E_INTERNAL', `the site cannot be built:\n${errorMessage(cause)}`, {
			hint: 'Install what it is built with ("npm ci") and try again; "npm run build" shows all of its output.',
			cause
		});
	} finally {
		await release();
	}
};
