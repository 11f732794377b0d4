/** Builds a part of the site where it has not been built from the sources that lie here now. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BenchError, errorMessage } from '#core/errors.ts';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
const lockFolder = join(projectRoot, '.build-lock');

/** Something that Vite builds. */
export interface Build {
	/** What is built, for messages: `the site`. */
	name: string;
	/** Where it lies, from the root of the project. */
	folder: string;
	/** File that must be there once it is built, from the folder. */
	entry: string;
	/** Arguments of Vite, for one call after the other. */
	calls: readonly (readonly string[])[];
	/** Everything that it is made of, from the root of the project, beside the parts that all builds share. */
	sources: readonly string[];
}

/** The entry of a build, once it is built. */
export const builtFile = ({ folder, entry }: Build): string => join(projectRoot, folder, entry);

/** An installed package: it carries what was built when it was packed, and nothing to build it anew with. */
const isPackage = !existsSync(join(projectRoot, 'vite.config.ts'));

/** What every build is made of. Its server's other parts are loaded as they are. */
const sharedSources = ['web', 'bench/core', 'bench/economics', 'package-lock.json'];

const filesIn = async (path: string): Promise<string[]> => {
	if (!(await stat(path)).isDirectory()) return [path];
	const entries = await readdir(path, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
};

/** Changes with every change of a source. */
const sourceStamp = async ({ sources }: Build): Promise<string> => {
	const hash = createHash('sha256');
	for (const source of [...sharedSources, ...sources]) {
		for (const file of (await filesIn(join(projectRoot, source))).sort()) {
			hash.update(`${file}\n`).update(await readFile(file));
		}
	}
	return hash.digest('hex');
};

const stampFileOf = ({ folder }: Build): string => join(projectRoot, folder, 'sources.txt');

const builtStamp = async (build: Build): Promise<string | null> =>
	existsSync(stampFileOf(build)) ? readFile(stampFileOf(build), 'utf8') : null;

const runVite = (args: readonly string[], onLine: (line: string) => void): Promise<void> =>
	new Promise((resolve, reject) => {
		const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
		const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'info', ...args], {
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

const notWritable = (cause: unknown): BenchError =>
	new BenchError(
		'E_FILE',
		`what is to be built cannot be written to ${projectRoot}: ${errorMessage(cause)}`,
		{ hint: 'Build it once as the user to whom the folder belongs: npm run build', cause }
	);

/** Takes the lock, or waits for who has it. Returns what gives it back. */
const takeLock = async (): Promise<() => Promise<void>> => {
	const owner = join(lockFolder, 'pid');
	for (;;) {
		try {
			await mkdir(lockFolder);
			await writeFile(owner, String(process.pid));
			return () => rm(lockFolder, { recursive: true, force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(error);
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

/**
 * Builds if need be. Throws E_INTERNAL with the end of the builder's output where that fails, and E_USAGE where an installed package
 * is asked to build anew.
 */
export const buildOnce = async (build: Build, { force, note }: BuildOptions): Promise<void> => {
	const { name, calls } = build;
	if (isPackage) {
		if (!force) return;
		throw new BenchError('E_USAGE', `${name} of an installed package cannot be built anew`, {
			hint: 'It was built when the package was packed. Leave --rebuild out, or work in a checkout.'
		});
	}
	const isBuilt = async (stamp: string): Promise<boolean> =>
		!force && existsSync(builtFile(build)) && (await builtStamp(build)) === stamp;
	// Without the lock first: whoever may not write here can use what lies here.
	if (await isBuilt(await sourceStamp(build))) return;
	const release = await takeLock();
	try {
		const stamp = await sourceStamp(build);
		if (await isBuilt(stamp)) return;
		note(`building ${name}, which is done once for each version: seconds on an idle machine, a minute or more on a busy one …`);
		const startedMs = performance.now();
		// Where it fails, what lies there is of no known sources.
		await rm(stampFileOf(build), { force: true });
		for (const args of calls) {
			await runVite(args, (line) => {
				if (/^(vite|✓|> Using)/u.test(line)) note(`  ${line}`);
			});
		}
		await writeFile(stampFileOf(build), stamp);
		note(`built in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
	} catch (cause) {
		throw new BenchError('E_INTERNAL', `${name} cannot be built:\n${errorMessage(cause)}`, {
			hint: 'Install what it is built with ("npm ci") and try again; "npm run build" shows all of its output.',
			cause
		});
	} finally {
		await release();
	}
};
