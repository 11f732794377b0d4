/**
 * `npm run trial:package`: installs the packed file in an empty folder, with install scripts off, and uses it there as a newcomer
 * would. `-- --node PROGRAM` takes another Node, such as the oldest that the package is for.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { projectRoot } from './make-package.ts';

const run = promisify(execFile);

const { values } = parseArgs({ options: { node: { type: 'string', default: process.execPath } } });
const packed = join(projectRoot, 'dist', `${packageJson.name}-${packageJson.version}.tgz`);
const folder = await mkdtemp(join(tmpdir(), 'breakeven-trial-'));
const env = {
	PATH: [dirname(values.node), process.env['PATH']].join(delimiter),
	HOME: process.env['HOME'],
	TMPDIR: folder
};
const options = { cwd: folder, env, maxBuffer: 64 * 1_048_576 };

const say = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

/** Runs one step and says how long it took and what it found; throws where the step fails. */
const step = async (name: string, work: () => Promise<string>): Promise<void> => {
	const startedMs = performance.now();
	const found = await work();
	say(`${name}: ${found} (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`);
};

const npm = async (...args: string[]): Promise<string> => (await run('npm', args, options)).stdout;

/** As the shell finds it after the installation. Code 4 says that a busy machine measured badly, and is no fault of the package. */
const bench = async (...args: string[]): Promise<string> => {
	try {
		return (await run('npx', ['--no-install', 'bench', ...args], options)).stdout.trim();
	} catch (error) {
		const { code, stdout } = error as { code?: number; stdout?: string };
		if (code === 4 && stdout !== undefined) return stdout.trim();
		throw error;
	}
};

const serve = async (): Promise<string> => {
	const child = spawn(values.node, ['node_modules/.bin/bench', 'serve', '--port', '0', '--json'], {
		...options,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const [text] = (await once(child.stdout, 'data')) as [Buffer];
	const { url } = JSON.parse(text.toString()) as { url: string };
	const pages: string[] = [];
	for (const path of ['/', '/runs', '/prices', '/api/use-cases']) {
		const { status } = await fetch(url + path);
		if (status !== 200) throw new Error(`${path} answers ${String(status)}`);
		pages.push(path);
	}
	child.kill('SIGTERM');
	await once(child, 'exit');
	return `answers ${pages.join(', ')}`;
};

try {
	await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
	await step('node', async () => (await run(values.node, ['--version'], options)).stdout.trim());
	await step('install', async () => {
		const installed = await npm(
			...['install', packed, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
		);
		return installed.trim();
	});
	await step('bench --version', () => bench('--version'));
	const demo = 'node_modules/breakeven/scenarios/demo.yaml';
	await step('bench validate', async () => (await bench('validate', demo)).split('\n')[0] ?? '');
	await step('bench init', async () => {
		const written = await bench('init', 'own.yaml');
		await bench('validate', 'own.yaml');
		return written.split('\n')[0] ?? '';
	});
	await step('bench run --demo', async () => {
		const { run: record } = JSON.parse(await bench('run', '--demo', '--json')) as {
			run: { state: string };
		};
		return record.state;
	});
	await step('bench report', async () => {
		await bench('report', 'support-triage', '--include-emulated', '-o', 'report.html');
		return 'written';
	});
	await step('bench serve', serve);
	say('the package installs and runs');
} finally {
	await rm(folder, { recursive: true, force: true });
}
