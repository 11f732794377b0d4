/** Runs the real command line as a child process, in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file that starts the command line in the checkout. */
export const checkoutFile = fileURLToPath(new URL('../../../bench/bench.js', import.meta.url));

/** The same as one bundle where the tests have made one, see bundle-bench.ts. */
export const benchFile = process.env['BENCH_TEST_BUNDLE'] ?? checkoutFile;

/** A working folder for runs of the command; endpoints that bench starts inherit it as TMPDIR, so they can be found by it. */
export interface Workplace extends Disposable {
	path: string;
	file: (name: string) => string;
	/** `file:` URL of the database that the command uses by default there. */
	databaseUrl: string;
}

export const createWorkplace = (): Workplace => {
	const path = mkdtempSync(join(tmpdir(), 'bench-command-'));
	return {
		path,
		file: (name) => join(path, name),
		databaseUrl: `file:${join(path, 'bench.db')}`,
		[Symbol.dispose]: () => {
			rmSync(path, { recursive: true, force: true });
		}
	};
};

export interface Ended {
	/** Null if a signal ended it. */
	code: number | null;
	signal: NodeJS.Signals | null;
	stdout: string;
	stderr: string;
}

export interface RunningBench {
	child: ChildProcess;
	stdout: () => string;
	stderr: () => string;
	/** Resolves as soon as stderr has what is looked for; rejects if the process ends before. */
	untilStderr: (pattern: RegExp) => Promise<void>;
	ended: Promise<Ended>;
}

export interface StartOptions {
	workplace: Workplace;
	env?: Record<string, string>;
	/** User id that it runs as, in place of our own; only root may choose. */
	as?: number;
	/** Another program in place of this Node. */
	program?: string;
	/** The command's file where it is not that of this checkout. */
	file?: string;
}

/** Variables of a shell, and nothing of the test runner's. */
export const shellEnvironment = ({ path }: Workplace): Record<string, string> => ({
	PATH: process.env['PATH'] ?? '',
	HOME: path,
	TMPDIR: path,
	// Kept between the processes of a test run: compiling takes longer than most of what is tested.
	NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache')
});

const started = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of started) child.kill('SIGKILL');
});

export const startBench = (
	args: readonly string[],
	{ workplace, env = {}, as, program = process.execPath, file = benchFile }: StartOptions
): RunningBench => {
	const child = spawn(program, [file, ...args], {
		cwd: workplace.path,
		env: { ...shellEnvironment(workplace), ...env },
		...(as !== undefined && { uid: as }),
		stdio: ['ignore', 'pipe', 'pipe'],
		// A process group of its own, as a shell gives to each command.
		detached: true
	});
	started.add(child);
	let [stdout, stderr] = ['', ''];
	const listeners = new Set<() => void>();
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		for (const listener of listeners) listener();
	});
	const ended = new Promise<Ended>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			started.delete(child);
			resolve({ code, signal, stdout, stderr });
		});
	});
	return {
		child,
		stdout: () => stdout,
		stderr: () => stderr,
		untilStderr: (pattern) =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					if (!pattern.test(stderr)) return;
					listeners.delete(look);
					resolve();
				};
				listeners.add(look);
				void ended.then(() => {
					reject(new Error(`ended without ${String(pattern)} on stderr:\n${stderr}`));
				});
				look();
			}),
		ended
	};
};

/** Runs a command to its end. */
export const runBench = (args: readonly string[], options: StartOptions): Promise<Ended> =>
	startBench(args, options).ended;

export const canSeeProcesses = process.platform === 'linux';

/** Processes other than this one that run with the workplace as TMPDIR; always empty where the platform does not tell. */
export const processesOf = (workplace: Workplace): number[] => {
	if (!canSeeProcesses) return [];
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
				return variables.includes(`TMPDIR=${workplace.path}`);
			} catch {
				// It has ended since, or belongs to somebody else.
				return false;
			}
		})
		.map(Number);
};
