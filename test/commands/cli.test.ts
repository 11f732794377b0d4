import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { commandEntries } from '#bench/commands/registry.ts';
import { minimumNode } from '../../bench/require-node.js';
import {
	checkoutFile,
	createWorkplace,
	runBench,
	shellEnvironment,
	type Workplace
} from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import type { ErrorJson } from './support/run-json.ts';

const packageJson = JSON.parse(
	readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
) as { version: string; engines: { node: string } };

const versionOf = (program: string): string =>
	spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();

/** A Node that is too old, if this machine has one. */
const findOldNode = (): string | null => {
	const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/local/bin'];
	const nvm = join(homedir(), '.nvm/versions/node');
	if (existsSync(nvm)) folders.push(...readdirSync(nvm).map((name) => join(nvm, name, 'bin')));
	for (const program of new Set(folders.map((folder) => join(folder, 'node')))) {
		const major = existsSync(program) ? /^v(\d+)\./.exec(versionOf(program))?.[1] : undefined;
		if (major !== undefined && Number(major) < Number(minimumNode)) return program;
	}
	return null;
};

/** Runs bench in a shell, as `"$@"` of the script, and returns how the script ended. */
const runInShell = (
	script: string,
	args: readonly string[],
	workplace: Workplace
): Promise<{ code: number | null; stderr: string }> => {
	const child = spawn('/bin/sh', ['-c', script, 'sh', process.execPath, checkoutFile, ...args], {
		cwd: workplace.path,
		env: shellEnvironment(workplace),
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	return new Promise((resolve) => {
		child.once('close', (code) => {
			resolve({ code, stderr });
		});
	});
};

describe.concurrent('the command line', () => {
	it('explains itself with --help, the exit codes included', async ({ expect }) => {
		using workplace = createWorkplace();
		const calls = [['--help'], ['run', '--help'], ['help', 'runs']];
		const ended = await Promise.all(
			calls.map((args) => runBench(args, { workplace, file: checkoutFile }))
		);
		expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(calls.map(() => [0, '']));
		const [bench, run, runs] = ended.map(({ stdout }) => stdout);
		for (const { name } of commandEntries)
			expect(bench).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
		expect(bench).toContain('Exit codes: 0 ok, 1 internal, 2 usage or config');
		expect(run).toMatch(/^Usage: bench run \[options\] \[config\]$[\s\S]*--json/m);
		expect(runs).toMatch(/^Usage: bench runs[\s\S]*list[\s\S]*show[\s\S]*delete/m);
	});

	it.for([
		'run',
		'load',
		'init',
		'validate',
		'doctor',
		'retry',
		'recompute',
		'runs list',
		'runs show',
		'runs delete'
	])(
		'says of bench %s how to call it, and that it takes --db and --json',
		async (path, { expect }) => {
			const [name = '', ...rest] = path.split(' ');
			const { stderr, error } = await callCommand(name, [...rest, '--help']);
			expect(error).toMatchObject({ exitCode: 0 });
			expect(stderr).toContain(`Usage: bench ${path} [options]`);
			expect(stderr).toMatch(/--db <url>[\s\S]*--json/);
		}
	);

	it('knows its version, which is that of the package', async ({ expect }) => {
		using workplace = createWorkplace();
		const { stdout } = await runBench(['--version'], { workplace, file: checkoutFile });
		expect(stdout).toBe(`${packageJson.version}\n`);
	});

	it('exits with 2 for a command, a flag or an argument that does not exist', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const calls = [['rnu'], [], ['runs'], ['run', '--jsno'], ['run', 'x', '--demo']];
		const ended = await Promise.all(
			calls.map((args) => runBench(args, { workplace, file: checkoutFile }))
		);
		expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual(calls.map(() => [2, '']));
		const [command, none, subcommand, flag, both] = ended.map(({ stderr }) => stderr);
		expect(command).toBe(
			"error E_USAGE: unknown command 'rnu'\n(Did you mean run?)\nhint: bench --help lists the commands.\n"
		);
		expect(none).toMatch(/^Usage: bench/);
		expect(subcommand).toMatch(/^Usage: bench runs/);
		expect(flag).toBe(
			"error E_USAGE: unknown option '--jsno'\n(Did you mean --json?)\nhint: bench run --help says what it takes.\n"
		);
		expect(both).toContain('give a config or --demo, not both');
	});

	it('answers with JSON even where it was called wrongly, if --json was asked for', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const calls = [
			['rnu', '--json'],
			['load', 'http://127.0.0.1:1', '--json'],
			['judge', 'pairs', '--json']
		];
		const ended = await Promise.all(
			calls.map((args) => runBench(args, { workplace, file: checkoutFile }))
		);
		const errors = ended.map(({ stdout }) => (JSON.parse(stdout) as { error: ErrorJson }).error);
		expect(errors.map(({ code }) => code)).toEqual(['E_USAGE', 'E_USAGE', 'E_USAGE']);
		expect(errors[1]!.message).toBe("required option '--model <id>' not specified");
		expect(errors[1]!.hint).toBe('bench load --help says what it takes.');
		expect(errors[2]!.hint).toBe('bench judge pairs --help says what it takes.');
		expect(ended[2]!.stderr).toContain('hint: bench judge pairs --help says what it takes.');
	});

	it.for(['stdout', 'stderr'] as const)(
		'does its work when the reader of %s has gone',
		async (stream, { expect }) => {
			using workplace = createWorkplace();
			const redirect = stream === 'stdout' ? '' : '2>&1 >/dev/null';
			const script = `{ "$@"; echo "code $?" >code; } ${redirect} | true`;
			await runInShell(script, ['doctor', '--json', 'no.yaml'], workplace);
			const code = readFileSync(workplace.file('code'), 'utf8');
			expect(code).toBe('code 2\n');
		}
	);

	it('says so when its output cannot be written', async ({ expect, skip }) => {
		skip(!existsSync('/dev/full'), 'there is no /dev/full');
		using workplace = createWorkplace();
		const { code, stderr } = await runInShell('"$@" >/dev/full', ['doctor'], workplace);
		expect(code).toBe(1);
		expect(stderr).toMatch(/^error E_INTERNAL: the output cannot be written: .*ENOSPC/);
	});

	it('refuses an old Node with a hint, before anything else is loaded', async ({
		expect,
		skip
	}) => {
		const old = findOldNode();
		if (old === null) {
			skip(`this machine has no Node older than ${minimumNode}`);
			return;
		}
		using workplace = createWorkplace();
		const { code, stdout, stderr } = await runBench(['--help'], {
			workplace,
			file: checkoutFile,
			program: old
		});
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toMatch(/^breakeven needs Node 24 or later; this is Node \d+\.\d+\.\d+\.\n/);
		expect(stderr).toContain('npx bench');
	});
});
