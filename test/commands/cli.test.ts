import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { commandEntries } from '#bench/commands/registry.ts';
import { minimumNodeMajor } from '../../bench/require-node.js';
import { benchFile, createWorkplace, runBench, shellEnvironment } from './support/bench-process.ts';
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
		if (major !== undefined && Number(major) < minimumNodeMajor) return program;
	}
	return null;
};

describe.concurrent('the command line', { timeout: 60_000 }, () => {
	it.for([
		[],
		...commandEntries.map(({ name }) => [name]),
		['runs', 'list'],
		['runs', 'show'],
		['runs', 'delete']
	])('explains itself: bench %j --help', async (path, { expect }) => {
		using workplace = createWorkplace();
		const { code, stdout, stderr } = await runBench([...path, '--help'], { workplace });
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toContain(`Usage: ${['bench', ...path].join(' ')} [`);
		expect(stdout).toMatch(
			path.length === 0
				? /Exit codes: 0 ok/
				: path[0] === 'runs' && path.length === 1
					? /list/
					: /--json/
		);
	});

	it('knows its version, which is that of the package', async ({ expect }) => {
		using workplace = createWorkplace();
		const { stdout } = await runBench(['--version'], { workplace });
		expect(stdout).toBe(`${packageJson.version}\n`);
	});

	it('exits with 2 for a command, a flag or an argument that does not exist', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const calls = [
			['rnu'],
			['run', '--jsno'],
			['run', 'a', 'b'],
			[],
			['runs'],
			['load'],
			['run', 'x', '--demo']
		];
		const ended = await Promise.all(calls.map((args) => runBench(args, { workplace })));
		expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual(calls.map(() => [2, '']));
		expect(ended[0]!.stderr).toMatch(/unknown command 'rnu'\n\(Did you mean run\?\)/);
		expect(ended[1]!.stderr).toMatch(/unknown option '--jsno'\n\(Did you mean --json\?\)/);
		expect(ended[6]!.stderr).toContain('give a config or --demo, not both');
	});

	it('answers with JSON even where it was called wrongly, if --json was asked for', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const calls = [
			['rnu', '--json'],
			['load', 'http://127.0.0.1:1', '--json'],
			['runs', 'show', 'x', '--json', '--db', 'x']
		];
		const ended = await Promise.all(calls.map((args) => runBench(args, { workplace })));
		const errors = ended.map(({ stdout }) => (JSON.parse(stdout) as { error: ErrorJson }).error);
		expect(errors.map(({ code }) => code)).toEqual(['E_USAGE', 'E_USAGE', 'E_USAGE']);
		expect(errors[1]!.message).toBe("required option '--model <id>' not specified");
	});

	it.for(['stdout', 'stderr'] as const)(
		'does its work when the reader of %s has gone',
		async (stream, { expect }) => {
			using workplace = createWorkplace();
			const redirect = stream === 'stdout' ? '' : '2>&1 >/dev/null';
			const command = `{ "$0" "$1" doctor --json no.yaml; echo "code $?" >code; } ${redirect} | true`;
			spawnSync('/bin/sh', ['-c', command, process.execPath, benchFile], {
				cwd: workplace.path,
				env: shellEnvironment(workplace)
			});
			const code = readFileSync(workplace.file('code'), 'utf8');
			expect(code).toBe('code 2\n');
		}
	);

	it('says so when its output cannot be written', async ({ expect, skip }) => {
		skip(!existsSync('/dev/full'), 'there is no /dev/full');
		using workplace = createWorkplace();
		const command = '"$0" "$1" doctor >/dev/full';
		const { status, stderr } = spawnSync('/bin/sh', ['-c', command, process.execPath, benchFile], {
			cwd: workplace.path,
			env: shellEnvironment(workplace),
			encoding: 'utf8'
		});
		expect(status).toBe(1);
		expect(stderr).toMatch(/^error E_INTERNAL: the output cannot be written: .*ENOSPC/);
	});

	it('refuses an old Node with a hint, before anything else is loaded', async ({
		expect,
		skip
	}) => {
		const old = findOldNode();
		if (old === null) {
			skip(`this machine has no Node older than ${String(minimumNodeMajor)}`);
			return;
		}
		using workplace = createWorkplace();
		const { code, stdout, stderr } = await runBench(['--help'], { workplace, program: old });
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toMatch(/^breakeven needs Node 24 or later; this is Node \d+\.\d+\.\d+\.\n/);
		expect(stderr).toContain('npx bench');
	});

	it('wants the same Node as the package does', ({ expect }) => {
		expect(packageJson.engines.node).toBe(`>=${String(minimumNodeMajor)}`);
		const scripts = fileURLToPath(new URL('../../package.json', import.meta.url));
		expect(existsSync(scripts)).toBe(true);
	});
});
