/** Once for all tests of the site: a browser, the built site, the demo's data with quotes, and a server over it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { buildSite } from '../../../bench/commands/serve/build-site.ts';
import { findBrowser } from './find-browser.ts';

declare module 'vitest' {
	interface ProvidedContext {
		siteUrl: string;
		browserPath: string;
		/** `file:` URL of the database that the site shows. */
		siteDatabase: string;
	}
}

const run = promisify(execFile);
const bench = async (...args: string[]): Promise<void> => {
	await run(process.execPath, ['bench/bench.js', ...args], { maxBuffer: 64 * 1024 * 1024 });
};

const quotes = [
	'server-meridian',
	'server-aldenfels',
	'colocation-halden',
	'gpu-cloud-northlake',
	'api-corvid'
];

/** Starts `bench serve` and resolves with its address once it listens. */
export const startSite = (args: readonly string[]): Promise<{ url: string; child: ChildProcess }> =>
	new Promise((resolve, reject) => {
		const child = spawn(
			process.execPath,
			['bench/bench.js', 'serve', '--port', '0', '--json', ...args],
			{ stdio: ['ignore', 'pipe', 'pipe'] }
		);
		let errors = '';
		child.stderr.on('data', (chunk: Buffer) => {
			errors += chunk.toString();
		});
		child.stdout.once('data', (chunk: Buffer) => {
			resolve({ url: (JSON.parse(chunk.toString()) as { url: string }).url, child });
		});
		child.once('exit', (code) => {
			reject(new Error(`bench serve ended with ${String(code)}: ${errors}`));
		});
	});

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
	const browserPath = findBrowser();
	await buildSite({ force: false, note: () => undefined });
	const folder = await mkdtemp(join(tmpdir(), 'bench-site-'));
	// A database made before may be named, so that working on one test does not wait for the demo.
	const given = process.env['BENCH_TEST_SITE_DB'];
	const database = given ?? `file:${join(folder, 'site.db')}`;
	if (given === undefined) {
		await bench('run', '--demo', '--db', database);
		for (const quote of quotes) {
			await bench('quote', 'import', `scenarios/quotes/${quote}.yaml`, '--db', database);
		}
	}
	const { url, child } = await startSite([
		'--db',
		database,
		'--include-emulated',
		'--spec',
		'scenarios/costs/quoted.yaml'
	]);
	project.provide('siteUrl', url);
	project.provide('browserPath', browserPath);
	project.provide('siteDatabase', database);
	return async () => {
		child.removeAllListeners('exit');
		child.kill('SIGTERM');
		await rm(folder, { recursive: true, force: true });
	};
};
